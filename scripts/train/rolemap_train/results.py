"""All contenders on all tasks of the test splits, in one run: means, intervals, paired differences."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from rolemap_train.data import data_sha256
from rolemap_train.encoder import Encoder, Vectors
from rolemap_train.lexical import LEXICAL, Scorer, char_tfidf
from rolemap_train.metrics import Floats, PerQuery, bootstrap, per_query, similarities
from rolemap_train.records import check_unseen, describe_side, open_encoder, write_figures
from rolemap_train.tasks import Task, skills_task, title_task, variant_task

BASE = "base"
NEGATIVES = 5
"""Of each query, in the triplet accuracies."""


@dataclass
class EncoderScorer:
    """Scores by cosine of an encoder's vectors; a corpus that comes again is not encoded again."""

    open: Callable[[], Encoder]
    """Called once, when the first scores are asked for."""
    corpora: dict[int, Vectors] = field(default_factory=dict)

    @cached_property
    def encoder(self) -> Encoder:
        """Return the encoder, opened."""
        return self.open()

    def __call__(self, queries: Sequence[str], corpus: Sequence[str]) -> Floats:
        """Return cosines [queries, corpus]."""
        encoder = self.encoder
        key = hash(tuple(corpus))
        if key not in self.corpora:
            self.corpora[key] = encoder.encode(corpus)
        return similarities(encoder.encode(queries), self.corpora[key])


@dataclass(frozen=True)
class Contender:
    """A model that is measured."""

    source: str
    """Hub id or folder."""
    file: str | None
    """ONNX file in the folder; without one the weights run in torch."""


def test_tasks(folder: Path) -> list[Task]:
    """Return the tasks of the test splits."""
    splits = ("test", "holdout-codes-test")
    make = (variant_task, title_task, skills_task)
    return [build(folder, (split,)) for build in make for split in splits]


def shares_word(first: str, second: str) -> bool:
    """Tell whether two titles have a word in common, capitals aside."""
    words = [set(re.findall(r"[^\W_]+", text.casefold())) for text in (first, second)]
    return bool(words[0] & words[1])


def negative_rows(task: Task, *, hard: bool) -> list[list[int]]:
    """Return rows of wrong answers for each query: recorded or char-TF-IDF-nearest ones, or random ones."""
    generator = random.Random(1)
    wrong = [known | other for known, other in zip(task.relevant, task.unjudged, strict=True)]
    if not hard:
        rows = range(len(task.corpus))
        return [
            [row for row in generator.sample(rows, NEGATIVES + len(taken)) if row not in taken][:NEGATIVES]
            for taken in wrong
        ]
    if task.hard:
        return [sorted(rows) for rows in task.hard]
    # The seed's nearest neighbours by letters: what a word search would confuse it with.
    answers = [task.corpus[min(known)] for known in task.relevant]
    distinct = list(dict.fromkeys(answers))
    nearest = np.argsort(-char_tfidf(distinct, task.corpus), axis=1, kind="stable")[:, :60]
    rows_of = dict(zip(distinct, nearest, strict=True))
    return [
        [int(row) for row in rows_of[answer] if row not in taken][:NEGATIVES]
        for answer, taken in zip(answers, wrong, strict=True)
    ]


def triplet_accuracy(scores: Floats, task: Task, negatives: list[list[int]]) -> Floats:
    """Return, for each query, the share of its negatives that score below its first right answer; a tie is wrong."""
    shares = [
        np.mean([scores[query, min(task.relevant[query])] > scores[query, row] for row in rows]) if rows else np.nan
        for query, rows in enumerate(negatives)
    ]
    return np.array(shares, dtype=np.float64)


def measure_task(task: Task, scorers: dict[str, Scorer]) -> dict[str, Any]:
    """Score every contender on `task`; the first of them is what the others are compared with."""
    negatives = {name: negative_rows(task, hard=name == "hard") for name in ("random", "hard")}
    figures: dict[str, PerQuery] = {}
    for name, scorer in scorers.items():
        scores = scorer(task.queries, task.corpus)
        figures[name] = per_query(scores, task.relevant, task.unjudged)
        for kind, rows in negatives.items():
            figures[name][f"{kind} triplets"] = triplet_accuracy(scores, task, rows)
        print(f"{task.name}: {name}, MAP {figures[name]['map'].mean():.4f}", flush=True)
    return {
        "task": task.name,
        "queries": len(task.queries),
        "corpus": len(task.corpus),
        "clusters": len(set(task.clusters)),
        "contenders": {name: summary(values, figures[BASE], task.clusters) for name, values in figures.items()},
        "lexical": lexical_against_models(figures, task.clusters),
        "slices": slices(task, figures) if any(task.strategies) else {},
    }


def lexical_against_models(figures: Mapping[str, PerQuery], clusters: Sequence[str]) -> dict[str, Any]:
    """Compare the best lexical line with the best model by MAP: names, and the paired difference with its interval."""
    means = {name: float(values["map"].mean()) for name, values in figures.items()}
    best_word = max((name for name in means if name in LEXICAL), key=means.__getitem__, default=None)
    best_model = max((name for name in means if name not in LEXICAL), key=means.__getitem__)
    if best_word is None:
        return {}
    difference = bootstrap(figures[best_word]["map"] - figures[best_model]["map"], clusters)
    return {"line": best_word, "model": best_model, "map difference": asdict(difference)}


def summary(values: PerQuery, reference: PerQuery, clusters: Sequence[str]) -> dict[str, Any]:
    """Return means with intervals, and the paired differences from `reference`."""
    result: dict[str, Any] = {}
    for name, column in values.items():
        known = ~np.isnan(column)
        kept = [cluster for cluster, known_one in zip(clusters, known, strict=True) if known_one]
        result[name] = asdict(bootstrap(column[known], kept))
        if name in ("map", "mrr"):
            result[f"{name} difference"] = asdict(bootstrap((column - reference[name])[known], kept))
    return result


def slices(task: Task, figures: dict[str, PerQuery]) -> dict[str, Any]:
    """Return recall@1 and recall@10 by strategy, and for variants that share no word with their seed."""
    groups: dict[str, list[int]] = {}
    for row, strategy in enumerate(task.strategies):
        groups.setdefault(strategy, []).append(row)
        if not shares_word(task.queries[row], task.corpus[min(task.relevant[row])]):
            groups.setdefault("no word shared with the seed", []).append(row)
    return {
        group: {
            "queries": len(rows),
            **{
                name: {depth: round(float(values[depth][rows].mean()), 4) for depth in ("recall1", "recall10")}
                for name, values in figures.items()
            },
        }
        for group, rows in sorted(groups.items())
    }


def write_results(folder: Path, contenders: Mapping[str, Contender], path: Path) -> None:
    """Measure `contenders` (the first is "base") and the lexical lines on all test tasks; writes JSON.

    A model that was trained on other data than `folder` is refused.
    """
    if next(iter(contenders), None) != BASE:
        raise ValueError(f"name the contender {BASE!r} first: the others are compared with it")
    for contender in contenders.values():
        check_unseen(contender.source, folder)
    scorers: dict[str, Scorer] = {
        name: EncoderScorer(partial(open_encoder, contender.source, contender.file))
        for name, contender in contenders.items()
    }
    files = {name: describe_side(contender.source, contender.file) for name, contender in contenders.items()}
    scorers |= LEXICAL
    tasks = [measure_task(task, scorers) for task in test_tasks(folder)]
    write_figures(path, {"files": files, "dataSha256": data_sha256(folder), "tasks": tasks})
