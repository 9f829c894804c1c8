from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rolemap_train.config import SeedRecipeConfig, TrainConfig, load_config
from rolemap_train.data import holds_any, read_occupations, read_skills_queries
from rolemap_train.pairs import (
    Pair,
    add_noise,
    draw_batches,
    draw_coupled_batches,
    draw_epoch,
    draw_long_batches,
    draw_pairs,
    draw_skills_pairs,
)

CONFIGS = Path(__file__).resolve().parents[1] / "configs"
TUNED = CONFIGS / "tuned.yaml"


def settings(**changes: float) -> TrainConfig:
    """The settings of the job-title model with `changes`; a title pair for a title, and nothing else by default."""
    config = load_config(TUNED)
    assert isinstance(config, TrainConfig)
    plain = {"partners_per_title": 1, "official_title_share": 0.0, "variants_per_seed": 0, "description_share": 0.0}
    return replace(config, **(plain | changes))  # type: ignore[arg-type]


def test_only_the_training_split_is_read(titles_folder: Path) -> None:
    nurses, developers = read_occupations(titles_folder)
    assert (nurses.title, developers.title) == (None, "Software Developers")
    assert [role.name for role in nurses.roles] == ["ward nurse"]
    assert nurses.roles[0].titles == ("Registered Nurse", "Staff Nurse", "RN")
    assert nurses.roles[0].variants[0] == ("Registered Nurse", "Registered Nurse II")
    assert [len(role.titles) for role in developers.roles] == [3, 3]
    (held,) = read_occupations(titles_folder, "test")
    assert held.roles[0].titles == ("School Nurse", "Nurse, K-12")
    with pytest.raises(ValueError, match="holdout-codes-nowhere"):
        read_occupations(titles_folder, "holdout-codes-nowhere")


def test_a_description_that_names_a_held_out_title_is_not_learnt_from() -> None:
    assert holds_any("They assist the School Nurse, and others.", {"school nurse"})
    assert not holds_any("They nurse a school.", {"school nurse", "nurses"})


def test_skills_queries_come_with_the_text_of_their_posting(titles_folder: Path) -> None:
    queries = read_skills_queries(titles_folder, "train")
    assert [query.posting for query in queries] == ["p-1", "p-3", "p-4"]
    assert queries[0].text == "triage, IV lines. We need a nurse."
    assert queries[0].hard_negative == "p-3"


def test_variants_are_paired_with_their_seed(titles_folder: Path) -> None:
    occupations = read_occupations(titles_folder)
    pairs = draw_pairs(occupations, settings(variants_per_seed=2), random.Random(1))
    seeds = {variant: seed for group in occupations for role in group.roles for seed, variant in role.variants}
    assert sum(seeds.get(pair.positive) == pair.anchor for pair in pairs) == 6


def test_pairs_stay_in_their_role_or_name_the_occupation(titles_folder: Path) -> None:
    occupations = {occupation.code: occupation for occupation in read_occupations(titles_folder)}
    pairs = draw_pairs(
        occupations.values(),
        settings(partners_per_title=2, official_title_share=1, description_share=1),
        random.Random(3),
    )
    for pair in pairs:
        occupation = occupations[pair.code]
        role = next(role for role in occupation.roles if pair.anchor in role.titles)
        assert pair.positive in (*role.titles, occupation.title, *occupation.descriptions)
        assert pair.positive != pair.anchor
        assert pair.is_long == (pair.positive in occupation.descriptions)
    assert len({frozenset((pair.anchor, pair.positive)) for pair in pairs}) == len(pairs)
    assert sum(pair.positive == "Software Developers" for pair in pairs) == 6
    assert sum(pair.is_long for pair in pairs) == 9


def test_an_epoch_depends_on_seed_and_number_alone(titles_folder: Path) -> None:
    occupations, queries = read_occupations(titles_folder), read_skills_queries(titles_folder, "train")
    config = settings(batch_pairs=3, long_batch_pairs=2, skills_share=1)
    first, again, second = (draw_epoch(occupations, queries, config, epoch) for epoch in (0, 0, 1))
    assert first == again != second
    assert {len({pair.is_long for pair in batch}) for batch in first} == {1}


def make_pairs(count: int, code: Callable[[int], str] = str) -> list[Pair]:
    return [Pair("a" * number, f"b{number}", code(number)) for number in range(count)]


def test_batches_hold_each_pair_at_most_once() -> None:
    batches = draw_batches(make_pairs(50), 8, 0, random.Random(1))
    used = [pair for batch in batches for pair in batch]
    assert [len(batch) for batch in batches] == [8] * 6
    assert len(set(used)) == len(used)


def test_batches_of_few_major_groups() -> None:
    pairs = make_pairs(400, lambda number: f"{number % 10 + 10}-0000.00")
    batches = draw_batches(pairs, 20, 2, random.Random(1))
    assert [len(batch) for batch in batches] == [20] * 20
    assert max(len({pair.code for pair in batch}) for batch in batches) == 2
    assert len({pair for batch in batches for pair in batch}) == 400


def test_a_skills_pair_meets_its_hard_negative() -> None:
    pairs = [Pair(f"q{n}", f"text {n}", str(n), True, f"p-{n}", f"p-{n ^ 1}") for n in range(40)]
    batches = draw_long_batches(pairs, 8, random.Random(1))
    assert all(pair.hard_negative in {other.posting for other in batch} for batch in batches for pair in batch)


def test_every_drawn_skills_pair_meets_its_hard_negative_drawn_or_not() -> None:
    everyone = [Pair(f"q{n}", f"text {n}", str(n), True, f"p-{n}", f"p-{n // 4}") for n in range(40)]
    batches = draw_coupled_batches(everyone[20:], everyone, 8, random.Random(1))
    assert sum(map(len, batches)) > 20
    for batch in batches:
        assert len(set(batch)) == len(batch) <= 9
        drawn = [pair for pair in batch if pair in everyone[20:]]
        assert drawn
        assert {pair.hard_negative for pair in drawn} <= {other.posting for other in batch}


def test_a_share_of_the_skills_queries(titles_folder: Path) -> None:
    queries = read_skills_queries(titles_folder, "train")
    assert len(draw_skills_pairs(queries, 0.67, random.Random(1))) == 2
    assert draw_skills_pairs(queries, 0, random.Random(1)) == []


def test_noise_keeps_the_title() -> None:
    generator = random.Random(1)
    assert all(add_noise("Bus Driver", 0.0, generator) == "Bus Driver" for _ in range(20))
    noisy = {add_noise("Bus Driver", 1.0, generator) for _ in range(50)}
    assert "BUS DRIVER" in noisy
    assert all("bus driver" in text.lower() for text in noisy)


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"occupations\.csv"):
        read_occupations(tmp_path)
    (tmp_path / "occupations.csv").write_text("onet_code\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"occupations\.csv: no column description, description_2, title"):
        read_occupations(tmp_path)


def test_every_settings_file_can_be_read() -> None:
    kinds = {path.name: type(load_config(path)) for path in CONFIGS.glob("*.yaml")}
    assert kinds["tuned.yaml"] is TrainConfig
    assert kinds["seed-triplet.yaml"] is kinds["seed-ranking.yaml"] is SeedRecipeConfig


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("seed: 1", "seed: 1\nspeed: 3", "speed"),
        ("tuned_weight: ", "tuned_weight: 7", "tuned_weight"),
        ("loss: both-ways", "loss: sideways", "loss"),
        ("recipe: contrastive", "recipe: magic", "magic"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = TUNED.read_text(encoding="utf-8")
    assert old in text
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=named):
        load_config(wrong)
