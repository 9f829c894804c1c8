"""Losses with in-batch negatives and masked false negatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

LossKind = Literal["both-ways", "one-way", "hardest"]
MASKED = -1e4
"""Logit of a masked candidate: its softmax weight is zero, and unlike -inf it cannot make a NaN."""
CEILING = 0.97
"""A candidate that the base finds more similar than this is never a negative: it is the same title in other letters."""


@dataclass(frozen=True)
class FalseNegatives:
    """Candidates that may well be right, bool [pairs, pairs] each: true in column j where j is no negative of row i."""

    positives: Tensor
    """Positives, for the anchor of each row."""
    anchors: Tensor
    """Other anchors, for the anchor of each row."""
    backward: Tensor
    """Anchors, for the positive of each row."""


def false_negatives(
    anchors: Tensor, candidates: Tensor, true_similarity: Tensor, occupations: Tensor, margin: float, floor: float
) -> Tensor:
    """Mark candidates that may well mean the same as the anchor, so that they are not pushed away.

    anchors, candidates: unit vectors of the base model [pairs, dimension]; true_similarity: the base's cosine of each
    true pair [pairs]; occupations [pairs]. Returns bool [pairs, pairs], true where the occupation is the same or
    the base's cosine is above max(true pair + margin, floor), or above `CEILING` (positive-aware mining, NV-Retriever,
    https://arxiv.org/abs/2407.15831). The diagonal is true too.
    """
    limit = (true_similarity[:, None] + margin).clamp(min=floor, max=CEILING)
    return (occupations[:, None] == occupations[None]) | (anchors @ candidates.T > limit)


def batch_loss(kind: LossKind, anchors: Tensor, positives: Tensor, false: FalseNegatives, temperature: float) -> Tensor:
    """Return the loss of one batch, a scalar.

    anchors, positives: unit vectors [pairs, dimension], row i of both is a true pair.
    """
    if kind == "hardest":
        return hardest_negative_loss(anchors, positives, false.positives)
    if kind == "one-way":
        return ranking_loss(anchors, positives, false.positives, temperature)
    return contrastive_loss(anchors, positives, false, temperature)


def masked_logits(anchors: Tensor, candidates: Tensor, masked: Tensor, temperature: float) -> Tensor:
    """Return cosine / temperature [pairs, pairs] with `MASKED` where `masked` is true."""
    return (anchors @ candidates.T / temperature).masked_fill(masked, MASKED)


def off_diagonal(mask: Tensor) -> Tensor:
    """Return `mask` [pairs, pairs] without its diagonal."""
    return mask & ~torch.eye(len(mask), dtype=torch.bool, device=mask.device)


def ranking_loss(anchors: Tensor, positives: Tensor, false_positives: Tensor, temperature: float) -> Tensor:
    """Multiple negatives ranking (https://arxiv.org/abs/1705.00652): the anchor picks its positive in the batch."""
    target = torch.arange(len(anchors), device=anchors.device)
    return cross_entropy(masked_logits(anchors, positives, off_diagonal(false_positives), temperature), target)


def contrastive_loss(anchors: Tensor, positives: Tensor, false: FalseNegatives, temperature: float) -> Tensor:
    """InfoNCE (https://arxiv.org/abs/1807.03748) in both directions, with other anchors as further negatives."""
    target = torch.arange(len(anchors), device=anchors.device)
    own = torch.eye(len(anchors), dtype=torch.bool, device=anchors.device)
    forward = masked_logits(anchors, positives, off_diagonal(false.positives), temperature)
    among = masked_logits(anchors, anchors, false.anchors | own, temperature)
    backward = masked_logits(positives, anchors, off_diagonal(false.backward), temperature)
    return (cross_entropy(torch.cat([forward, among], dim=1), target) + cross_entropy(backward, target)) / 2


def hardest_negative_loss(anchors: Tensor, positives: Tensor, false_positives: Tensor, margin: float = 0.3) -> Tensor:
    """Triplet loss with each anchor's hardest negative in the batch (https://arxiv.org/abs/1703.07737, section 2).

    Zero once the true pair is `margin` of cosine above it.
    """
    cosines = anchors @ positives.T
    own = torch.eye(len(anchors), dtype=torch.bool, device=anchors.device)
    hardest = cosines.masked_fill(false_positives | own, -1.0).amax(dim=1)
    return (margin - cosines.diagonal() + hardest).clamp(min=0).mean()
