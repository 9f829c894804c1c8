"""Training pairs from the published title data set: the rows of the training split alone."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rolemap_train.text import prepare_text

SENIORITY = ("Senior", "Sr.", "Junior", "Lead", "Principal", "Associate")
SUFFIXES = (
    *("I", "II", "- Remote", "(Full Time)", "(m/f/d)"),
    *("- Night Shift", "- $25/hr", "(Req 12345)", "- Chicago, IL"),
)
TABLES = {
    "occupations.csv": ("onet_code", "title", "title_trains"),
    "titles.csv": ("title", "role", "onet_code", "split"),
    "variants.csv": ("seed_title", "jittered_title", "role", "onet_code", "split"),
}
"""Files of the data set that training reads, and the columns that each must have."""


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


@dataclass(frozen=True)
class Pair:
    """Two texts that mean the same, and the number of their occupation."""

    anchor: str
    positive: str
    occupation: int


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


def read_occupations(folder: Path, split: str = "train") -> list[Occupation]:
    """Read the occupations of `folder` (public/data/title-data) with their roles, titles and variants of `split`."""
    official = {
        row["onet_code"]: prepare_text(row["title"]) if row["title_trains"] == "true" else None
        for row in read_table(folder, "occupations.csv")
    }
    titles: dict[tuple[str, str], list[str]] = {}
    variants: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in read_table(folder, "titles.csv"):
        if row["split"] == split:
            titles.setdefault((row["onet_code"], row["role"]), []).append(prepare_text(row["title"]))
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
    return [Occupation(code, official[code], tuple(group)) for code, group in roles.items()]


def data_sha256(folder: Path) -> str:
    """Return one digest over names and contents of the tables that training reads, for the training record."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(name.encode())
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


def draw_pairs(
    occupations: Iterable[Occupation],
    partners: int,
    official_share: float,
    generator: random.Random,
    variants_per_seed: int = 0,
) -> list[Pair]:
    """Pair every title with up to `partners` titles of its role, and a share of them with the official title.

    Each seed title is paired with up to `variants_per_seed` of its variants too. A pair and its mirror image count
    once: the loss runs in both directions.
    """
    pairs: dict[tuple[int, frozenset[str]], Pair] = {}
    for number, occupation in enumerate(occupations):
        for role in occupation.roles:
            for title in role.titles:
                others = [other for other in role.titles if other != title]
                drawn = generator.sample(others, min(partners, len(others)))
                official = occupation.title
                if official is not None and title != official and generator.random() < official_share:
                    drawn.append(official)
                for other in drawn:
                    pairs.setdefault((number, frozenset((title, other))), Pair(title, other, number))
            for seed, variant in draw_variants(role, variants_per_seed, generator):
                pairs.setdefault((number, frozenset((seed, variant))), Pair(seed, variant, number))
    return list(pairs.values())


def draw_variants(role: Role, most: int, generator: random.Random) -> list[tuple[str, str]]:
    """Draw up to `most` variants of each seed title of the role."""
    by_seed: dict[str, list[tuple[str, str]]] = {}
    for pair in role.variants:
        by_seed.setdefault(pair[0], []).append(pair)
    return [pair for group in by_seed.values() for pair in generator.sample(group, min(most, len(group)))]


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
