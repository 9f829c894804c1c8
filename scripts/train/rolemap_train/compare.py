"""The table behind the choice of the small files: bytes, closeness to fp32, ranking figures, invariance, speed."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from rolemap_train import quantise
from rolemap_train.encoder import FP32_FILE, OnnxEncoder, Vectors, one_at_a_time
from rolemap_train.evaluation import Benchmark, score
from rolemap_train.onnx_export import SMALL_FILES
from rolemap_train.token_int8 import token_int8, token_int8_small

QUANTISED_FILE = "onnx/model_quantized.onnx"
OTHER_BLOCKS = (16, 64, 128)
"""Weights that share a scale in the 4-bit candidates beside the usual 32."""
MATES = 32
"""Batch in which a title is compared with itself alone."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    bytes: int
    cosine_mean: float
    cosine_min: float
    map_own: float
    """MAP with this file for queries and corpus."""
    map_mixed: float
    """MAP with this file for the queries and fp32 for the corpus, as in the app."""
    alone_min: float
    """Worst cosine of a title's vector alone with its vector among `MATES` others."""
    single_per_second: float
    batch_per_second: float

    def line(self) -> str:
        """Return the row of a Markdown table."""
        figures = (self.cosine_mean, self.cosine_min, self.map_own, self.map_mixed)
        cells = [self.name, f"{self.bytes / 1e6:.1f} MB", *(f"{figure:.4f}" for figure in figures)]
        cells += [f"{self.alone_min:.6f}", f"{self.single_per_second:.0f}", f"{self.batch_per_second:.0f}"]
        return f"| {' | '.join(cells)} |"


COLUMNS = (
    *("file", "bytes", "cosine to fp32, mean", "min", "MAP, all by it", "MAP, query by it"),
    *("alone against among 32, worst cosine", "titles/s, single", "titles/s, 32"),
)
HEADER = f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}"


def make_candidates(fp32: Path, folder: Path, calibration: Sequence[str]) -> list[str]:
    """Write every candidate for the WASM file below `folder`, each in Hub layout; returns their names.

    fp32: folder of the fp32 model; calibration: training titles for the static kind.
    """
    source = fp32 / FP32_FILE
    layers = int(json.loads((fp32 / "config.json").read_text(encoding="utf-8"))["num_hidden_layers"])
    static = partial(quantise.static_int8, tokenizer=OnnxEncoder(fp32).tokenizer, titles=calibration)
    makers: dict[str, Callable[[Path, Path], None]] = {
        "batch-int8": quantise.batch_int8,
        "static-int8": static,
        "four-bit": quantise.four_bit,
        **{f"four-bit-block-{block}": partial(quantise.four_bit, block=block) for block in OTHER_BLOCKS},
        **{
            f"four-bit-whole-layer-{layer}": partial(quantise.four_bit, whole_layer=(layer, layers))
            for layer in sorted({0, layers - 1})
        },
        "token-int8": token_int8_small,
        "token-int8-rows": partial(token_int8, rows=True),
    }
    for name, make in makers.items():
        target = folder / name / QUANTISED_FILE
        target.parent.mkdir(parents=True, exist_ok=True)
        make(source, target)
        for small in SMALL_FILES:
            shutil.copyfile(fp32 / small, folder / name / small)
    return list(makers)


def measure(name: str, encoder: OnnxEncoder, path: Path, fp32: dict[str, Vectors], benchmark: Benchmark) -> Row:
    """Measure one file; `fp32` holds the fp32 vectors of queries and corpus [texts, dimension]."""
    queries, corpus = encoder.encode(benchmark.queries), encoder.encode(benchmark.corpus)
    cosines = (corpus * fp32["corpus"]).sum(axis=1)
    sample = random.Random(1).sample(benchmark.corpus, 3 * MATES)
    return Row(
        name,
        path.stat().st_size,
        float(cosines.mean()),
        float(cosines.min()),
        score(queries, corpus, benchmark.relevant).map,
        score(queries, fp32["corpus"], benchmark.relevant).map,
        worst_alone(encoder, sample),
        rate(lambda: one_at_a_time(encoder.encode, sample), len(sample)),
        rate(lambda: encoder.encode(sample, MATES), len(sample)),
    )


def worst_alone(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    """Return the least cosine between the vectors of `texts` alone and in batches of `MATES` as they come."""
    alone = one_at_a_time(encoder.encode, texts)
    batches = [encoder.encode(texts[start : start + MATES], MATES) for start in range(0, len(texts), MATES)]
    return float((alone * np.concatenate(batches)).sum(axis=1).min())


def rate(work: Callable[[], object], texts: int, repeats: int = 5) -> float:
    """Return texts per second of the fastest of `repeats` runs: the one that other processes disturbed least."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return texts / min(seconds)


def compare(fp32: Path, folder: Path, benchmark: Benchmark, calibration: Sequence[str]) -> list[dict[str, object]]:
    """Make all candidates, print the table line by line and return its rows."""
    reference = OnnxEncoder(fp32)
    vectors = {"queries": reference.encode(benchmark.queries), "corpus": reference.encode(benchmark.corpus)}
    names = make_candidates(fp32, folder, calibration)
    encoders = {"fp32": (reference, fp32 / FP32_FILE)}
    encoders |= {name: (OnnxEncoder(folder / name, QUANTISED_FILE), folder / name / QUANTISED_FILE) for name in names}
    print(HEADER)
    rows = []
    for name, (encoder, path) in encoders.items():
        row = measure(name, encoder, path, vectors, benchmark)
        print(row.line(), flush=True)
        rows.append(asdict(row))
    return rows
