"""Train, export, quantise and describe the tiny model, as the commands do it with the real one."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import onnx
import pytest
from sentence_transformers import SentenceTransformer
from transformers import DistilBertConfig, DistilBertModel

from rolemap_train import quantise
from rolemap_train.cli import main
from rolemap_train.compare import QUANTISED_FILE, make_candidates, worst_alone
from rolemap_train.encoder import FP32_FILE, OnnxEncoder, TorchEncoder
from rolemap_train.manifest import write_manifest
from rolemap_train.onnx_export import export_fp32
from rolemap_train.publish import DEVICES
from rolemap_train.token_int8 import LEVELS, ZERO, quantise_columns
from tests.conftest import TITLES

INVARIANT = ("static-int8", "four-bit", "token-int8", "token-int8-rows")


@pytest.fixture(scope="session")
def trained(tiny_model: Path, titles_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    text = (Path(__file__).resolve().parents[1] / "configs/tuned.yaml").read_text(encoding="utf-8")
    config = folder / "config.yaml"
    config.write_text(text.replace("batch_pairs: 192", "batch_pairs: 4"), encoding="utf-8")
    output = folder / "model"
    command = ["train", "--base", str(tiny_model), "--titles", str(titles_folder), "--output", str(output)]
    assert main([*command, "--config", str(config), "--max-steps", "3"]) == 0
    return output


@pytest.fixture(scope="session")
def exported(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with published/tuned, fp32/tuned and records/."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "records").mkdir()
    places = ["--output", str(folder / "published"), "--fp32-output", str(folder / "fp32")]
    command = ["export", "--model", str(trained), "--name", "tuned", "--records", str(folder / "records")]
    assert main([*command, *places]) == 0
    return folder


@pytest.fixture(scope="session")
def candidates(exported: Path) -> Path:
    make_candidates(exported / "fp32/tuned", exported / "candidates", TITLES)
    return exported / "candidates"


def test_training_writes_a_sentence_transformers_folder(trained: Path, tiny_model: Path) -> None:
    model = SentenceTransformer(str(trained), device="cpu")
    theirs = model.encode(list(TITLES), convert_to_numpy=True)
    ours = TorchEncoder(str(trained)).encode(TITLES)
    assert model.max_seq_length == 128
    np.testing.assert_allclose(np.asarray(theirs), ours, atol=1e-5)
    assert not np.allclose(ours, TorchEncoder(str(tiny_model)).encode(TITLES), atol=1e-4)
    record = json.loads((trained / "training.json").read_text(encoding="utf-8"))
    assert record["steps"] == 3
    assert record["config"]["learning_rate"] == 2.5e-4
    assert len(record["dataSha256"]) == 64


def test_fp32_export_equals_torch(exported: Path, trained: Path) -> None:
    encoder = OnnxEncoder(exported / "fp32/tuned")
    np.testing.assert_allclose(encoder.encode(TITLES), TorchEncoder(str(trained)).encode(TITLES), atol=1e-5)
    assert encoder.encode(["nurse " * 500]).shape == (1, 64)


def test_export_writes_two_files_and_the_limits(exported: Path) -> None:
    published = exported / "published/tuned"
    assert sorted(path.name for path in (published / "onnx").iterdir()) == ["model_q4.onnx", "model_quantized.onnx"]
    assert json.loads((published / "tokenizer_config.json").read_text(encoding="utf-8"))["model_max_length"] == 128
    tokenizer = json.loads((published / "tokenizer.json").read_text(encoding="utf-8"))
    assert tokenizer["truncation"]["max_length"] == 128
    assert tokenizer["padding"] is None
    assert json.loads((published / "config.json").read_text(encoding="utf-8"))["model_type"] == "bert"


@pytest.mark.parametrize("name", INVARIANT)
def test_vectors_do_not_depend_on_batch_mates(candidates: Path, name: str) -> None:
    encoder = OnnxEncoder(candidates / name, QUANTISED_FILE)
    texts = [*TITLES, "nurse " * 100, *random.Random(1).sample(TITLES, 11)]
    assert worst_alone(encoder, texts) > 0.9999


def test_the_usual_dynamic_int8_does_depend_on_them(candidates: Path) -> None:
    encoder = OnnxEncoder(candidates / "batch-int8", QUANTISED_FILE)
    assert worst_alone(encoder, [*TITLES, "nurse " * 100]) < 0.9999


@pytest.mark.parametrize("name", ["token-int8", "token-int8-rows"])
def test_token_int8_is_close_to_fp32(candidates: Path, exported: Path, name: str) -> None:
    exact = OnnxEncoder(exported / "fp32/tuned").encode(TITLES)
    small = OnnxEncoder(candidates / name, QUANTISED_FILE).encode(TITLES)
    assert (exact * small).sum(axis=1).min() > (0.999 if name == "token-int8-rows" else 0.97)


def test_no_weight_is_left_in_fp32(exported: Path) -> None:
    for file in DEVICES.values():
        tensors = onnx.load(exported / "published/tuned" / file).graph.initializer
        large = [
            t.name for t in tensors if t.data_type == onnx.TensorProto.FLOAT and len(t.dims) == 2 and min(t.dims) > 4
        ]
        assert large == []


def test_quantised_columns() -> None:
    weights = np.array([[1.0, 0.0], [-2.0, 0.0]], dtype=np.float32)
    values, scales = quantise_columns(weights)
    assert values.tolist() == [[ZERO + 64, ZERO], [ZERO - LEVELS, ZERO]]
    np.testing.assert_allclose((values.astype(np.float32) - ZERO) * scales, weights, atol=scales.max() / 2)


def test_exporting_again_writes_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    quantise.four_bit(exported / "fp32/tuned" / FP32_FILE, tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == (exported / "published/tuned" / DEVICES["webgpu"]).read_bytes()


def test_manifest(exported: Path) -> None:
    path = write_manifest(exported / "published", exported / "fp32", exported / "records")
    entry = json.loads(path.read_text(encoding="utf-8"))["models"]["tuned"]
    assert entry["dimension"] == 64
    assert set(entry["selfTest"]["vectors"]) == set(DEVICES.values())
    for rows in entry["selfTest"]["vectors"].values():
        np.testing.assert_allclose(np.linalg.norm(np.array(rows), axis=1), 1, atol=1e-3)
    training = json.loads((exported / "records/training-tuned.json").read_text(encoding="utf-8"))
    assert entry["training"]["epochs"] == training["config"]["epochs"] > 0
    assert entry["figures"] == []


def test_a_model_that_the_app_cannot_run_is_not_exported(tmp_path: Path) -> None:
    folder = tmp_path / "distil"
    DistilBertModel(DistilBertConfig(dim=32, n_layers=1, n_heads=2, hidden_dim=64)).save_pretrained(folder)
    with pytest.raises(ValueError, match="only BERT"):
        export_fp32(str(folder), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_of_a_model_that_is_not_shipped_only_fp32_is_written(trained: Path, tmp_path: Path) -> None:
    places = ["--output", str(tmp_path / "published"), "--fp32-output", str(tmp_path / "fp32")]
    command = ["export", "--model", str(trained), "--name", "seed-recipe", *places]
    assert main([*command, "--records", str(tmp_path)]) == 0
    assert (tmp_path / "fp32/seed-recipe/onnx/model.onnx").exists()
    assert not (tmp_path / "published").exists()
    assert (tmp_path / "training-seed-recipe.json").exists()
