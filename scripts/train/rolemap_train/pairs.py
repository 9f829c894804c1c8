"""Training pairs, drawn anew for every pass, and the batches they come in."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rolemap_train.config import TrainConfig
from rolemap_train.data import Occupation, Role, SkillsQuery

SENIORITY = ("Senior", "Sr.", "Junior", "Lead", "Principal", "Associate")
SUFFIXES = (
    *("I", "II", "- Remote", "(Full Time)", "(m/f/d)"),
    *("- Night Shift", "- $25/hr", "(Req 12345)", "- Chicago, IL"),
)
LENGTH_WINDOW = 24
"""Batches whose pairs are sorted by length together: it saves padding and keeps the batches random enough."""


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together."""

    anchor: str
    positive: str
    code: str
    """O*NET-SOC code: pairs of one code are never each other's negatives."""
    is_long: bool = False
    """A description or a posting stands on the right side."""
    posting: str = ""
    hard_negative: str = ""
    """Ids, of skills pairs: the posting on the right side, and the one that should be among its negatives."""


def draw_pairs(occupations: Iterable[Occupation], config: TrainConfig, generator: random.Random) -> list[Pair]:
    """Pair every title with others of its role, some with the official title or a description, seeds with variants.

    A pair of titles and its mirror image count once: the loss runs in both directions.
    """
    pairs: dict[tuple[str, frozenset[str]], Pair] = {}
    for occupation in occupations:
        for role in occupation.roles:
            for pair in draw_role_pairs(occupation, role, config, generator):
                pairs.setdefault((pair.code, frozenset((pair.anchor, pair.positive))), pair)
    return list(pairs.values())


def draw_role_pairs(
    occupation: Occupation, role: Role, config: TrainConfig, generator: random.Random
) -> Iterable[Pair]:
    """Draw the pairs of one role."""
    code, official = occupation.code, occupation.title
    for title in role.titles:
        others = [other for other in role.titles if other != title]
        for other in generator.sample(others, min(config.partners_per_title, len(others))):
            yield Pair(title, other, code)
        if official is not None and title != official and generator.random() < config.official_title_share:
            yield Pair(title, official, code)
        if occupation.descriptions and generator.random() < config.description_share:
            yield Pair(title, generator.choice(occupation.descriptions), code, is_long=True)
    for seed, variant in draw_variants(role, config.variants_per_seed, generator):
        yield Pair(seed, variant, code)


def draw_variants(role: Role, most: int, generator: random.Random) -> list[tuple[str, str]]:
    """Draw up to `most` variants of each seed title of the role."""
    by_seed: dict[str, list[tuple[str, str]]] = {}
    for pair in role.variants:
        by_seed.setdefault(pair[0], []).append(pair)
    return [pair for group in by_seed.values() for pair in generator.sample(group, min(most, len(group)))]


def skills_pair(query: SkillsQuery) -> Pair:
    """Pair a skills query with the text of its posting."""
    return Pair(query.query, query.text, query.code, True, query.posting, query.hard_negative)


def draw_skills_pairs(queries: Sequence[SkillsQuery], share: float, generator: random.Random) -> list[Pair]:
    """Draw the pairs of a share of the skills queries."""
    return [skills_pair(query) for query in generator.sample(queries, round(share * len(queries)))]


def add_noise(text: str, share: float, generator: random.Random) -> str:
    """With probability `share`, dress `text` as in a posting: seniority before, a remark behind, or all capitals."""
    if generator.random() >= share:
        return text
    kind = generator.random()
    if kind < 0.35:
        return f"{generator.choice(SENIORITY)} {text}"
    return f"{text} {generator.choice(SUFFIXES)}" if kind < 0.8 else text.upper()


