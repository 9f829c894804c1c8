"""Figures of this evaluator on small made-up scores, vectors and texts, to which the app's own evaluator is held."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rolemap_train.encoder import Vectors
from rolemap_train.lexical import bm25, char_tfidf, word_tfidf
from rolemap_train.metrics import Floats, per_query, similarities
from rolemap_train.results import triplet_accuracy
from rolemap_train.tasks import Task, skills_task, title_task, variant_task

SCHEMA_VERSION = 1
QUERIES, CORPUS, DIMENSION = 8, 40, 16
EDGES = 5
"""Queries shown from each end of a task."""
TEXTS = (
    *("Registered Nurse", "Staff Nurse, Nights", "Nurse Practitioner", "Software Engineer", "C++ Developer (m/f/d)"),
    *("Sr. Software Developer", "Forklift Operator", "Operator, Forklift - 2nd Shift", "Caf\u00e9 Manager", "Manager"),
    *("School Bus Driver", "Bus Driver Driver", "CNC Machinist", "Paralegal", "Attorney at Law", "Chef de Partie"),
)
QUERY_TEXTS = (
    "nurse",
    "Senior Software Developer",
    "forklift operator nights",
    "caf\u00e9",
    "bus bus driver",
    "zookeeper",
)
MAKERS: dict[str, Callable[[Path, tuple[str, ...]], Task]] = {
    "test": variant_task,
    "titles": title_task,
    "skills": skills_task,
}


def ranking(name: str, scores: Floats, generator: np.random.Generator) -> dict[str, Any]:
    """Draw relevant, unjudged and wrong columns for `scores` [queries, corpus] and measure."""
    task = Task(name, [str(column) for column in range(scores.shape[1])])
    negatives: list[list[int]] = []
    for query in range(len(scores)):
        drawn = generator.permutation(scores.shape[1])
        first, second = 1 + query % 4, 6
        task.add(str(query), set(map(int, drawn[:first])), set(map(int, drawn[first:second])), str(query))
        negatives.append(sorted(map(int, drawn[second : second + 5])))
    figures = per_query(scores, task.relevant, task.unjudged)
    figures["triplets"] = triplet_accuracy(scores, task, negatives)
    return {
        "name": name,
        "scores": scores.tolist(),
        "relevant": [sorted(rows) for rows in task.relevant],
        "unjudged": [sorted(rows) for rows in task.unjudged],
        "negatives": negatives,
        "perQuery": {key: values.tolist() for key, values in figures.items()},
        "means": {key: float(values.mean()) for key, values in figures.items()},
    }


def unit_rows(generator: np.random.Generator, rows: int) -> Vectors:
    """Draw float32 unit vectors [rows, DIMENSION]."""
    vectors: Vectors = generator.normal(size=(rows, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def describe(task: Task) -> dict[str, Any]:
    """Return the size of a task, and queries from both of its ends."""
    totals = {"relevant": task.relevant, "unjudged": task.unjudged, "hard": task.hard}
    return {
        "name": task.name,
        "queries": len(task.queries),
        "corpus": len(task.corpus),
        "clusters": len(set(task.clusters)),
        **{name: sum(map(len, rows)) for name, rows in totals.items()},
        "firstQueries": task.queries[:EDGES],
        "lastQueries": task.queries[-EDGES:],
    }


def write_evaluation_fixture(titles: Path, path: Path) -> None:
    """Write the JSON file that the Node tests read; `titles` is the folder of the data set."""
    generator = np.random.default_rng(1)
    even = generator.random((QUERIES, CORPUS)).round(7)
    # One decimal: many ties, which the order of the corpus decides.
    tied = generator.random((QUERIES, CORPUS)).round(1)
    queries, corpus = unit_rows(generator, QUERIES), unit_rows(generator, CORPUS)
    splits = {"": "test", "holdout-": "holdout-codes-test"}
    names = {"holdout-test": "holdout"}
    fixture = {
        "schemaVersion": SCHEMA_VERSION,
        "rankings": [ranking("all different", even, generator), ranking("many ties", tied, generator)],
        "vectors": {
            "queries": queries.tolist(),
            "corpus": corpus.tolist(),
            "scores": similarities(queries, corpus).tolist(),
        },
        "texts": {
            "queries": list(QUERY_TEXTS),
            "corpus": list(TEXTS),
            "scores": {
                "bm25": bm25(QUERY_TEXTS, TEXTS).tolist(),
                "word-tfidf": word_tfidf(QUERY_TEXTS, TEXTS).tolist(),
                "char-tfidf": char_tfidf(QUERY_TEXTS, TEXTS).tolist(),
            },
        },
        "tasks": {
            names.get(prefix + kind, prefix + kind): describe(make(titles, (split,)))
            for prefix, split in splits.items()
            for kind, make in MAKERS.items()
        },
    }
    path.write_text(json.dumps(fixture, ensure_ascii=False) + "\n", encoding="utf-8")
