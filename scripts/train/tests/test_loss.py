from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from rolemap_train.descent import learning_rate_factor
from rolemap_train.loss import (
    FalseNegatives,
    batch_loss,
    contrastive_loss,
    false_negatives,
    hardest_negative_loss,
    ranking_loss,
)
from rolemap_train.weights import interpolate


def unit(*degrees: float) -> Tensor:
    """Unit vectors in the plane [angles, 2]: the cosine of two is that of the angle between them."""
    angles = torch.deg2rad(torch.tensor(degrees))
    return torch.stack([angles.cos(), angles.sin()], dim=1)


def test_false_negatives() -> None:
    anchors, candidates = unit(0, 90, 180), unit(60, 95, 10)
    true_similarity = torch.tensor([0.5, 0.9962, 0.0])
    mask = false_negatives(anchors, candidates, true_similarity, torch.tensor([1, 2, 1]), margin=0.05, floor=0.75)
    # Row 0: its own pair, then 95 degrees away, then the same occupation (and 10 degrees away, above the floor).
    # Row 1: cosine 0.87 of candidate 0 is above the floor but below the true pair, so it stays a negative.
    assert mask.tolist() == [[True, False, True], [False, True, False], [True, False, True]]


def test_similar_candidate_of_another_occupation_is_masked() -> None:
    # Anchor 0 and candidate 1 are 10 degrees apart (0.98, limit 0.82); anchor 1 and candidate 0 are 50 apart (0.64).
    mask = false_negatives(unit(0, 90), unit(40, 10), torch.tensor([0.77, 0.17]), torch.tensor([1, 2]), 0.05, 0.75)
    assert mask.tolist() == [[True, True], [False, True]]


def test_loss_of_a_worked_example() -> None:
    vectors = torch.eye(2)
    none = torch.zeros(2, 2, dtype=torch.bool)
    # Forward: one positive at 1, one negative positive at 0, one other anchor at 0. Backward: one negative at 0.
    expected = (math.log(1 + 2 / math.e) + math.log(1 + 1 / math.e)) / 2
    loss = contrastive_loss(vectors, vectors, FalseNegatives(none, none, none), temperature=1.0)
    assert loss.item() == pytest.approx(expected, abs=1e-6)


def test_masked_candidates_do_not_count() -> None:
    anchors, positives = unit(0, 5, 90), unit(10, 0, 80)
    everything = torch.ones(3, 3, dtype=torch.bool)
    masked = FalseNegatives(everything, everything, everything)
    assert contrastive_loss(anchors, positives, masked, 0.07).item() == pytest.approx(0, abs=1e-6)
    none = ~everything
    assert contrastive_loss(anchors, positives, FalseNegatives(none, none, none), 0.07).item() > 0.5


def test_each_direction_has_its_own_mask() -> None:
    anchors, positives = unit(0, 90), unit(10, 80)
    none = torch.zeros(2, 2, dtype=torch.bool)
    # Anchor 0 alone is no negative of positive 1, everything else counts.
    one = torch.tensor([[False, False], [True, False]])
    plain = contrastive_loss(anchors, positives, FalseNegatives(none, none, none), 1.0).item()
    backward = contrastive_loss(anchors, positives, FalseNegatives(none, none, one), 1.0).item()
    cosines = anchors @ positives.T
    gone = math.log(1 + math.exp(cosines[0, 1].item() - cosines[1, 1].item())) / 4
    assert plain - backward == pytest.approx(gone, abs=1e-6)


def test_the_same_title_in_other_letters_is_no_negative() -> None:
    # The true pair has the cosine 1; without a ceiling the limit would be 1.05, and nothing would be masked.
    mask = false_negatives(unit(0, 0), unit(0, 0), torch.tensor([1.0, 1.0]), torch.tensor([1, 2]), 0.05, 0.75)
    assert mask.all()


def test_other_losses_of_a_worked_example() -> None:
    anchors, positives = unit(0, 90), unit(0, 90)
    none = torch.zeros(2, 2, dtype=torch.bool)
    assert ranking_loss(anchors, positives, none, 1.0).item() == pytest.approx(math.log(1 + 1 / math.e), abs=1e-6)
    # The true pairs have the cosine 1, the hardest negatives 0: further apart than the margin.
    assert hardest_negative_loss(anchors, positives, none).item() == 0
    assert hardest_negative_loss(anchors, unit(80, 10), none).item() == pytest.approx(0.3 + 2 * 0.0 + 0.8112, abs=1e-3)
    assert hardest_negative_loss(anchors, unit(80, 10), ~none).item() == 0


def test_kinds_of_loss_by_name() -> None:
    own = torch.eye(2, dtype=torch.bool)
    arguments = (unit(0, 90), unit(10, 80), FalseNegatives(own, own, own), 0.1)
    values = {kind: batch_loss(kind, *arguments).item() for kind in ("both-ways", "one-way", "hardest")}
    assert len(set(values.values())) == 3


def test_schedule() -> None:
    factors = [learning_rate_factor(step, 100, 0.1) for step in range(101)]
    assert factors[0] == pytest.approx(0.1)
    assert factors[9] == max(factors) == 1
    assert factors[55] == pytest.approx(0.5)
    assert factors[100] == 0


def test_interpolation() -> None:
    model, base = torch.nn.Linear(1, 1, bias=False), torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(model.weight, 10.0)
    torch.nn.init.constant_(base.weight, 0.0)
    interpolate(model, base, 0.7)
    assert model.weight.item() == pytest.approx(7.0)
