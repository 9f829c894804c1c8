"""Contrastive loss with in-batch negatives and masked false negatives."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

MASKED = -1e4
"""Logit of a masked candidate: its softmax weight is zero, and unlike -inf it cannot make a NaN."""


def false_negatives(
    anchors: Tensor, candidates: Tensor, true_similarity: Tensor, occupations: Tensor, margin: float, floor: float
) -> Tensor:
    """Mark candidates that may well mean the same as the anchor, so that they are not pushed away.

    anchors, candidates: unit vectors of the base model [pairs, dimension]; true_similarity: the base's cosine of each
    true pair [pairs]; occupations [pairs]. Returns bool [pairs, pairs], true where the occupation is the same or
    the base's cosine is above max(true pair + margin, floor) (positive-aware mining, NV-Retriever,
    https://arxiv.org/abs/2407.15831). The diagonal is true too.
    """
    limit = (true_similarity[:, None] + margin).clamp(min=floor)
    return (occupations[:, None] == occupations[None]) | (anchors @ candidates.T > limit)


def contrastive_loss(
    anchors: Tensor, positives: Tensor, false_positives: Tensor, false_anchors: Tensor, temperature: float
) -> Tensor:
    """InfoNCE (https://arxiv.org/abs/1807.03748) in both directions, with other anchors as further negatives.

    anchors, positives: unit vectors [pairs, dimension], row i of both is a true pair (multiple negatives ranking,
    https://arxiv.org/abs/1705.00652). false_positives, false_anchors: bool [pairs, pairs], true where the positive or
    anchor in that column is no negative of the anchor in that row. Returns a scalar.
    """
    target = torch.arange(len(anchors), device=anchors.device)
    others = ~torch.eye(len(anchors), dtype=torch.bool, device=anchors.device)
    forward = anchors @ positives.T / temperature
    forward = forward.masked_fill(false_positives & others, MASKED)
    among = anchors @ anchors.T / temperature
    among = among.masked_fill(false_anchors | ~others, MASKED)
    backward = forward.T
    return (cross_entropy(torch.cat([forward, among], dim=1), target) + cross_entropy(backward, target)) / 2
