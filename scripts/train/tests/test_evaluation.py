from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rolemap_train.cli import main
from rolemap_train.evaluation import figures, read_benchmark
from rolemap_train.looks import read_looks
from rolemap_train.metrics import rank
from rolemap_train.records import append_record, read_records


def test_worked_example() -> None:
    # Query 0 finds its two relevant titles at ranks 1 and 3, query 1 its only one at rank 4.
    result = figures(np.array([[0.9, 0.8, 0.7, 0.6], [0.9, 0.8, 0.7, 0.6]]), [{0, 2}, {3}])
    assert result.map == pytest.approx(((1 + 2 / 3) / 2 + 1 / 4) / 2)
    assert result.mrr == pytest.approx((1 + 1 / 4) / 2)
    assert (result.recall1, result.recall5, result.recall10) == (0.25, 1.0, 1.0)
    assert result.precision10 == pytest.approx(0.15)
    assert (result.queries, result.corpus, result.relevant) == (2, 4, 3)


def test_ties_keep_the_order_of_the_corpus() -> None:
    assert rank(np.array([[0.5, 0.9, 0.5, 0.9]])).tolist() == [[1, 3, 0, 2]]


@pytest.fixture
def benchmark_folder(tmp_path: Path) -> Path:
    (tmp_path / "queries").write_text("q_id\tjobtitle\n1\tnurse\n2\tcook\n3\tunjudged\n", encoding="utf-8")
    corpus = 'c_id\tjobtitle\n7\tstaff nurse\n8\tchef "de partie"\n9\tline cook\n'
    (tmp_path / "corpus_elements").write_text(corpus, encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("1\t0\t7\t1\n2\t0\t8\t1\n2\t0\t9\t1\n2\t0\t7\t0\n", encoding="utf-8")
    return tmp_path


def test_reading(benchmark_folder: Path) -> None:
    benchmark = read_benchmark(benchmark_folder)
    assert benchmark.queries == ["nurse", "cook"]
    assert benchmark.corpus == ["staff nurse", 'chef "de partie"', "line cook"]
    assert benchmark.relevant == [{0}, {1, 2}]


def test_command_prints_no_titles_and_logs_the_look(
    benchmark_folder: Path, tiny_model: Path, titles_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, log = benchmark_folder / "evaluation.json", benchmark_folder / "looks.jsonl"
    arguments = ["evaluate", "--model", str(tiny_model), "--data", str(benchmark_folder), "--record", str(record)]
    assert main([*arguments, "--titles", str(titles_folder), "--looks", str(log), "--finalist", "tiny"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("map ")
    assert not any(word in printed for word in ("nurse", "cook", "chef"))
    assert read_records(record)[0]["queries"] == 2
    assert str(benchmark_folder) not in record.read_text(encoding="utf-8")
    (look,) = read_looks(log)
    assert look["finalist"] == "tiny"
    assert len(look["sha256"]) == 64
    assert {"date", "commit", "map", "mrr"} <= set(look)


def test_a_new_record_replaces_the_old_one_of_the_same_files(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    for figure in (0.1, 0.2):
        append_record(path, {"benchmark": "b", "model": "m", "file": "f", "map": figure})
    append_record(path, {"benchmark": "b", "model": "m", "file": "g", "map": 0.3})
    assert [record["map"] for record in read_records(path)] == [0.2, 0.3]
    assert {"date", "machine", "versions"} <= set(read_records(path)[0])
