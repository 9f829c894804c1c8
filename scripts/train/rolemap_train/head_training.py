"""Training and report of the level and area network on the published labels; the gold titles only judge."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray

from rolemap_train.data import read_table
from rolemap_train.encoder import Encoder, Vectors
from rolemap_train.heads import (
    WORD_BUCKETS,
    HeadNetwork,
    Targets,
    bag_of_words,
    class_weights,
    confusion,
    expected_calibration_error,
    export_heads,
    fit_temperature,
    log_softmax,
    macro_f1,
    smoothed_loss,
)
from rolemap_train.machine import file_sha256
from rolemap_train.metrics import RESAMPLES, Interval
from rolemap_train.records import Record, check_unseen, describe_side, open_encoder, rounded, write_figures
from rolemap_train.text import prepare_text

LEVELS = (
    *("Student", "Junior Specialist", "Assistant", "Specialist", "Senior Specialist", "Manager", "Director", "VP"),
    *("C-Level", "Founder/Owner"),
)
SMOOTHING = {"written": 0.0, "correction": 0.0, "gold": 0.0, "keyword": 0.1, "occupation": 0.1, "default": 0.1}
HELD_SHARE = 0.15
"""Share of the written titles on which training stops and temperatures are fitted."""
BATCH = 256
MOST_EPOCHS = 60
PATIENCE = 8
DROPOUT = 0.3
LEARNING_RATE = 1e-3
WEIGHT_POWER = 0.7
WORDS_DROPPED = 0.3
"""Share of the rows of a batch whose bag of words is empty, so that the vector is learnt from too."""
SEEDS = (1, 2, 3)
"""Networks trained; the one with the best macro-F1 on the held written titles is kept."""


@dataclass(frozen=True)
class Labels:
    """Titles with targets, for one use."""

    titles: list[str]
    targets: Targets
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class Classes:
    """Names of the levels and of the areas; a class is numbered by its place."""

    levels: tuple[str, ...]
    areas: tuple[str, ...]


def read_labels(folder: Path) -> tuple[Labels, Labels, Labels, Classes]:
    """Return titles to train on, to stop on and to judge on (gold), and the classes."""
    rows = read_table(folder, "labels.csv")
    classes = Classes(LEVELS, tuple(sorted({row["area"] for row in rows})))
    train = [row for row in rows if row["split"] == "train"]
    held = [
        row for row in train if row["level_source"] == "written" and random.Random(row["title"]).random() < HELD_SHARE
    ]
    names = {row["title"] for row in held}
    groups = (
        [row for row in train if row["title"] not in names],
        held,
        [row for row in rows if row["split"] == "gold"],
    )
    learn, stop, gold = (labels_of(group, classes) for group in groups)
    return learn, stop, gold, classes


def labels_of(rows: list[dict[str, str]], classes: Classes) -> Labels:
    """Return label rows with their prepared titles and class numbers."""
    return Labels([prepare_text(row["title"]) for row in rows], targets_of(rows, classes), rows)


def targets_of(rows: list[dict[str, str]], classes: Classes) -> Targets:
    """Return the class numbers of label rows."""
    return Targets(
        np.array([classes.levels.index(row["level"]) for row in rows], dtype=np.int64),
        np.array([classes.areas.index(row["area"]) for row in rows], dtype=np.int64),
        np.array([SMOOTHING[row["level_source"]] for row in rows], dtype=np.float32),
        np.array([SMOOTHING[row["area_source"]] for row in rows], dtype=np.float32),
    )


def logits_of(network: HeadNetwork, vectors: Vectors, bags: Vectors) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the logits of level and area."""
    network.eval()
    with torch.inference_mode():
        level, area = network(torch.from_numpy(vectors), torch.from_numpy(bags))
    return level.double().numpy(), area.double().numpy()


def both_f1(
    logits: tuple[NDArray[np.float64], NDArray[np.float64]], targets: Targets, classes: Classes
) -> tuple[float, float]:
    """Return macro-F1 of level and area."""
    level, area = (part.argmax(axis=1) for part in logits)
    return macro_f1(targets.levels, level, len(classes.levels)), macro_f1(targets.areas, area, len(classes.areas))


