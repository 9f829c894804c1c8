from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import HfApi
from huggingface_hub.errors import LocalTokenNotFoundError

from rolemap_train.cli import main
from rolemap_train.hub import UploadError, gather, push_to_hub
from rolemap_train.model_card import model_card
from rolemap_train.places import RECORDS
from rolemap_train.records import runs_of
from tests.conftest import PUBLISHED


@pytest.fixture
def published(tmp_path: Path) -> Path:
    folder = tmp_path / "tuned"
    (folder / "onnx").mkdir(parents=True)
    for name in ("model_quantized.onnx", "model_q4.onnx"):
        (folder / "onnx" / name).write_bytes(b"onnx")
    manifest: dict[str, Any] = {"models": {name: {"figures": []} for name in ("base", "tuned")}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_the_card_says_what_the_records_say() -> None:
    manifest = PUBLISHED / "manifest.json"
    card = model_card("tuned", RECORDS, manifest)
    for run in runs_of(json.loads((RECORDS / "training-tuned.json").read_text(encoding="utf-8"))):
        assert f"{run['pairs']:,} pairs" in card
        assert run["dataSha256"] in card
    assert "## Limits" in card
    assert "## Bias" in card
    assert yaml.safe_load(card.split("---")[1])["license"] == "apache-2.0"
    assert "Not fine-tuned" in model_card("base", RECORDS, manifest)


def test_what_is_uploaded(tiny_model: Path, published: Path, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    files = gather(tiny_model, published, "card", tmp_path / "target")
    assert {"README.md", "model.safetensors", "modules.json", "onnx/model_q4.onnx", "tokenizer.json"} <= set(files)
    assert (tmp_path / "target/README.md").read_text(encoding="utf-8") == "card"
    with pytest.raises(FileNotFoundError, match=r"no model\.safetensors"):
        gather(published, published, "card", tmp_path / "target")


def test_the_call_goes_out_and_offline_is_said(tiny_model: Path, published: Path, tmp_path: Path) -> None:
    command = ["push", "--model", str(tiny_model), "--published", str(published), "--records", str(tmp_path)]
    with pytest.raises(UploadError, match="cannot be reached"):
        main([*command, "--repository", "nobody/rolemap"])


def test_the_calls_by_name(tiny_model: Path, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, Any]] = []

    def create_repo(_: HfApi, name: str, **rest: object) -> str:
        calls.append((name, rest))
        return "address"

    def upload_folder(_: HfApi, folder_path: str, repo_id: str, **_rest: object) -> None:
        calls.append((repo_id, len(list(Path(folder_path).rglob("*")))))

    monkeypatch.setattr(HfApi, "create_repo", create_repo)
    monkeypatch.setattr(HfApi, "upload_folder", upload_folder)
    assert push_to_hub(tiny_model, published, tmp_path, "me/titles", private=True) == "address"
    assert calls[0] == ("me/titles", {"private": True, "exist_ok": True})
    assert calls[1][0] == "me/titles"
    assert calls[1][1] > 5


def test_without_a_login_it_says_so(
    tiny_model: Path, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LocalTokenNotFoundError("no token")

    monkeypatch.setattr(HfApi, "create_repo", refuse)
    with pytest.raises(UploadError, match="hf auth login"):
        push_to_hub(tiny_model, published, tmp_path, "me/titles", private=False)
