"""Measured figures, kept in JSON files so that no figure is ever typed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rolemap_train.data import data_sha256
from rolemap_train.encoder import Encoder, OnnxEncoder, TorchEncoder
from rolemap_train.evaluation import Figures
from rolemap_train.machine import file_sha256, machine, today, versions
from rolemap_train.places import RECORDS

Record = dict[str, Any]


def stamped(record: Record) -> Record:
    """Return `record` with today's date, this machine and the versions that compute."""
    return record | {"date": today(), "machine": machine(), "versions": versions()}


def rounded(value: Any) -> Any:  # noqa: ANN401
    """Return `value` with every float at 4 decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return [rounded(entry) for entry in value] if isinstance(value, list | tuple) else value


def write_figures(path: Path, record: Record) -> None:
    """Write `record`, stamped and rounded, to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rounded(stamped(record)), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_records(path: Path) -> list[Record]:
    """Read a record file; one that does not exist yet is empty."""
    if not path.exists():
        return []
    records: list[Record] = json.loads(path.read_text(encoding="utf-8"))
    return records


def append_record(path: Path, record: Record) -> None:
    """Add `record` with date, machine and versions to `path`; it replaces an older one of the same files."""
    kept = [old for old in read_records(path) if identity(old) != identity(record)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([*kept, stamped(record)], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def identity(record: Record) -> tuple[Any, ...]:
    """Return what a record is about: the benchmark, and model and file of queries and corpus."""
    return tuple(record.get(name) for name in ("benchmark", "model", "file", "corpusModel", "corpusFile"))


def describe_side(source: str, file: str | None, prefix: str = "") -> Record:
    """Describe one side of an evaluation: model name, file, and the digest of the file with the weights.

    prefix "corpus" gives the keys corpusModel, corpusFile, corpusSha256.
    """
    described = {"model": Path(source).name, "file": file or "torch"}
    weights = Path(source) / (file or "model.safetensors")
    if weights.exists():
        described["sha256"] = file_sha256(weights)
    return {prefix + (key[0].upper() + key[1:] if prefix else key): value for key, value in described.items()}


def evaluation_record(benchmark: str, queries: Record, corpus: Record, figures: Figures) -> Record:
    """Return the record of one evaluation, figures rounded to 4 decimals."""
    measured: Record = rounded(asdict(figures))
    return {"benchmark": benchmark} | queries | corpus | measured


TRAINING_RECORD = "training.json"
"""Stands beside the weights of every model made here, and says how they came to be."""


def model_name(source: str) -> str:
    """Return the Hub id, or the name of the folder without the way to it."""
    return Path(source).name if Path(source).exists() else source


def write_training_record(folder: Path, record: Record) -> None:
    """Write `record` beside the weights in `folder`."""
    text = json.dumps(record, indent=2, ensure_ascii=False)
    (folder / TRAINING_RECORD).write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> Record | None:
    """Return the JSON object in `path`, None if it is not there."""
    if not path.exists():
        return None
    record: Record = json.loads(path.read_text(encoding="utf-8"))
    return record


def read_training_record(folder: Path) -> Record | None:
    """Return how the model in `folder` was made; None for one that was not trained here."""
    return read_json(folder / TRAINING_RECORD)


def kept_training_record(records: Path, name: str) -> Path:
    """Return where the training record of the published model `name` is kept."""
    return records / f"training-{name}.json"


def training_of(source: str, records: Path = RECORDS) -> Record | None:
    """Return how the model in `source` was made; a published folder's record stands among the records, by its name."""
    folder = Path(source)
    if not folder.exists():
        return None
    return read_training_record(folder) or read_json(kept_training_record(records, folder.name))


def runs_of(record: Record) -> Iterator[Record]:
    """Yield the training runs behind a record: itself, or those whose weights were averaged."""
    if "averageOf" not in record:
        yield record
        return
    for part in record["averageOf"]:
        if part["training"] is not None:
            yield from runs_of(part["training"])


def check_unseen(source: str, titles: Path) -> None:
    """Refuse a model that was trained on other data than `titles`: it may have seen the titles that judge it."""
    record = training_of(source)
    digest = data_sha256(titles)
    if record and any(run["dataSha256"] != digest for run in runs_of(record)):
        raise ValueError(
            f"{model_name(source)} was trained on other tables than those in {titles.name}: it may have seen their test"
            " splits. Train it on them; or measure it with `evaluate`, which reads none of our titles"
        )


def open_encoder(source: str, file: str | None) -> Encoder:
    """Open an ONNX file of a folder, or with torch the folder or Hub id itself."""
    return OnnxEncoder(Path(source), file) if file else TorchEncoder(source)
