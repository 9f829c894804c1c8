from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rolemap_train import results
from rolemap_train.data import data_sha256
from rolemap_train.evaluation import Benchmark
from rolemap_train.lexical import Scorer, word_tfidf
from rolemap_train.looks import MOST_FINALISTS, append_look, check_allowed, finalists, read_looks
from rolemap_train.overlap import map_without, measure_overlap
from rolemap_train.records import check_unseen, rounded, write_training_record
from rolemap_train.tasks import skills_task, title_task, variant_task
from rolemap_train.validation import Validator

SIDE = {"model": "run", "file": "torch", "sha256": "weights"}


class LetterEncoder:
    """Counts of letters: enough to tell titles apart."""

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> np.ndarray:  # noqa: ARG002
        counts = np.array([[text.lower().count(letter) + 0.01 for letter in "abcdefghijklmnop+"] for text in texts])
        unit: np.ndarray = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)
        return unit


def test_titles_find_their_role(titles_folder: Path) -> None:
    task = title_task(titles_folder, ("train",))
    assert task.queries == task.corpus
    first = task.corpus.index("Front-End Developer")
    assert {task.corpus[row] for row in task.relevant[first]} == {"Web Engineer", "Site Builder"}
    assert task.unjudged[first] == {first}


def test_variants_find_their_seed_among_all_seeds(titles_folder: Path) -> None:
    task = variant_task(titles_folder, ("test",))
    assert task.queries == ["School Nurse II", "School Nurse (nights)", "School Nurse / bank"]
    assert [task.corpus[row] for rows in task.relevant for row in rows] == ["School Nurse"] * 3
    assert task.corpus == [
        *("Registered Nurse", "School Nurse", "Front-End Developer", "C++ Developer", "Software Tester"),
        *("Clinic Nurse", "Carpenter", "Formwork Joiner"),
    ]
    assert set(task.clusters) == {"School Nurse"}


def test_skills_find_postings(titles_folder: Path) -> None:
    task = skills_task(titles_folder, ("train",))
    assert task.queries[1] == "css, html"
    assert task.corpus[min(task.relevant[1])] == "CSS, HTML. Build our site."
    assert [task.corpus[row][:6] for row in task.hard[0]] == ["CSS, H"]
    # A posting of the same occupation in another split may hold the skills too.
    assert {task.corpus[row] for row in task.unjudged[1]} == {"test plans. Find our bugs."}
    assert len(task.hard) == len(task.queries)


def test_a_share_of_the_roles_is_the_same_in_every_table(titles_folder: Path) -> None:
    splits = ("train", "test", "validation")
    for share in (0.3, 0.6):
        seeds = set(variant_task(titles_folder, splits, splits, share).corpus)
        assert seeds <= set(title_task(titles_folder, splits, share).corpus)
        assert len(seeds) < 8


def test_results_compare_all_contenders_in_one_run(titles_folder: Path, tmp_path: Path) -> None:
    tasks = [title_task(titles_folder, ("train",)), variant_task(titles_folder, ("train",))]
    path = tmp_path / "results.json"
    scorers: dict[str, Scorer] = {"base": results.EncoderScorer(LetterEncoder), "words": word_tfidf}
    measured = [results.measure_task(task, scorers) for task in tasks]
    path.write_text(json.dumps(rounded(measured)), encoding="utf-8")
    base, words = (measured[1]["contenders"][name] for name in scorers)
    assert base["map difference"] == {"mean": 0, "low": 0, "high": 0}
    assert words["recall1"]["mean"] == 1
    assert words["random triplets"]["mean"] == 1
    assert measured[1]["slices"]["made"]["queries"] == 9


def test_overlap_counts_pairs_of_one_role(titles_folder: Path) -> None:
    benchmark = Benchmark(
        ["registered nurse", "Astronaut"], ["STAFF NURSE", "Web Engineer", "Moon Walker", "Nurse"], [{0, 3}, {2}]
    )
    overlap = measure_overlap(benchmark, titles_folder)
    assert (overlap.queries, overlap.corpus, overlap.pairs) == (1, 2, 1)
    scores = np.array([[0.9, 0.8, 0.1, 0.7], [0.1, 0.2, 0.9, 0.3]])
    # Without its known pair, the nurse's other relevant title stands second; the astronaut's stands first.
    assert map_without(scores, benchmark, overlap) == pytest.approx((1 / 2 + 1) / 2)


def test_looks_are_logged_and_limited(tmp_path: Path) -> None:
    log = tmp_path / "looks.jsonl"
    for number in range(MOST_FINALISTS):
        check_allowed(log, f"run-{number}", SIDE)
        append_look(log, {"finalist": f"run-{number}", **SIDE, "map": 0.5})
    append_look(log, {"finalist": "base", **SIDE, "map": 0.4})
    assert len(finalists(read_looks(log))) == MOST_FINALISTS
    check_allowed(log, "run-3", SIDE)
    check_allowed(log, "base", SIDE)
    check_allowed(log, "run-3", SIDE | {"file": "onnx/model_q4.onnx", "sha256": "made anew"})
    with pytest.raises(RuntimeError, match="no other model"):
        check_allowed(log, "run-10", SIDE)
    with pytest.raises(ValueError, match="a name of its own"):
        check_allowed(log, "run-3", SIDE | {"sha256": "other weights"})


def test_a_model_that_may_have_seen_the_test_splits_is_refused(titles_folder: Path, tmp_path: Path) -> None:
    own = data_sha256(titles_folder)
    check_unseen(str(tmp_path), titles_folder)
    write_training_record(tmp_path, {"dataSha256": own})
    check_unseen(str(tmp_path), titles_folder)
    parts = [{"training": None}, {"training": {"dataSha256": own}}]
    write_training_record(tmp_path, {"averageOf": parts})
    check_unseen(str(tmp_path), titles_folder)
    write_training_record(tmp_path, {"averageOf": [*parts, {"training": {"dataSha256": "another"}}]})
    with pytest.raises(ValueError, match="may have seen their test splits"):
        results.write_results(titles_folder, {"base": results.Contender(str(tmp_path), None)}, tmp_path / "r.json")
    with pytest.raises(ValueError, match="'base' first"):
        results.write_results(titles_folder, {}, tmp_path / "r.json")


def test_validation_reads_the_validation_splits(titles_folder: Path) -> None:
    validator = Validator(titles_folder)
    titles, _ = validator.tasks["titles"]
    assert titles[0].queries == ["Software Tester", "QA Engineer", "Clinic Nurse", "Outpatient Nurse"]
