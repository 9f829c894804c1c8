"""Ranking figures on a folder in the layout of TalentCLEF 2025, Task A. Prints numbers, never titles."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rolemap_train.encoder import Vectors
from rolemap_train.metrics import per_query, similarities


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

    def line(self) -> str:
        """Return one printable line."""
        rounded = {name: round(value, 4) for name, value in asdict(self).items()}
        return "  ".join(f"{name} {value}" for name, value in rounded.items())


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
    means = {name: float(values.mean()) for name, values in per_query(scores, relevant).items()}
    return Figures(**means, queries=len(relevant), corpus=scores.shape[1], relevant=sum(map(len, relevant)))


def score(queries: Vectors, corpus: Vectors, relevant: list[set[int]]) -> Figures:
    """Rank by cosine of unit vectors; queries [queries, dimension], corpus [corpus, dimension]."""
    return figures(similarities(queries, corpus), relevant)
