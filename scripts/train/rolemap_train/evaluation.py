"""Ranking figures on a folder in the layout of TalentCLEF 2025, Task A. Prints numbers, never titles."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rolemap_train.encoder import Vectors
from rolemap_train.metrics import bootstrap, per_query, similarities


@dataclass(frozen=True)
class Benchmark:
    """Query titles, corpus titles and, by query row, the corpus rows that people judged relevant."""

    queries: list[str]
    corpus: list[str]
    relevant: list[set[int]]


@dataclass(frozen=True)
class Figures:
    """Means over the queries; recall at depth k is the share of a query's relevant titles among its first k."""

    map: float
    mrr: float
    recall1: float
    recall5: float
    recall10: float
    precision10: float
    ndcg10: float
    queries: int
    corpus: int
    relevant: int
    map_interval: tuple[float, float]
    """95 % bootstrap interval of the mean over the queries."""
    mrr_interval: tuple[float, float]
    average_precisions: tuple[float, ...]
    """By query, in the order of the folder: what a paired difference between two models is made from."""

    def line(self) -> str:
        """Return one printable line."""
        shown = {name: value for name, value in asdict(self).items() if isinstance(value, float | int)}
        return "  ".join(f"{name} {round(value, 4)}" for name, value in shown.items())


def read_titles(path: Path) -> dict[str, str]:
    """Read a tab-separated file with a header line and two columns, id and title."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(lines)
        return {row[0]: row[1] for row in lines if row}


def read_benchmark(folder: Path) -> Benchmark:
    """Read queries, corpus_elements and qrels.tsv (query id, unused, corpus id, relevance: TREC style)."""
    queries, corpus = read_titles(folder / "queries"), read_titles(folder / "corpus_elements")
    rows = {identifier: row for row, identifier in enumerate(corpus)}
    judged: dict[str, set[int]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip():
            query, _, document, relevance = line.split()
            if int(relevance) > 0:
                judged[query].add(rows[document])
    known = [identifier for identifier in queries if judged[identifier]]
    return Benchmark(
        [queries[identifier] for identifier in known],
        list(corpus.values()),
        [judged[identifier] for identifier in known],
    )


def figures(scores: NDArray[np.floating], relevant: list[set[int]]) -> Figures:
    """Compute the figures over whole rankings by `scores` [queries, corpus]."""
    by_query = per_query(scores, relevant)
    each = [str(row) for row in range(len(relevant))]
    limits = {name: bootstrap(by_query[name], each) for name in ("map", "mrr")}
    return Figures(
        **{name: float(values.mean()) for name, values in by_query.items()},
        queries=len(relevant),
        corpus=scores.shape[1],
        relevant=sum(map(len, relevant)),
        map_interval=(limits["map"].low, limits["map"].high),
        mrr_interval=(limits["mrr"].low, limits["mrr"].high),
        average_precisions=tuple(by_query["map"].tolist()),
    )


def score(queries: Vectors, corpus: Vectors, relevant: list[set[int]]) -> Figures:
    """Rank by cosine of unit vectors; queries [queries, dimension], corpus [corpus, dimension]."""
    return figures(similarities(queries, corpus), relevant)
