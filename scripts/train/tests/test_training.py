"""Resuming, freezing, averaging, the seed recipes, the study, and bases of every family."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import (
    BertConfig,
    BertModel,
    MPNetConfig,
    MPNetModel,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaModel,
)

from rolemap_train import curve, study, training
from rolemap_train.cli import main
from rolemap_train.encoder import TorchEncoder, backbone_of, open_sentence_model
from rolemap_train.loss import batch_loss
from rolemap_train.seed_recipes import SeedPair, triplet_loss, without_repeats
from rolemap_train.text import load_tokenizer
from rolemap_train.weights import average, freeze
from tests.conftest import PUBLISHED, TITLES

CONFIGS = Path(__file__).resolve().parents[1] / "configs"


def write_config(folder: Path, name: str = "tuned.yaml", **changes: str) -> Path:
    """A copy of a committed settings file with changes."""
    lines = (CONFIGS / name).read_text(encoding="utf-8").splitlines()
    changed = [
        f"{line.split(':')[0]}: {changes.pop(line.split(':')[0])}" if line.split(":")[0] in changes else line
        for line in lines
    ]
    assert not changes
    path = folder / f"changed-{name}"
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")
    return path


def small(folder: Path, **changes: str) -> Path:
    """Settings that suit seven titles."""
    return write_config(folder, **({"batch_pairs": "4", "long_batch_pairs": "2", "skills_share": "1"} | changes))


def test_a_stopped_run_goes_on_and_ends_alike(
    tiny_model: Path, titles_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["train", "--base", str(tiny_model), "--titles", str(titles_folder), "--config", str(small(tmp_path))]
    assert main([*command, "--output", str(tmp_path / "whole")]) == 0
    monkeypatch.setattr(training, "CHECKPOINT_EVERY", 2)
    steps: list[int] = []

    def stop_at_five(*arguments: object) -> torch.Tensor:
        steps.append(1)
        if len(steps) == 5:
            raise KeyboardInterrupt
        return batch_loss(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(training, "batch_loss", stop_at_five)
    with pytest.raises(KeyboardInterrupt):
        main([*command, "--output", str(tmp_path / "stopped")])
    assert (tmp_path / "stopped/checkpoint.pt").exists()
    assert main([*command, "--output", str(tmp_path / "stopped")]) == 0
    records = [json.loads((tmp_path / name / "training.json").read_text()) for name in ("whole", "stopped")]
    assert records[0]["steps"] == records[1]["steps"] > 5
    # Four steps before the stop (the fifth was cut), and all from the third on again.
    assert len(steps) == 5 + records[0]["steps"] - 4
    whole, stopped = (TorchEncoder(str(tmp_path / name)).encode(TITLES) for name in ("whole", "stopped"))
    np.testing.assert_allclose(whole, stopped, atol=1e-6)
    assert not (tmp_path / "stopped/checkpoint.pt").exists()
    assert list((tmp_path / "whole/tensorboard").iterdir())


def test_a_checkpoint_of_other_settings_is_refused(tiny_model: Path, titles_folder: Path, tmp_path: Path) -> None:
    torch.save({"identity": "another run", "step": 4}, tmp_path / "checkpoint.pt")
    command = ["train", "--base", str(tiny_model), "--titles", str(titles_folder), "--config", str(small(tmp_path))]
    with pytest.raises(ValueError, match=r"checkpoint\.pt belongs to other settings"):
        main([*command, "--output", str(tmp_path)])


def families() -> dict[str, tuple[type[PreTrainedModel], PretrainedConfig, str]]:
    """A tiny random model of each family, and its pooling."""
    size: dict[str, Any] = {
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
    }
    size |= {"vocab_size": 30522, "max_position_embeddings": 160}
    return {
        "MiniLM-L12": (BertModel, BertConfig(**size, pad_token_id=0), "mean"),
        "multilingual MiniLM": (BertModel, BertConfig(**size, pad_token_id=1), "mean"),
        "bge-small": (BertModel, BertConfig(**size, pad_token_id=0), "cls"),
        "mpnet": (MPNetModel, MPNetConfig(**size, pad_token_id=1), "mean"),
        "distilroberta": (RobertaModel, RobertaConfig(**size, pad_token_id=1, type_vocab_size=1), "mean"),
    }


@pytest.mark.parametrize("family", list(families()))
def test_every_family_trains(family: str, titles_folder: Path, tmp_path: Path) -> None:
    torch.manual_seed(3)
    kind, config, pooling = families()[family]
    source = tmp_path / "transformer"
    kind(config).save_pretrained(source)
    tokenizer = load_tokenizer(str(PUBLISHED / "base"))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]").save_pretrained(source)  # type: ignore[no-untyped-call]
    modules = [Transformer(str(source)), Pooling(32, pooling_mode=pooling), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(tmp_path / "base"))
    changed = small(tmp_path, frozen_layers="1", epochs="1")
    command = ["train", "--base", str(tmp_path / "base"), "--titles", str(titles_folder), "--config", str(changed)]
    assert main([*command, "--output", str(tmp_path / "model"), "--max-steps", "2"]) == 0
    theirs = SentenceTransformer(str(tmp_path / "model"), device="cpu").encode(list(TITLES), convert_to_numpy=True)
    np.testing.assert_allclose(np.asarray(theirs), TorchEncoder(str(tmp_path / "model")).encode(TITLES), atol=1e-5)
    before, after = (
        list(backbone_of(open_sentence_model(str(tmp_path / name))).parameters()) for name in ("base", "model")
    )
    unchanged = [torch.equal(old, new) for old, new in zip(before, after, strict=True)]
    assert unchanged[0]
    assert not all(unchanged)


def test_freezing_more_layers_than_there_are(tiny_model: Path) -> None:
    model = backbone_of(open_sentence_model(str(tiny_model)))
    assert len(freeze(model, 0)) == len(list(model.parameters()))
    with pytest.raises(ValueError, match="has 2 layers"):
        freeze(model, 3)


def test_average_of_a_model_with_itself(tiny_model: Path, tmp_path: Path) -> None:
    average([str(tiny_model), str(tiny_model)], [0.5, 0.5], tmp_path / "same")
    np.testing.assert_allclose(
        TorchEncoder(str(tmp_path / "same")).encode(TITLES), TorchEncoder(str(tiny_model)).encode(TITLES), atol=1e-6
    )
    record = json.loads((tmp_path / "same/training.json").read_text(encoding="utf-8"))
    assert [(part["weight"], part["training"]) for part in record["averageOf"]] == [(0.5, None), (0.5, None)]
    with pytest.raises(ValueError, match="sum 1"):
        average([str(tiny_model)], [0.5], tmp_path / "wrong")


@pytest.mark.parametrize("name", ["seed-triplet.yaml", "seed-ranking.yaml"])
def test_seed_recipes(name: str, tiny_model: Path, titles_folder: Path, tmp_path: Path) -> None:
    changed = write_config(tmp_path, name, batch_size="2", epochs="2")
    command = ["train", "--base", str(tiny_model), "--titles", str(titles_folder), "--config", str(changed)]
    assert main([*command, "--output", str(tmp_path / "model")]) == 0
    record = json.loads((tmp_path / "model/training.json").read_text(encoding="utf-8"))
    assert record["pairs"] == 9
    assert all(0 <= accuracy <= 1 for accuracy in record["tripletAccuracy"].values())
    assert "0" in record["tripletAccuracy"]
    assert not np.allclose(
        TorchEncoder(str(tmp_path / "model")).encode(TITLES), TorchEncoder(str(tiny_model)).encode(TITLES), atol=1e-6
    )


def test_triplet_loss_of_a_worked_example() -> None:
    anchor = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    near, far = torch.tensor([[0.8, 0.6], [1.0, 0.0]]), torch.tensor([[0.6, 0.8], [0.0, 1.0]])
    # Row 0: 0.3 + 0.6 - 0.8 = 0.1; row 1 is further apart than the margin.
    assert triplet_loss(anchor, near, far, 0.3).item() == pytest.approx(0.05)


def test_no_text_stands_twice_in_a_batch() -> None:
    pairs = [SeedPair(f"seed {number // 4}", f"variant {number}", "c") for number in range(40)]
    batches = list(without_repeats(pairs, 4, random.Random(1)))
    assert sum(map(len, batches)) > 20
    for batch in batches:
        assert len({pair.seed for pair in batch}) == len(batch) == 4


def test_a_study_goes_on_where_it_stopped(
    tiny_model: Path, titles_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"STEPS": 4, "BATCH_PAIRS": 4, "VALIDATION_SHARE": 1.0}.items():
        monkeypatch.setattr(study, name, value)
    monkeypatch.setattr(study, "FROZEN_LAYERS", [0, 1])
    command = ["study", "--base", str(tiny_model), "--titles", str(titles_folder), "--output", str(tmp_path)]
    assert main([*command, "--trials", "2"]) == 0
    assert main([*command, "--trials", "3"]) == 0
    record = json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))
    assert sorted(trial["number"] for trial in record["trials"]) == [0, 1, 2]
    values = [trial["objective"] for trial in record["trials"]]
    assert values == sorted(values, reverse=True)
    assert record["trials"][0]["settings"].keys() >= {"loss", "learning_rate", "tuned_weight"}
    assert "<svg" in (tmp_path / "study.svg").read_text(encoding="utf-8")


def test_the_learning_curve_has_a_point_for_the_base_and_one_for_each_share(
    tiny_model: Path, titles_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curve, "VALIDATION_SHARE", 1.0)
    path = tmp_path / "curve.json"
    command = ["curve", "--base", str(tiny_model), "--titles", str(titles_folder), "--record", str(path)]
    assert main([*command, "--shares", "1", "0.6", "--steps", "3"]) == 0
    points = json.loads(path.read_text(encoding="utf-8"))["points"]
    assert [point["share"] for point in points] == [0, 0.6, 1]
    counts = [point["titles"] for point in points]
    assert counts == sorted(counts)
    assert counts[0] == 0 < counts[-1]
    assert all(0 <= point["objective"] <= 1 for point in points)
    with pytest.raises(ValueError, match="shares"):
        main([*command, "--shares", "0"])
