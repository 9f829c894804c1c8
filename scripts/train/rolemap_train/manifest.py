"""Write public/models/manifest.json: what the app needs to verify and run the models."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from rolemap_train.encoder import FP32_FILE, OnnxEncoder, Vectors, one_at_a_time
from rolemap_train.machine import file_sha256
from rolemap_train.onnx_export import SMALL_FILES
from rolemap_train.publish import DEVICES
from rolemap_train.records import Record, kept_training_record, read_json, read_records, runs_of
from rolemap_train.text import MAX_TOKENS

SCHEMA_VERSION = 1
SELF_TEST_TITLES = ("Registered Nurse", "Senior Software Engineer (Remote)", "Forklift Operator, Night Shift")
DECIMALS = 5
"""Of a self-test vector; the cosine between it and the unrounded one is 1 within 1e-7."""
ORIGIN = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2"
DESCRIPTIONS: dict[str, dict[str, str]] = {
    "base": {
        "label": "General model",
        "technicalName": "all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "origin": ORIGIN,
    },
    "tuned": {
        "label": "Job-title model",
        "technicalName": "all-MiniLM-L6-v2, fine-tuned on job titles",
        "licence": "Apache-2.0",
        "origin": f"{ORIGIN}, fine-tuned by scripts/train on the titles in scripts/dataset/occupations",
    },
}
FIGURES = ("map", "mrr", "recall1", "recall5", "recall10", "queries", "corpus", "relevant", "date", "machine")


def count_parameters(fp32_file: Path) -> int:
    """Count the weights of an fp32 ONNX file; scalars are constants of the graph, not weights."""
    tensors = onnx.load(fp32_file).graph.initializer
    weights = [tensor for tensor in tensors if tensor.data_type == onnx.TensorProto.FLOAT and len(tensor.dims) > 0]
    return sum(math.prod(tensor.dims) for tensor in weights)


def self_test_vectors(folder: Path, file: str) -> Vectors:
    """Encode the self-test titles one at a time with `file`; returns unit vectors [titles, dimension]."""
    return one_at_a_time(OnnxEncoder(folder, file).encode, SELF_TEST_TITLES)


def find_figures(records: list[Record], folder: Path, fp32_folder: Path) -> list[dict[str, Any]]:
    """Pick the records measured on exactly these files: fp32 and small files alone, and small files against fp32."""
    paths = {file: folder / file for file in DEVICES.values()} | {FP32_FILE: fp32_folder / FP32_FILE}
    digests = {file: file_sha256(path) for file, path in paths.items()}
    found = []
    for record in records:
        file, corpus_file = record["file"], record["corpusFile"]
        ours = record["model"] == record["corpusModel"] == folder.name
        fresh = record.get("sha256") == digests.get(file) and record.get("corpusSha256") == digests.get(corpus_file)
        if ours and fresh and file in digests:
            head = {"benchmark": record["benchmark"], "file": file, "corpusFile": corpus_file}
            found.append(head | {name: record[name] for name in FIGURES})
    return found


def describe_model(folder: Path, fp32_folder: Path, records: list[Record], training: Record | None) -> dict[str, Any]:
    """Return the manifest entry of the published model in `folder`."""
    vectors = {file: self_test_vectors(folder, file) for file in DEVICES.values()}
    files = [*SMALL_FILES, *DEVICES.values()]
    entry: dict[str, Any] = dict(DESCRIPTIONS[folder.name])
    entry |= {
        "dimension": next(iter(vectors.values())).shape[1],
        "pooling": "mean",
        "normalize": True,
        "maxTokens": MAX_TOKENS,
        "parameters": count_parameters(fp32_folder / FP32_FILE),
        "files": {
            file: {"bytes": (folder / file).stat().st_size, "sha256": file_sha256(folder / file)} for file in files
        },
        "devices": DEVICES,
        "selfTest": {
            "titles": SELF_TEST_TITLES,
            "vectors": {file: np.round(unit.astype(np.float64), DECIMALS).tolist() for file, unit in vectors.items()},
        },
        "figures": find_figures(records, folder, fp32_folder),
    }
    if training:
        entry["training"] = summarise_training(training)
    return entry


def summarise_training(record: Record) -> dict[str, Any]:
    """Return what the manifest says of the training: of averaged runs the sums, and data and date of the first."""
    runs = list(runs_of(record))
    summary: dict[str, Any] = {name: runs[0][name] for name in ("titles", "dataSha256", "date")}
    summary |= {name: sum(run[name] for run in runs) for name in ("pairs", "steps", "seconds")}
    return summary | {"epochs": sum(run["config"]["epochs"] for run in runs)}


def write_manifest(published: Path, fp32: Path, records: Path) -> Path:
    """Write manifest.json for every model in `published`; returns its path.

    records: folder with evaluation records (any *.json list) and training-<model>.json.
    """
    evaluations = [record for path in sorted(records.glob("evaluation*.json")) for record in read_records(path)]
    models = {}
    for name in DESCRIPTIONS:
        if (published / name).is_dir():
            training = read_json(kept_training_record(records, name))
            models[name] = describe_model(published / name, fp32 / name, evaluations, training)
            print(f"{name}: {len(models[name]['figures'])} figures")
    path = published / "manifest.json"
    path.write_text(compact({"schemaVersion": SCHEMA_VERSION, "models": models}), encoding="utf-8")
    return path


def compact(value: object) -> str:
    """Return indented JSON with each list of plain numbers on one line."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return re.sub(r"\[[-+.,\de\s]+\]", lambda match: re.sub(r"\s", "", match[0]).replace(",", ", "), text) + "\n"
