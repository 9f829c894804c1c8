"""How much of a benchmark stands in our own data, and the figures without those pairs. Counts only, never titles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rolemap_train.data import read_table, role_id
from rolemap_train.evaluation import Benchmark
from rolemap_train.metrics import per_query
from rolemap_train.text import prepare_text


@dataclass(frozen=True)
class Overlap:
    """What of a benchmark our data holds, in any split."""

    queries: int
    """Queries that are titles of ours, capitals aside."""
    corpus: int
    pairs: int
    """Relevant pairs whose two titles stand in one role of ours."""
    unjudged: list[set[int]]
    """The corpus rows of those pairs, by query."""


def measure_overlap(benchmark: Benchmark, folder: Path) -> Overlap:
    """Compare `benchmark` with the titles and variants in `folder`."""
    roles: dict[str, set[str]] = {}
    for row in read_table(folder, "titles.csv"):
        roles.setdefault(prepare_text(row["title"]).casefold(), set()).add(role_id(row))
    for row in read_table(folder, "variants.csv"):
        roles.setdefault(prepare_text(row["jittered_title"]).casefold(), set()).add(role_id(row))
    of_queries, of_corpus = (
        [roles.get(prepare_text(text).casefold(), set()) for text in texts]
        for texts in (benchmark.queries, benchmark.corpus)
    )
    unjudged = [
        {row for row in wanted if own & of_corpus[row]}
        for own, wanted in zip(of_queries, benchmark.relevant, strict=True)
    ]
    counts = (sum(map(bool, of_queries)), sum(map(bool, of_corpus)), sum(map(len, unjudged)))
    return Overlap(*counts, unjudged)


def map_without(scores: NDArray[np.floating], benchmark: Benchmark, overlap: Overlap) -> float:
    """Return MAP over `scores` [queries, corpus] with the overlapping pairs left unjudged.

    A query that loses all of its relevant titles does not count.
    """
    rest = [wanted - known for wanted, known in zip(benchmark.relevant, overlap.unjudged, strict=True)]
    kept = [row for row, wanted in enumerate(rest) if wanted]
    figures = per_query(scores[kept], [rest[row] for row in kept], [overlap.unjudged[row] for row in kept])
    return float(figures["map"].mean())
