"""The level and area network: one body, two heads, over a title's vector and its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rolemap_train.encoder import Vectors

WORD_BUCKETS = 2048
"""Entries of the bag of words; words share an entry by chance."""
WORD = re.compile(r"[^\W_]+")
WORD_WIDTH = 96
"""Values that a bag of words is narrowed to."""
WIDTH = 256
BLOCKS = 2
SQUEEZE = 4
"""The gate of a block works on WIDTH / SQUEEZE values."""


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash of the UTF-8 bytes (Fowler, Noll and Vo; RFC 9923, section 2)."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def bag_of_words(texts: Sequence[str]) -> Vectors:
    """Return for each text a 1 in the buckets of its words and of its first and last word; [texts, WORD_BUCKETS].

    Words are letters and digits of the NFKC text in lower case.
    """
    bags = np.zeros((len(texts), WORD_BUCKETS), dtype=np.float32)
    for row, text in enumerate(texts):
        words = WORD.findall(unicodedata.normalize("NFKC", text).lower())
        marked = [*words, *(f"^{word}" for word in words[:1]), *(f"{word}$" for word in words[-1:])]
        for word in marked:
            bags[row, fnv1a(word) % WORD_BUCKETS] = 1
    return bags


class Block(nn.Module):
    """Residual block with a squeeze-excitation gate (Hu et al. 2018, https://arxiv.org/abs/1709.01507, section 3)."""

    def __init__(self, dropout: float) -> None:
        """Make a block of `WIDTH`."""
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.inner = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(WIDTH, WIDTH))
        self.gate = nn.Sequential(
            nn.Linear(WIDTH, WIDTH // SQUEEZE), nn.ReLU(), nn.Linear(WIDTH // SQUEEZE, WIDTH), nn.Sigmoid()
        )

    def forward(self, hidden: Tensor) -> Tensor:
        """Return [rows, WIDTH] for [rows, WIDTH]."""
        change = self.inner(self.norm(hidden))
        result: Tensor = hidden + change * self.gate(change)
        return result


class HeadNetwork(nn.Module):
    """Logits of level and area from a unit vector and a bag of words."""

    def __init__(self, dimension: int, levels: int, areas: int, dropout: float, *, words: bool = True) -> None:
        """Make an untrained network; without `words` the bag is ignored."""
        super().__init__()
        self.vector = nn.Linear(dimension, WIDTH)
        sizes = (WORD_BUCKETS, WORD_WIDTH, WIDTH)
        narrow = nn.Sequential(*(nn.Linear(*pair, bias=False) for pair in pairwise(sizes)))
        self.words = narrow if words else None
        self.dropout = nn.Dropout(dropout)
        self.body = nn.Sequential(*(Block(dropout) for _ in range(BLOCKS)), nn.LayerNorm(WIDTH))
        self.level = nn.Linear(WIDTH, levels)
        self.area = nn.Linear(WIDTH, areas)

    def forward(self, vectors: Tensor, bags: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits [rows, levels] and [rows, areas] for [rows, dimension] and [rows, WORD_BUCKETS]."""
        hidden = self.vector(vectors)
        if self.words is not None:
            hidden = hidden + self.words(bags)
        hidden = self.body(self.dropout(torch.nn.functional.gelu(hidden)))
        return self.level(hidden), self.area(hidden)


@dataclass(frozen=True)
class Targets:
    """Class numbers of titles, and how far to trust them."""

    levels: NDArray[np.int64]
    areas: NDArray[np.int64]
    level_smoothing: NDArray[np.float32]
    area_smoothing: NDArray[np.float32]
    """Label smoothing [rows]: more where a keyword gave the label than where somebody read the title."""

    def rows(self, chosen: NDArray[np.intp]) -> Targets:
        """Return the chosen rows."""
        return Targets(
            self.levels[chosen], self.areas[chosen], self.level_smoothing[chosen], self.area_smoothing[chosen]
        )


def class_weights(labels: NDArray[np.int64], classes: int, power: float) -> Tensor:
    """Return weights [classes] that fall with a class's count to `power`, with the mean 1 over the rows."""
    counts = np.bincount(labels, minlength=classes).clip(min=1).astype(np.float64)
    weights = counts**-power
    return torch.tensor(weights / (weights[labels].mean()), dtype=torch.float32)


def smoothed_loss(logits: Tensor, labels: Tensor, weights: Tensor, smoothing: Tensor) -> Tensor:
    """Class-weighted cross-entropy with a label smoothing of its own for each row [rows]."""
    log_probabilities = torch.log_softmax(logits, dim=1)
    own = -log_probabilities.gather(1, labels[:, None])[:, 0]
    uniform = -log_probabilities.mean(dim=1)
    return (weights[labels] * ((1 - smoothing) * own + smoothing * uniform)).mean()


def macro_f1(truth: NDArray[np.int64], predicted: NDArray[np.int64], classes: int) -> float:
    """Return the mean over the classes of 2 tp / (2 tp + fp + fn); a class without a row on either side is left out."""
    scores = []
    for label in range(classes):
        hits = int(((truth == label) & (predicted == label)).sum())
        either = int((truth == label).sum() + (predicted == label).sum())
        if either:
            scores.append(2 * hits / either)
    return float(np.mean(scores))


def confusion(truth: NDArray[np.int64], predicted: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Return counts [truth, predicted]; a prediction of -1 (none) does not count."""
    known = predicted >= 0
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (truth[known], predicted[known]), 1)
    return counts


def fit_temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the temperature that minimises the mean negative log-likelihood (Guo et al. 2017, section 4.2)."""
    candidates = np.exp(np.linspace(np.log(0.25), np.log(8), 200))
    losses = [float(-log_softmax(logits / value)[np.arange(len(labels)), labels].mean()) for value in candidates]
    return float(candidates[int(np.argmin(losses))])


def log_softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log probabilities over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def expected_calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Return the mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017, section 2)."""
    edges = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidence[edges == bin_].mean() - right[edges == bin_].mean())) * float((edges == bin_).mean())
        for bin_ in range(bins)
        if (edges == bin_).any()
    ]
    return float(sum(gaps))


def export_heads(network: HeadNetwork, dimension: int, path: Path) -> None:
    """Write the network as ONNX with the inputs vectors and words and the outputs level and area (logits)."""
    import warnings

    from rolemap_train.onnx_export import OPSET

    path.parent.mkdir(parents=True, exist_ok=True)
    names = ("vectors", "words", "level", "area")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in onnx_export: the newer exporter needs opset 18
        torch.onnx.export(
            network.eval(),
            (torch.zeros(2, dimension), torch.zeros(2, WORD_BUCKETS)),
            str(path),
            input_names=list(names[:2]),
            output_names=list(names[2:]),
            dynamic_axes={name: {0: "rows"} for name in names},
            opset_version=OPSET,
            dynamo=False,
        )
