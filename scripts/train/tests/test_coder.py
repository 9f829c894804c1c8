from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rolemap_train import coder
from rolemap_train.cli import main

NURSE, MIDWIFE, DRIVER, OTHER = "29-1141.00", "29-1161.00", "53-3052.00", "29-1299.00"


def unit(*degrees: float) -> np.ndarray:
    angles = np.deg2rad(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


INDEX = coder.Index(
    ["nurse", "ward nurse", "midwife", "bus driver", "night nurse"],
    [NURSE, NURSE, MIDWIFE, DRIVER, NURSE],
    ["a", "a", "b", "c", "d"],
)
INDEX_VECTORS = unit(0, 10, 30, 90, 50)


def test_features_of_a_code() -> None:
    found = coder.find_candidates(["nurse"], unit(0), [""], INDEX, INDEX_VECTORS)
    assert [found.names[code] for code in found.codes[0]] == [NURSE, MIDWIFE, DRIVER]
    nearest, top3, centroid, letters = found.features[0][0]
    assert nearest == pytest.approx(1)
    assert top3 == pytest.approx(np.cos(np.deg2rad([0, 10, 50])).mean(), abs=1e-6)
    assert centroid == pytest.approx(np.cos(np.deg2rad(19.6)), abs=0.01)
    assert letters == 1


def test_the_own_role_can_be_left_out() -> None:
    found = coder.find_candidates(["nurse"], unit(0), ["a"], INDEX, INDEX_VECTORS)
    by_code = {found.names[code]: row for code, row in zip(found.codes[0], found.features[0], strict=True)}
    assert by_code[NURSE][0] == pytest.approx(np.cos(np.deg2rad(50)), abs=1e-6)
    assert by_code[NURSE][2] == pytest.approx(np.cos(np.deg2rad(50)), abs=1e-6)
    assert by_code[NURSE][3] < 1


def candidates(scores: list[list[float]]) -> coder.Candidates:
    """Three codes in order for each query, with one feature that decides."""
    features = np.zeros((len(scores), 3, len(coder.FEATURES)))
    features[:, :, 0] = scores
    return coder.Candidates(np.tile(np.arange(3), (len(scores), 1)), features, [NURSE, MIDWIFE, DRIVER])


def test_probabilities_sum_up_over_codes() -> None:
    found = candidates([[1.0, 1.0, 1.1]])
    chances = coder.probabilities(found, np.array([5.0, 0, 0, 0]))
    assert chances.sum() == pytest.approx(1)
    assert coder.answer(found, chances, "detailed", set()).codes == [DRIVER]
    # The two health codes together outweigh the driver.
    major = coder.answer(found, chances, "major", set())
    assert major.codes == ["29"]
    assert major.confidence[0] == pytest.approx(chances[0, :2].sum())


def test_residual_codes_are_no_answer_but_lower_the_confidence() -> None:
    found = candidates([[1.0, 0.9, 0.2]])
    chances = coder.probabilities(found, np.array([5.0, 0, 0, 0]))
    answers = coder.answer(found, chances, "detailed", {NURSE})
    assert answers.codes == [MIDWIFE]
    assert answers.confidence[0] == pytest.approx(chances[0, 1])
    assert coder.answer(found, chances, "minor", {NURSE}).codes == ["29-1"]


def test_fitted_weights_find_the_feature_that_decides() -> None:
    generator = np.random.default_rng(1)
    features = generator.normal(size=(400, 3, len(coder.FEATURES)))
    truth = features[:, :, 2].argmax(axis=1)
    names = [NURSE, MIDWIFE, DRIVER]
    found = coder.Candidates(np.tile(np.arange(3), (400, 1)), features, names)
    weights = coder.fit_weights(found, [names[number] for number in truth])
    assert weights.argmax() == 2
    assert weights[2] > 5 * np.abs(np.delete(weights, 2)).max()


def test_threshold_and_curve() -> None:
    confidence, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, False, True])
    assert coder.abstain_threshold(confidence, right, 0.75) == 0.6
    assert coder.abstain_threshold(confidence, right, 0.9) == 0.8
    assert coder.abstain_threshold(confidence, ~right, 0.9) == 1
    assert coder.risk_coverage(confidence, right, points=4) == [
        (0.25, 1.0),
        (0.5, 1.0),
        (0.75, pytest.approx(2 / 3)),
        (1.0, 0.75),
    ]


def test_the_command(tiny_model: Path, titles_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coder, "CANDIDATES", 2)
    places = ["--output", str(tmp_path), "--record", str(tmp_path / "record.json")]
    assert main(["coder", "--model", str(tiny_model), "--titles", str(titles_folder), *places]) == 0
    settings = json.loads((tmp_path / "coder.json").read_text(encoding="utf-8"))
    assert len(settings["weights"]) == len(coder.FEATURES)
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record["splits"]["test"]["coder"]["queries"] == 3
    assert 0 <= record["splits"]["test"]["coder"]["major"]["accuracy"]["mean"] <= 1
