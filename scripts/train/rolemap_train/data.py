"""Occupations, roles and skills queries of one split of the published title data set."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from rolemap_train.text import prepare_text

TABLES = {
    "occupations.csv": ("onet_code", "title", "title_trains", "description", "description_2"),
    "titles.csv": ("title", "role", "onet_code", "split"),
    "variants.csv": ("seed_title", "jittered_title", "role", "onet_code", "strategy", "split"),
    "postings.csv": ("id", "skills", "description", "role", "onet_code", "split"),
    "skills-queries.csv": (
        *("query", "posting", "relevant", "also_relevant", "hard_negative", "least_similar"),
        *("onet_code", "role", "split"),
    ),
    "labels.csv": (
        *("title", "level", "level_source", "area", "area_source", "split"),
        *("rule_level", "rule_area", "has_keyword"),
    ),
}
"""Files of the data set that are read here, and the columns that each must have."""
ENCODER_TABLES = tuple(name for name in TABLES if name != "labels.csv")
"""Those that the training of the encoder reads."""
MOST_WORDS = 8
"""Of a title that is looked for in a description."""


@dataclass(frozen=True)
class Role:
    """A fine-grained role: titles that mean the same work."""

    name: str
    titles: tuple[str, ...]
    """Distinct prepared titles."""
    variants: tuple[tuple[str, str], ...] = ()
    """Seed title and one of its variants in the wild."""


@dataclass(frozen=True)
class Occupation:
    """An O*NET-SOC occupation with those of its roles that are in the split."""

    code: str
    title: str | None
    """Official title; None where it is the plural of a held-out title and must not be trained on."""
    roles: tuple[Role, ...]
    descriptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class SkillsQuery:
    """Skills as a person types them, and the posting that asks for them."""

    query: str
    posting: str
    """Id of the posting."""
    text: str
    """What is encoded of the posting: its skills, then its description."""
    relevant: tuple[str, ...]
    """Ids of all postings of the role."""
    unjudged: tuple[str, ...]
    """Ids of postings of other roles that hold every typed skill too: neither right nor wrong."""
    hard_negative: str
    """Id of the posting of another occupation that the general model finds most similar."""
    least_similar: str
    code: str
    role: str


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    """Read one CSV table; a missing file or column is an error that says what to do."""
    file = folder / name
    if not file.exists():
        raise FileNotFoundError(f"{file} is not there: it comes with the repository, or from `npm run build-data`")
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = sorted(set(TABLES[name]) - set(reader.fieldnames or ()))
        if missing:
            raise ValueError(f"{name}: no column {', '.join(missing)}")
        return list(reader)


def role_id(row: Mapping[str, str]) -> str:
    """Return what tells a role from all others: names of roles repeat between occupations."""
    return f"{row['onet_code']} {row['role']}"


def read_occupations(folder: Path, split: str = "train") -> list[Occupation]:
    """Read the occupations of `folder` (public/data/title-data) with their roles, titles and variants of `split`.

    A description that names a title of another split is left out.
    """
    table = {row["onet_code"]: row for row in read_table(folder, "occupations.csv")}
    official = {
        code: prepare_text(row["title"]) if row["title_trains"] == "true" else None for code, row in table.items()
    }
    descriptions = {
        code: tuple(prepare_text(row[name]) for name in ("description", "description_2") if row[name])
        for code, row in table.items()
    }
    titles: dict[tuple[str, str], list[str]] = {}
    variants: dict[tuple[str, str], list[tuple[str, str]]] = {}
    others: set[str] = set()
    for row in read_table(folder, "titles.csv"):
        if row["split"] == split:
            titles.setdefault((row["onet_code"], row["role"]), []).append(prepare_text(row["title"]))
        else:
            others.add(prepare_text(row["title"]).lower())
    others -= {title.lower() for group in titles.values() for title in group}
    descriptions = {
        code: tuple(text for text in texts if not holds_any(text, others)) for code, texts in descriptions.items()
    }
    for row in read_table(folder, "variants.csv"):
        if row["split"] == split:
            pair = prepare_text(row["seed_title"]), prepare_text(row["jittered_title"])
            variants.setdefault((row["onet_code"], row["role"]), []).append(pair)
    roles: dict[str, list[Role]] = {}
    for (code, name), names in titles.items():
        role = Role(name, tuple(dict.fromkeys(names)), tuple(variants.get((code, name), ())))
        roles.setdefault(code, []).append(role)
    if not roles:
        raise ValueError(f"{folder}: no title has the split {split}")
    return [Occupation(code, official[code], tuple(group), descriptions[code]) for code, group in roles.items()]


def holds_any(text: str, titles: Set[str]) -> bool:
    """Tell whether one of `titles` (small letters) stands in `text` as whole words."""
    words = re.findall(r"[\w'&/-]+", text.lower())
    ends = range(1, MOST_WORDS + 1)
    return any(" ".join(words[start : start + end]) in titles for start in range(len(words)) for end in ends)


def read_posting_texts(folder: Path) -> dict[str, str]:
    """Return what is encoded of each posting for a skills query, by id, as `skillsText` of the app makes it."""
    texts = {}
    for row in read_table(folder, "postings.csv"):
        parts = (row["skills"], row["description"])
        texts[row["id"]] = prepare_text(". ".join(part for part in parts if part))
    return texts


def read_skills_queries(folder: Path, split: str) -> list[SkillsQuery]:
    """Read the skills queries of `split` with the texts of their postings."""
    texts = read_posting_texts(folder)
    return [
        SkillsQuery(
            prepare_text(row["query"]),
            row["posting"],
            texts[row["posting"]],
            tuple(row["relevant"].split()),
            tuple(row["also_relevant"].split()),
            row["hard_negative"],
            row["least_similar"],
            row["onet_code"],
            row["role"],
        )
        for row in read_table(folder, "skills-queries.csv")
        if row["split"] == split
    ]


def data_sha256(folder: Path) -> str:
    """Return one digest over names and contents of the tables that the encoder's training reads."""
    digest = hashlib.sha256()
    for name in ENCODER_TABLES:
        digest.update(name.encode())
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()