def by_length(pairs: Sequence[Pair], window: int, generator: random.Random) -> list[Pair]:
    """Shuffle `pairs`, then sort them by length inside windows of `window` pairs."""
    shuffled = generator.sample(pairs, len(pairs))
    return [
        pair
        for start in range(0, len(shuffled), window)
        for pair in sorted(shuffled[start : start + window], key=lambda pair: max(len(pair.anchor), len(pair.positive)))
    ]


def cut(pairs: Sequence[Pair], size: int) -> list[list[Pair]]:
    """Cut `pairs` into lists of `size`; the incomplete last one is left out."""
    return [list(pairs[start : start + size]) for start in range(0, len(pairs) - size + 1, size)]


def draw_batches(pairs: Sequence[Pair], size: int, majors: int, generator: random.Random) -> list[list[Pair]]:
    """Shuffle `pairs` into batches of `size` with texts of like length; the incomplete last batch is left out.

    majors: parts of a batch, each with pairs of one major group only, so that negatives are near; 0 mixes all.
    """
    if majors == 0:
        batches = cut(by_length(pairs, size * LENGTH_WINDOW, generator), size)
        generator.shuffle(batches)
        return batches
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair.code[:2], []).append(pair)
    parts = [part for group in groups.values() for part in cut(by_length(group, size, generator), size // majors)]
    generator.shuffle(parts)
    return [
        [pair for piece in parts[start : start + majors] for pair in piece]
        for start in range(0, len(parts) - majors + 1, majors)
    ]


def draw_long_batches(pairs: Sequence[Pair], size: int, generator: random.Random) -> list[list[Pair]]:
    """Shuffle long pairs into batches; a skills pair brings that of its hard negative along, if that is there."""
    by_posting = {pair.posting: pair for pair in pairs if pair.posting}
    left = dict.fromkeys(generator.sample(pairs, len(pairs)))
    ordered = []
    while left:
        pair = next(iter(left))
        for member in (pair, by_posting.get(pair.hard_negative)):
            if member in left:
                del left[member]
                ordered.append(member)
    batches = cut(ordered, size)
    generator.shuffle(batches)
    return batches


def draw_coupled_batches(
    drawn: Sequence[Pair], everyone: Iterable[Pair], size: int, generator: random.Random
) -> list[list[Pair]]:
    """Shuffle skills pairs into batches, each pair beside that of its mined hard negative, which comes from `everyone`.

    A pair that is many others' hard negative comes in many batches, in each once; a batch may have one pair more than
    `size`, and the incomplete last one is left out.
    """
    by_posting = {pair.posting: pair for pair in everyone}
    batches: list[list[Pair]] = []
    batch: dict[Pair, None] = {}
    for pair in generator.sample(drawn, len(drawn)):
        couple = (pair, by_posting.get(pair.hard_negative))
        batch |= dict.fromkeys(member for member in couple if member is not None)
        if len(batch) >= size:
            batches.append(list(batch))
            batch = {}
    generator.shuffle(batches)
    return batches


def draw_epoch(
    occupations: Sequence[Occupation], queries: Sequence[SkillsQuery], config: TrainConfig, epoch: int
) -> list[list[Pair]]:
    """Return the batches of one pass; they depend on the seed and the number of the pass alone."""
    generator = random.Random(f"{config.seed} epoch {epoch}")
    pairs = draw_pairs(occupations, config, generator)
    short = [pair for pair in pairs if not pair.is_long]
    size = min(config.batch_pairs, len(short))
    batches = draw_batches(short, size, config.majors_per_batch, generator) if short else []
    skills = draw_skills_pairs(queries, config.skills_share, generator)
    long = [pair for pair in pairs if pair.is_long]
    batches += draw_long_batches(long, min(config.long_batch_pairs, len(long)), generator) if long else []
    size = min(config.long_batch_pairs, len(skills))
    if skills and config.hard_negatives == "always":
        batches += draw_coupled_batches(skills, map(skills_pair, queries), size, generator)
    elif skills:
        batches += draw_long_batches(skills, size, generator)
    generator.shuffle(batches)
    return batches