class Features:
    """Vectors and bags of the three groups of titles, encoded once."""

    def __init__(self, encoder: Encoder, groups: tuple[Labels, Labels, Labels]) -> None:
        """Encode `groups`."""
        self.vectors = [encoder.encode(group.titles) for group in groups]
        self.bags = [bag_of_words(group.titles) for group in groups]


def fit(
    features: Features, learn: Labels, stop: Labels, classes: Classes, seed: int, *, words: bool
) -> tuple[float, HeadNetwork]:
    """Train one network; returns the best mean macro-F1 on `stop`, and the network of that epoch."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    vectors, bags, targets = torch.from_numpy(features.vectors[0]), torch.from_numpy(features.bags[0]), learn.targets
    sizes = len(classes.levels), len(classes.areas)
    network = HeadNetwork(vectors.shape[1], *sizes, DROPOUT, words=words)
    weights = (
        class_weights(targets.levels, sizes[0], WEIGHT_POWER),
        class_weights(targets.areas, sizes[1], WEIGHT_POWER),
    )
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=0.01)
    best, best_state, waited = -1.0, network.state_dict(), 0
    for _ in range(MOST_EPOCHS):
        network.train()
        order = generator.permutation(len(vectors))
        size = min(BATCH, len(order))
        for start in range(0, len(order) - size + 1, size):
            rows = order[start : start + size]
            kept = torch.from_numpy(generator.random(size) >= WORDS_DROPPED).float()[:, None]
            level, area = network(vectors[rows], bags[rows] * kept)
            part = targets.rows(rows)
            loss = smoothed_loss(
                level, torch.from_numpy(part.levels), weights[0], torch.from_numpy(part.level_smoothing)
            )
            loss += smoothed_loss(area, torch.from_numpy(part.areas), weights[1], torch.from_numpy(part.area_smoothing))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        mean = sum(both_f1(logits_of(network, features.vectors[1], features.bags[1]), stop.targets, classes)) / 2
        waited += 1
        if mean > best:
            best, waited = mean, 0
            best_state = {name: value.clone() for name, value in network.state_dict().items()}
        if waited >= PATIENCE:
            break
    network.load_state_dict(best_state)
    return best, network


def by_rules(gold: Labels, areas: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the classes that the keyword rules alone give; -1 where they say nothing."""
    return (
        np.array([LEVELS.index(row["rule_level"]) for row in gold.rows], dtype=np.int64),
        np.array([areas.index(row["rule_area"]) if row["rule_area"] else -1 for row in gold.rows], dtype=np.int64),
    )


def f1_interval(truth: NDArray[np.int64], given: NDArray[np.int64], classes: int) -> dict[str, float]:
    """Return macro-F1 with its 95 % percentile interval over drawn titles."""
    generator = np.random.default_rng(1)
    draws = generator.integers(len(truth), size=(RESAMPLES, len(truth)))
    values = [macro_f1(truth[rows], given[rows], classes) for rows in draws]
    low, high = np.percentile(values, [2.5, 97.5])
    return asdict(Interval(macro_f1(truth, given, classes), float(low), float(high)))


def judge(predicted: tuple[NDArray[np.int64], ...], gold: Labels, classes: Classes) -> dict[str, Any]:
    """Return macro-F1 on the gold titles: all, with a keyword of the rules, without one."""
    keyword = np.array([row["has_keyword"] == "true" for row in gold.rows])
    parts = {"all": np.ones(len(keyword), dtype=bool), "withKeyword": keyword, "withoutKeyword": ~keyword}
    sides = {
        "level": (gold.targets.levels, predicted[0], len(classes.levels)),
        "area": (gold.targets.areas, predicted[1], len(classes.areas)),
    }
    return {
        side: {
            part: {"titles": int(rows.sum()), "macroF1": f1_interval(truth[rows], given[rows], classes)}
            for part, rows in parts.items()
            if rows.any()
        }
        for side, (truth, given, classes) in sides.items()
    }


