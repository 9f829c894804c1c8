"""Training pairs from the drafted occupations."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rolemap_train.text import prepare_text

PARENTHESES = re.compile(r"\s*\([^)]*\)")
SENIORITY = ("Senior", "Sr.", "Junior", "Lead", "Principal", "Associate")
SUFFIXES = (
    *("I", "II", "- Remote", "(Full Time)", "(m/f/d)"),
    *("- Night Shift", "- $25/hr", "(Req 12345)", "- Chicago, IL"),
)


@dataclass(frozen=True)
class Role:
    """A fine-grained role: titles that mean the same work."""

    titles: tuple[str, ...]
    """Distinct prepared titles, the role's own name last."""


@dataclass(frozen=True)
class Occupation:
    """An O*NET-SOC occupation with its drafted roles."""

    code: str
    title: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Pair:
    """Two texts that mean the same, and the number of their occupation."""

    anchor: str
    positive: str
    occupation: int


def clean_title(title: str) -> str:
    """Drop remarks in parentheses, unless nothing would be left."""
    prepared = prepare_text(title)
    return PARENTHESES.sub("", prepared).strip() or prepared


def read_role(raw: dict[str, object]) -> Role:
    """Build a role from its JSON object {role, titles}."""
    titles = raw["titles"]
    if not isinstance(titles, list):
        raise ValueError("titles must be a list")
    names = [clean_title(str(title)) for title in titles] + [prepare_text(str(raw["role"]))]
    return Role(tuple(dict.fromkeys(name for name in names if name)))


def title_files(folder: Path) -> list[Path]:
    """Return the data files of `folder` in a fixed order."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise FileNotFoundError(f"no *.jsonl in {folder}")
    return files


def read_occupations(folder: Path) -> list[Occupation]:
    """Read every occupation of `folder`: one JSON object {code, title, roles, ...} a line."""
    occupations = []
    for file in title_files(folder):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                raw = json.loads(line)
                roles = tuple(read_role(role) for role in raw["roles"])
                occupations.append(Occupation(raw["code"], prepare_text(raw["title"]), roles))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{file.name}, line {number}: {error!r}") from error
    return occupations


def data_sha256(folder: Path) -> str:
    """Return one digest over names and contents of all data files, for the training record."""
    digest = hashlib.sha256()
    for file in title_files(folder):
        digest.update(file.name.encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def draw_pairs(
    occupations: Iterable[Occupation], partners: int, official_share: float, generator: random.Random
) -> list[Pair]:
    """Pair every title with up to `partners` titles of its role, and a share of them with the official title.

    A pair and its mirror image count once: the loss runs in both directions.
    """
    pairs: dict[tuple[int, frozenset[str]], Pair] = {}
    for number, occupation in enumerate(occupations):
        for role in occupation.roles:
            for title in role.titles:
                others = [other for other in role.titles if other != title]
                drawn = generator.sample(others, min(partners, len(others)))
                if title != occupation.title and generator.random() < official_share:
                    drawn.append(occupation.title)
                for other in drawn:
                    pairs.setdefault((number, frozenset((title, other))), Pair(title, other, number))
    return list(pairs.values())


def add_noise(text: str, share: float, generator: random.Random) -> str:
    """With probability `share`, dress `text` as in a posting: seniority before, a remark behind, or all capitals."""
    if generator.random() >= share:
        return text
    kind = generator.random()
    if kind < 0.35:
        return f"{generator.choice(SENIORITY)} {text}"
    return f"{text} {generator.choice(SUFFIXES)}" if kind < 0.8 else text.upper()


def draw_batches(pairs: list[Pair], batch_size: int, generator: random.Random, window: int = 24) -> list[list[Pair]]:
    """Shuffle `pairs` into batches of like text length; the incomplete last batch is left out.

    Sorting inside windows of `window` batches saves padding and keeps the batches random enough.
    """
    shuffled = generator.sample(pairs, len(pairs))
    span = batch_size * window
    ordered = [
        pair
        for start in range(0, len(shuffled), span)
        for pair in sorted(shuffled[start : start + span], key=lambda pair: max(len(pair.anchor), len(pair.positive)))
    ]
    batches = [ordered[start : start + batch_size] for start in range(0, len(ordered) - batch_size + 1, batch_size)]
    generator.shuffle(batches)
    return batches
