"""The committed model files: digests, self-test vectors and batch invariance, on onnxruntime's own CPU provider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rolemap_train.compare import worst_alone
from rolemap_train.encoder import OnnxEncoder
from rolemap_train.machine import file_sha256
from rolemap_train.manifest import self_test_vectors
from rolemap_train.model_card import model_card
from rolemap_train.places import RECORDS
from rolemap_train.publish import DEVICES, MOST_BYTES
from tests.conftest import PUBLISHED, TITLES

MANIFEST = json.loads((PUBLISHED / "manifest.json").read_text(encoding="utf-8"))
MODELS: dict[str, dict[str, Any]] = MANIFEST["models"]
FILES = [(name, file) for name in MODELS for file in DEVICES.values()]


def test_both_models_are_published() -> None:
    assert MANIFEST["schemaVersion"] == 1
    assert set(MODELS) == {"base", "tuned"}


@pytest.mark.parametrize("name", sorted(MODELS))
def test_files_equal_the_manifest(name: str) -> None:
    folder = PUBLISHED / name
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {"README.md", *MODELS[name]["files"]}
    assert (folder / "README.md").read_text(encoding="utf-8") == model_card(name, RECORDS, PUBLISHED / "manifest.json")
    for file, described in MODELS[name]["files"].items():
        assert (folder / file).stat().st_size == described["bytes"] <= MOST_BYTES
        assert file_sha256(folder / file) == described["sha256"]


@pytest.mark.parametrize(("name", "file"), FILES)
def test_self_test_vectors(name: str, file: str) -> None:
    expected = np.array(MODELS[name]["selfTest"]["vectors"][file])
    cosines = (self_test_vectors(PUBLISHED / name, file) * expected).sum(axis=1)
    assert cosines.min() > 0.999  # the app asks for 0.995; processors round differently


@pytest.mark.parametrize(("name", "file"), FILES)
def test_batch_invariance(name: str, file: str) -> None:
    assert worst_alone(OnnxEncoder(PUBLISHED / name, file), [*TITLES, "nurse " * 30]) > 0.9999


@pytest.mark.parametrize("name", sorted(MODELS))
def test_figures(name: str) -> None:
    figures = {(figure["file"], figure["corpusFile"]): figure["map"] for figure in MODELS[name]["figures"]}
    fp32 = figures["onnx/model.onnx", "onnx/model.onnx"]
    if name == "base":
        assert fp32 == 0.4966  # as published for this benchmark by others
    else:
        assert fp32 >= 0.58
    for file in DEVICES.values():
        assert figures[file, "onnx/model.onnx"] > fp32 - 0.005


def test_no_local_paths() -> None:
    for path in [PUBLISHED / "manifest.json", *PUBLISHED.glob("*/*.json")]:
        assert str(Path.home()) not in path.read_text(encoding="utf-8")