def calibration(logits: NDArray[np.float64], labels: NDArray[np.int64], temperature: float) -> dict[str, float]:
    """Return accuracy and expected calibration error before and after the temperature."""
    right = logits.argmax(axis=1) == labels
    errors = [
        expected_calibration_error(np.exp(log_softmax(logits / t)).max(axis=1), right) for t in (1.0, temperature)
    ]
    return {
        "temperature": temperature,
        "accuracy": float(right.mean()),
        "calibrationErrorBefore": errors[0],
        "calibrationErrorAfter": errors[1],
    }


def write_description(output: Path, classes: Classes, temperatures: Sequence[float], encoder: Record) -> Record:
    """Write heads.json beside heads.onnx in `output`: what a program needs to run it; returns the same."""
    description: Record = {
        "levels": classes.levels,
        "areas": classes.areas,
        "wordBuckets": WORD_BUCKETS,
        "temperatures": {"level": round(temperatures[0], 4), "area": round(temperatures[1], 4)},
        "encoder": encoder,
        "sha256": file_sha256(output / "heads.onnx"),
        "bytes": (output / "heads.onnx").stat().st_size,
    }
    (output / "heads.json").write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return description


def train_heads(source: str, file: str | None, titles: Path, output: Path, record_path: Path) -> None:
    """Train, choose, export to `output`/heads.onnx and heads.json, and judge that very file on the gold titles.

    source: Hub id or folder of the encoder; file: ONNX file in it, None for its weights in torch.
    """
    check_unseen(source, titles)
    learn, stop, gold, classes = read_labels(titles)
    features = Features(open_encoder(source, file), (learn, stop, gold))
    chosen: dict[str, tuple[float, HeadNetwork]] = {}
    for kind in ("vector and words", "vector alone"):
        runs = [fit(features, learn, stop, classes, seed, words=kind != "vector alone") for seed in SEEDS]
        chosen[kind] = max(runs, key=lambda run: run[0])
        print(f"{kind}: macro-F1 on the held written titles {chosen[kind][0]:.4f}", flush=True)
    network = chosen["vector and words"][1]
    held = logits_of(network, features.vectors[1], features.bags[1])
    temperatures = [fit_temperature(held[0], stop.targets.levels), fit_temperature(held[1], stop.targets.areas)]
    export_heads(network, features.vectors[0].shape[1], output / "heads.onnx")
    session = ort.InferenceSession(output / "heads.onnx", providers=["CPUExecutionProvider"])
    level, area = session.run(["level", "area"], {"vectors": features.vectors[2], "words": features.bags[2]})
    alone = logits_of(chosen["vector alone"][1], features.vectors[2], features.bags[2])
    predicted = level.argmax(axis=1), area.argmax(axis=1)
    description = write_description(output, classes, temperatures, describe_side(source, file))
    record = {
        "file": {name: description[name] for name in ("sha256", "bytes", "encoder")},
        "titles": {"train": len(learn.titles), "held": len(stop.titles), "gold": len(gold.titles)},
        "gold": {
            "heads": judge(predicted, gold, classes),
            "heads, vector alone": judge(tuple(part.argmax(axis=1) for part in alone), gold, classes),
            "keyword rules": judge(by_rules(gold, classes.areas), gold, classes),
        },
        "calibration": {
            "level": calibration(level.astype(np.float64), gold.targets.levels, temperatures[0]),
            "area": calibration(area.astype(np.float64), gold.targets.areas, temperatures[1]),
        },
        "confusion": {
            side: {"classes": names, "counts": confusion(truth, given, len(names)).tolist()}
            for side, names, truth, given in (
                ("level", classes.levels, gold.targets.levels, predicted[0]),
                ("area", classes.areas, gold.targets.areas, predicted[1]),
            )
        },
        "labelsSha256": file_sha256(titles / "labels.csv"),
    }
    write_figures(record_path, record)
    print(json.dumps(rounded(record["gold"]), indent=1))
