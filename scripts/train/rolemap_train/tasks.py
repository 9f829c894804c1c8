"""Retrieval tasks on our own data set: queries, corpus, relevance, and the clusters that a bootstrap draws."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from rolemap_train.data import read_posting_texts, read_skills_queries, read_table, role_id
from rolemap_train.text import prepare_text

SPLIT_NAMES = ("train", "validation", "test", "holdout-codes-val", "holdout-codes-test")


@dataclass
class Task:
    """Find the relevant rows of `corpus` for each query."""

    name: str
    corpus: list[str]
    queries: list[str] = field(default_factory=list)
    relevant: list[set[int]] = field(default_factory=list)
    unjudged: list[set[int]] = field(default_factory=list)
    """Rows that are taken out of a query's ranking: itself, or what may be right without being known to be."""
    clusters: list[str] = field(default_factory=list)
    """What a bootstrap draws: the seed title or the code of each query."""
    strategies: list[str] = field(default_factory=list)
    """How a variant was made; empty text elsewhere."""
    hard: list[set[int]] = field(default_factory=list)
    """Recorded hard negatives of each query, where there are any."""

    def add(self, query: str, relevant: set[int], unjudged: set[int], cluster: str, strategy: str = "") -> None:
        """Add a query; one without a relevant row is left out."""
        if relevant:
            self.queries.append(query)
            self.relevant.append(relevant)
            self.unjudged.append(unjudged)
            self.clusters.append(cluster)
            self.strategies.append(strategy)


def unique_rows(texts: list[str]) -> dict[str, int]:
    """Return a row number for each distinct text, in order."""
    return {text: row for row, text in enumerate(dict.fromkeys(texts))}


def in_sample(role: str, share: float) -> bool:
    """Tell whether a role, by its `role_id`, is in a sample of about `share` of all: the same one in every table."""
    return share >= 1 or random.Random(role).random() < share


def title_task(folder: Path, splits: tuple[str, ...], share: float = 1) -> Task:
    """Each title of `splits` finds the other titles of its role among all titles of `splits`.

    share: of the roles, for a quick look.
    """
    rows = [
        row for row in read_table(folder, "titles.csv") if row["split"] in splits and in_sample(role_id(row), share)
    ]
    numbers = unique_rows([prepare_text(row["title"]) for row in rows])
    mates: dict[str, set[int]] = {}
    for row in rows:
        mates.setdefault(role_id(row), set()).add(numbers[prepare_text(row["title"])])
    by_title: dict[str, set[int]] = {}
    codes: dict[str, str] = {}
    for row in rows:
        title = prepare_text(row["title"])
        by_title.setdefault(title, set()).update(mates[role_id(row)])
        codes.setdefault(title, row["onet_code"])
    task = Task(f"title -> titles of its role, {', '.join(splits)}", list(numbers))
    for title, wanted in by_title.items():
        own = {numbers[title]}
        task.add(title, wanted - own, own, codes[title])
    return task


def variant_task(folder: Path, splits: tuple[str, ...], among: tuple[str, ...] = SPLIT_NAMES, share: float = 1) -> Task:
    """Each variant of `splits` finds its seed among all seed titles of `among`; a role's other seeds are unjudged."""
    rows = [
        row for row in read_table(folder, "variants.csv") if row["split"] in among and in_sample(role_id(row), share)
    ]
    numbers = unique_rows([prepare_text(row["seed_title"]) for row in rows])
    mates: dict[str, set[int]] = {}
    for row in rows:
        mates.setdefault(role_id(row), set()).add(numbers[prepare_text(row["seed_title"])])
    task = Task(f"variant -> seed, {', '.join(splits)}", list(numbers))
    for row in rows:
        if row["split"] in splits:
            seed = numbers[prepare_text(row["seed_title"])]
            others = mates[role_id(row)] - {seed}
            task.add(prepare_text(row["jittered_title"]), {seed}, others, row["seed_title"], row["strategy"])
    return task


def skills_task(folder: Path, splits: tuple[str, ...], among: tuple[str, ...] = SPLIT_NAMES, share: float = 1) -> Task:
    """Each skills query of `splits` finds the postings of its role among the postings of `among`.

    What holds every typed skill is judged inside a split only: postings of the same occupation in other splits share
    skills with the query and are left unjudged.
    """
    texts = read_posting_texts(folder)
    rows = [
        row for row in read_table(folder, "postings.csv") if row["split"] in among and in_sample(role_id(row), share)
    ]
    numbers = {row["id"]: place for place, row in enumerate(rows)}
    task = Task(f"skills -> posting, {', '.join(splits)}", [texts[identifier] for identifier in numbers])
    for split in splits:
        elsewhere: dict[str, set[int]] = {}
        for place, row in enumerate(rows):
            if row["split"] != split:
                elsewhere.setdefault(row["onet_code"], set()).add(place)
        for query in read_skills_queries(folder, split):
            if query.posting in numbers:
                relevant = {numbers[name] for name in query.relevant}
                known = {numbers[name] for name in query.unjudged if name in numbers}
                unjudged = (known | elsewhere.get(query.code, set())) - relevant
                task.add(query.query, relevant, unjudged, query.code)
                task.hard.append({numbers[name] for name in (query.hard_negative,) if name in numbers})
    return task
