"""The O*NET coder: nearest titles over all codes, combined by learned weights into calibrated probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rolemap_train.encoder import Vectors
from rolemap_train.lexical import CharIndex
from rolemap_train.metrics import Floats

FEATURES = ("nearest", "top3", "centroid", "lexical")
"""Of a title and a code: cosine of the nearest title, mean of the three nearest, cosine of the mean of all its titles,
and the best cosine of letters (TF-IDF of 2 to 4 characters)."""
CANDIDATES = 40
"""Codes of a title that are scored in full: those with the nearest titles. The others get the probability 0."""
PREFIXES = {"detailed": 10, "soc": 7, "broad": 6, "minor": 4, "major": 2}
"""Length of the code at each level of detail: 15-1252.00, 15-1252, 15-125, 15-1, 15."""
CHUNK = 512


@dataclass(frozen=True)
class Index:
    """Known titles with their codes."""

    titles: list[str]
    codes: list[str]
    """One for each title."""
    roles: list[str]
    """Role of each title, so that a title's own role can be left out; empty text for official titles."""


@dataclass(frozen=True)
class Candidates:
    """What the coder knows of each query: its candidate codes and their features."""

    codes: NDArray[np.int64]
    """Numbers of codes [queries, CANDIDATES]."""
    features: Floats
    """[queries, CANDIDATES, FEATURES]"""
    names: list[str]
    """Code by number."""


class Lookup:
    """An index laid out by code, so that the titles of a code are one slice."""

    def __init__(self, index: Index, vectors: Vectors) -> None:
        """Sort `index` and its unit vectors [titles, dimension] by code."""
        order = sorted(range(len(index.codes)), key=lambda row: index.codes[row])
        self.vectors = vectors[order].astype(np.float64)
        self.letters = CharIndex([index.titles[row] for row in order])
        codes = [index.codes[row] for row in order]
        self.names = sorted(set(codes))
        self.starts = np.searchsorted(codes, self.names)
        self.ends = np.append(self.starts[1:], len(codes))
        self.role_rows: dict[str, list[int]] = {}
        for place, row in enumerate(order):
            self.role_rows.setdefault(index.roles[row], []).append(place)

    def features(self, vector: Floats, cosines: Floats, letters: Floats, left_out: list[int]) -> tuple[Any, Floats]:
        """Return the candidate codes of one query and their features.

        vector [dimension]; cosines, letters [titles], changed in place; left_out: rows that do not count.
        """
        cosines[left_out] = letters[left_out] = -1.0
        nearest = np.maximum.reduceat(cosines, self.starts)
        chosen = np.argsort(-nearest, kind="stable")[:CANDIDATES]
        gone = set(left_out)
        rows = []
        for code in chosen:
            start, end = self.starts[code], self.ends[code]
            members = self.vectors[start:end]
            if gone & set(range(start, end)):
                members = members[[row not in gone for row in range(start, end)]]
            centroid = members.sum(axis=0)
            length = max(float(np.linalg.norm(centroid)), 1e-9)
            best = np.sort(cosines[start:end])[::-1][:3]
            top3 = float(best[best > -1].mean()) if best[0] > -1 else -1.0
            rows.append((nearest[code], top3, float(centroid @ vector) / length, float(letters[start:end].max())))
        return chosen, np.array(rows)


def find_candidates(
    queries: Sequence[str], vectors: Vectors, own_roles: Sequence[str], index: Index, index_vectors: Vectors
) -> Candidates:
    """Score each query against the index, its own role left out (an empty own role leaves nothing out)."""
    lookup = Lookup(index, index_vectors)
    codes, features = [], []
    for start in range(0, len(queries), CHUNK):
        part = vectors[start : start + CHUNK].astype(np.float64)
        cosines = part @ lookup.vectors.T
        letters = lookup.letters.scores(queries[start : start + CHUNK])
        for place, vector in enumerate(part):
            own = own_roles[start + place]
            left_out = lookup.role_rows.get(own, []) if own else []
            chosen, values = lookup.features(vector, cosines[place], letters[place], left_out)
            codes.append(chosen)
            features.append(values)
    return Candidates(np.stack(codes), np.stack(features), lookup.names)


def probabilities(candidates: Candidates, weights: Floats) -> Floats:
    """Return the softmax of weights . features over the candidates (conditional logit, McFadden 1974).

    [queries, CANDIDATES]
    """
    scores = candidates.features @ weights
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = raised / raised.sum(axis=1, keepdims=True)
    return result


def fit_weights(candidates: Candidates, truth: Sequence[str]) -> Floats:
    """Return the weights [FEATURES] of greatest likelihood; queries whose code is no candidate are left out.

    The scale of the weights is the inverse temperature: what is fitted is calibrated on the same queries.
    """
    numbers = {code: number for number, code in enumerate(candidates.names)}
    wanted = np.array([numbers.get(code, -1) for code in truth])
    hits = candidates.codes == wanted[:, None]
    known = hits.any(axis=1)
    features = torch.tensor(candidates.features[known])
    target = torch.tensor(hits[known].argmax(axis=1))
    weights = torch.full((len(FEATURES),), 5.0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(features @ weights, target)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    result: Floats = weights.detach().numpy()
    return result


@dataclass(frozen=True)
class Answers:
    """The best answer of each query at one level of detail."""

    codes: list[str]
    confidence: Floats


def answer(candidates: Candidates, chances: Floats, level: str, residual: set[str]) -> Answers:
    """Sum the probabilities of the codes that agree up to `level`; the greatest sum wins.

    Residual codes ("All Other") are never an answer in full detail, but what speaks for them lowers the confidence in
    the others.
    """
    length = PREFIXES[level]
    codes, confidence = [], []
    for row, chance in zip(candidates.codes, chances, strict=True):
        sums: dict[str, float] = {}
        for number, value in zip(row, chance, strict=True):
            code = candidates.names[number]
            if not (level in ("detailed", "soc") and code in residual):
                sums[code[:length]] = sums.get(code[:length], 0.0) + float(value)
        best = max(sums, key=lambda key: (sums[key], key))
        codes.append(best)
        confidence.append(sums[best])
    return Answers(codes, np.array(confidence))


def risk_coverage(confidence: Floats, right: NDArray[np.bool_], points: int = 20) -> list[tuple[float, float]]:
    """Return (coverage, accuracy of what is covered), the most confident first (Geifman and El-Yaniv 2017)."""
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    steps = [max(1, round(len(order) * step / points)) for step in range(1, points + 1)]
    return [(step / len(order), float(hits[step - 1])) for step in steps]


def abstain_threshold(confidence: Floats, right: NDArray[np.bool_], accuracy: float) -> float:
    """Return the least confidence from which on answers are right in `accuracy` of the cases; 1 without one."""
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(hits >= accuracy)
    return float(confidence[order[enough[-1]]]) if len(enough) else 1.0
