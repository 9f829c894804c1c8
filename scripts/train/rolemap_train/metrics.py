"""Ranking figures by query, their means, and bootstrap intervals. Definitions as in trec_eval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEPTHS = (1, 5, 10)
NAMES = ("map", "mrr", *(f"recall{depth}" for depth in DEPTHS), "precision10", "ndcg10")
RESAMPLES = 1000

Floats = NDArray[np.float64]
PerQuery = dict[str, Floats]
"""Each figure of `NAMES` by query [queries]; `map` holds average precisions, `mrr` reciprocal ranks."""


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float

    def text(self, decimals: int = 3) -> str:
        """Return "0.512 (0.498 to 0.527)"."""
        mean, low, high = (f"{value:.{decimals}f}" for value in (self.mean, self.low, self.high))
        return f"{mean} ({low} to {high})"


def rank(scores: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return, for each row, all column numbers by falling score; equal scores keep the order of the corpus."""
    return np.argsort(-scores, axis=1, kind="stable")


def similarities(queries: NDArray[np.floating], corpus: NDArray[np.floating]) -> Floats:
    """Return the cosines of unit vectors [queries, corpus].

    Products are summed in double precision and rounded to 7 decimals, so that the last bits of a float32 sum, which
    differ between machines, decide no tie.
    """
    product: Floats = queries.astype(np.float64) @ corpus.astype(np.float64).T
    return product.round(7)


def query_figures(places: NDArray[np.intp], wanted: int) -> dict[str, float]:
    """Return all figures of one query from the places (from 1) of its relevant entries, `wanted` of them in all."""
    found = {depth: int((places <= depth).sum()) for depth in DEPTHS}
    gains = 1 / np.log2(places[places <= 10] + 1)
    ideal = 1 / np.log2(np.arange(1, min(wanted, 10) + 1) + 1)
    return {
        "map": float((np.arange(1, len(places) + 1) / places).sum() / wanted),
        "mrr": float(1 / places[0]) if len(places) else 0.0,
        **{f"recall{depth}": count / wanted for depth, count in found.items()},
        "precision10": found[10] / 10,
        "ndcg10": float(gains.sum() / ideal.sum()),
    }


def per_query(
    scores: NDArray[np.floating], relevant: Sequence[set[int]], unjudged: Sequence[set[int]] | None = None
) -> PerQuery:
    """Rank each row of `scores` [queries, corpus] and compare with its relevant columns (at least one each).

    unjudged: columns that are taken out of the ranking of a query, neither right nor wrong (its own text, for one).
    """
    rows: list[dict[str, float]] = []
    mask = np.zeros(scores.shape[1], dtype=bool)
    for number, (ranking, wanted) in enumerate(zip(rank(scores), relevant, strict=True)):
        mask[:] = False
        mask[list(wanted)] = True
        if unjudged is not None and unjudged[number]:
            ranking = ranking[~np.isin(ranking, list(unjudged[number]))]
        rows.append(query_figures(np.flatnonzero(mask[ranking]) + 1, len(wanted)))
    return {name: np.array([row[name] for row in rows]) for name in NAMES}


def bootstrap(values: Floats, clusters: Sequence[str], seed: int = 1, resamples: int = RESAMPLES) -> Interval:
    """Return the mean of `values` [queries] with its 95 % percentile interval; whole clusters are drawn, not queries.

    Queries of one seed title or one code resemble each other, so that drawing queries would give intervals that are too
    narrow (cluster bootstrap, Cameron et al. 2008, section III).
    """
    _, members = np.unique(np.asarray(clusters), return_inverse=True)
    sums, counts = np.bincount(members, weights=values), np.bincount(members)
    drawn = np.random.default_rng(seed).integers(len(sums), size=(resamples, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))
