from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch

from rolemap_train import head_training, heads
from rolemap_train.cli import main
from rolemap_train.own_heads import read_own_labels


def test_bag_of_words() -> None:
    assert heads.fnv1a("") == 0x811C9DC5
    assert heads.fnv1a("a") == 0xE40C292C
    assert heads.fnv1a("foobar") == 0xBF9CF968
    upper, lower, other = heads.bag_of_words(["STAFF NURSE", "staff/nurse", "nurse staff"])
    np.testing.assert_array_equal(upper, lower)
    # The same words, but another first and another last one.
    assert (upper != other).sum() == 4
    assert upper.sum() == 4


def test_macro_f1_of_a_worked_example() -> None:
    truth, predicted = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0])
    # Class 0: 2 / (2 + 2) = 0.5; class 1: 4 / (2 + 3) = 0.8; class 2: 0. Class 3 stands nowhere.
    assert heads.macro_f1(truth, predicted, 4) == pytest.approx(1.3 / 3)
    assert heads.confusion(truth, np.array([0, 1, -1, 1, 0]), 3).tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]


def test_class_weights_have_the_mean_one() -> None:
    labels = np.array([0] * 9 + [1])
    weights = heads.class_weights(labels, 2, 1.0)
    assert float(weights[1] / weights[0]) == pytest.approx(9)
    assert float(weights[torch.from_numpy(labels)].mean()) == pytest.approx(1)


def test_smoothing_of_each_row() -> None:
    logits, labels = torch.tensor([[2.0, 0.0], [2.0, 0.0]]), torch.tensor([0, 0])
    plain = heads.smoothed_loss(logits, labels, torch.ones(2), torch.tensor([0.0, 0.0]))
    assert plain.item() == pytest.approx(math.log(1 + math.exp(-2)))
    whole = heads.smoothed_loss(logits, labels, torch.ones(2), torch.tensor([1.0, 1.0]))
    assert whole.item() == pytest.approx(math.log(1 + math.exp(-2)) + 1)


def test_a_temperature_mends_overconfidence() -> None:
    generator = np.random.default_rng(1)
    logits = generator.normal(size=(4000, 3))
    chances = np.exp(heads.log_softmax(logits))
    labels = np.array([generator.choice(3, p=row) for row in chances])
    assert heads.fit_temperature(logits * 4, labels) == pytest.approx(4, rel=0.15)
    right = logits.argmax(axis=1) == labels
    assert heads.expected_calibration_error(chances.max(axis=1), right) < 0.03
    assert heads.expected_calibration_error(np.ones(4000), right) > 0.2


def test_the_command_writes_the_file_that_it_measures(
    tiny_model: Path, titles_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head_training, "BATCH", 8)
    monkeypatch.setattr(head_training, "MOST_EPOCHS", 4)
    monkeypatch.setattr(head_training, "HELD_SHARE", 0.4)
    places = ["--output", str(tmp_path / "coding"), "--record", str(tmp_path / "heads.json")]
    assert main(["heads", "--model", str(tiny_model), "--titles", str(titles_folder), *places]) == 0
    settings = json.loads((tmp_path / "coding/heads.json").read_text(encoding="utf-8"))
    assert settings["areas"] == ["Education", "Operations"]
    assert settings["bytes"] < 3_000_000
    record = json.loads((tmp_path / "heads.json").read_text(encoding="utf-8"))
    assert record["titles"]["gold"] == 24
    assert record["gold"]["keyword rules"]["level"]["all"]["macroF1"]["mean"] == 1
    assert record["gold"]["keyword rules"]["area"]["all"]["macroF1"]["mean"] == 0
    session = ort.InferenceSession(tmp_path / "coding/heads.onnx")
    outputs = session.run(None, {"vectors": np.zeros((5, 64), np.float32), "words": heads.bag_of_words(["a"] * 5)})
    assert [output.shape for output in outputs] == [(5, 10), (5, 2)]


def write_own(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    lines = ["title,level,area", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def own_rows() -> list[tuple[str, str, str]]:
    jobs = {"Nurse": "Care", "Welder": "Works", "Clerk": "Office"}
    return [
        (f"{rank} {job} {number}", "High" if rank == "Chief" else "Low", area)
        for job, area in jobs.items()
        for rank in ("Chief", "Junior")
        for number in range(12)
    ]


def test_own_heads_have_the_classes_of_the_file(tmp_path: Path, tiny_model: Path) -> None:
    labels = write_own(tmp_path / "labels.csv", own_rows())
    output = tmp_path / "own"
    places = ["--labels", str(labels), "--output", str(output), "--model", str(tiny_model)]
    main(["export", "--model", str(tiny_model), "--name", "seed-recipe", "--fp32-output", str(tmp_path / "fp32"),
          "--records", str(tmp_path)])  # fmt: skip
    places[-1] = str(tmp_path / "fp32/seed-recipe")
    assert main(["own-heads", *places, "--file", "onnx/model.onnx"]) == 0
    description = json.loads((output / "heads.json").read_text(encoding="utf-8"))
    assert description["levels"] == ["High", "Low"]
    assert description["areas"] == ["Care", "Office", "Works"]
    session = ort.InferenceSession(output / "heads.onnx")
    shapes = [value.shape[1] for value in session.get_outputs()]
    assert shapes == [2, 3]
    figures = json.loads((output / "figures.json").read_text(encoding="utf-8"))
    assert sum(figures["titles"].values()) == 72
    # The words alone tell these classes apart; the base rate of an area is a third.
    assert figures["macroF1"]["area"]["mean"] > 0.9


def test_own_labels_that_cannot_be_learnt_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("title,grade,area\nNurse,High,Care\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"labels\.csv: no column level"):
        read_own_labels(path)
    with pytest.raises(ValueError, match=r"line 3: level is empty"):
        read_own_labels(write_own(path, [("Nurse", "High", "Care"), ("Welder", "", "Works")]))
    with pytest.raises(ValueError, match="10 distinct titles; 50"):
        read_own_labels(write_own(path, own_rows()[:10]))
    with pytest.raises(ValueError, match="1 different values of level"):
        read_own_labels(write_own(path, [(title, "High", area) for title, _, area in own_rows()]))
    with pytest.raises(ValueError, match="fewer than 5 titles of the area Sea"):
        read_own_labels(write_own(path, [*own_rows(), ("Sailor", "Low", "Sea")]))
