"""Measured figures, kept in JSON files so that no figure is ever typed by hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rolemap_train.encoder import Encoder, OnnxEncoder, TorchEncoder
from rolemap_train.evaluation import Figures
from rolemap_train.machine import file_sha256, machine, today, versions

Record = dict[str, Any]


def read_records(path: Path) -> list[Record]:
    """Read a record file; one that does not exist yet is empty."""
    if not path.exists():
        return []
    records: list[Record] = json.loads(path.read_text(encoding="utf-8"))
    return records


def append_record(path: Path, record: Record) -> None:
    """Add `record` with date, machine and versions to `path`; it replaces an older one of the same files."""
    stamped = record | {"date": today(), "machine": machine(), "versions": versions()}
    kept = [old for old in read_records(path) if identity(old) != identity(record)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([*kept, stamped], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


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
    rounded = {name: round(value, 4) for name, value in asdict(figures).items()}
    return {"benchmark": benchmark} | queries | corpus | rounded


def open_encoder(source: str, file: str | None) -> Encoder:
    """Open an ONNX file of a folder, or with torch the folder or Hub id itself."""
    return OnnxEncoder(Path(source), file) if file else TorchEncoder(source)
