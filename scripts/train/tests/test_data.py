from __future__ import annotations

import random
from pathlib import Path

import pytest

from rolemap_train.config import load_config
from rolemap_train.data import Pair, add_noise, draw_batches, draw_pairs, read_occupations

FIRST = Path(__file__).resolve().parents[1] / "configs/first.yaml"


def test_only_the_training_split_is_read(titles_folder: Path) -> None:
    nurses, developers = read_occupations(titles_folder)
    assert (nurses.title, developers.title) == (None, "Software Developers")
    assert [role.name for role in nurses.roles] == ["ward nurse"]
    assert nurses.roles[0].titles == ("Registered Nurse", "Staff Nurse", "RN")
    assert nurses.roles[0].variants[0] == ("Registered Nurse", "Registered Nurse II")
    assert [len(role.titles) for role in developers.roles] == [3, 3]
    (held,) = read_occupations(titles_folder, "test")
    assert held.roles[0].titles == ("School Nurse", "Nurse, K-12")
    with pytest.raises(ValueError, match="validation"):
        read_occupations(titles_folder, "validation")


def test_variants_are_paired_with_their_seed(titles_folder: Path) -> None:
    occupations = read_occupations(titles_folder)
    without = draw_pairs(occupations, 1, 0.0, random.Random(1))
    pairs = draw_pairs(occupations, 1, 0.0, random.Random(1), variants_per_seed=2)
    added = [pair for pair in pairs if pair not in without]
    assert len(added) >= 6
    seeds = {variant: seed for group in occupations for role in group.roles for seed, variant in role.variants}
    assert sum(seeds.get(pair.positive) == pair.anchor for pair in pairs) == 6


def test_pairs_stay_in_their_role_or_name_the_occupation(titles_folder: Path) -> None:
    occupations = read_occupations(titles_folder)
    pairs = draw_pairs(occupations, partners=2, official_share=1.0, generator=random.Random(3))
    for pair in pairs:
        occupation = occupations[pair.occupation]
        role = next(role for role in occupation.roles if pair.anchor in role.titles)
        assert pair.positive in (*role.titles, occupation.title)
        assert pair.positive != pair.anchor
    assert len({frozenset((pair.anchor, pair.positive)) for pair in pairs}) == len(pairs)
    assert sum(pair.positive == "Software Developers" for pair in pairs) == 6


def test_pairs_depend_on_the_seed_alone(titles_folder: Path) -> None:
    occupations = read_occupations(titles_folder)
    first, second, third = (draw_pairs(occupations, 1, 0.5, random.Random(seed)) for seed in (1, 1, 2))
    assert first == second != third


def test_batches_hold_each_pair_at_most_once() -> None:
    pairs = [Pair("a" * number, "b", number) for number in range(50)]
    batches = draw_batches(pairs, 8, random.Random(1), window=2)
    used = [pair for batch in batches for pair in batch]
    assert [len(batch) for batch in batches] == [8] * 6
    assert len(set(used)) == len(used)
    spread = max(max(len(pair.anchor) for pair in batch) - min(len(pair.anchor) for pair in batch) for batch in batches)
    assert spread < 49


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
    with pytest.raises(ValueError, match=r"occupations\.csv: no column title"):
        read_occupations(tmp_path)


def test_settings(tmp_path: Path) -> None:
    config = load_config(FIRST)
    assert (config.batch_pairs, config.learning_rate, config.tuned_weight) == (192, 2.5e-4, 0.7)
    text = FIRST.read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text + "speed: 3\n", encoding="utf-8")
    with pytest.raises(ValueError, match="speed"):
        load_config(wrong)
    wrong.write_text(text.replace("tuned_weight: 0.7", "tuned_weight: 7"), encoding="utf-8")
    with pytest.raises(ValueError, match="tuned_weight"):
        load_config(wrong)
