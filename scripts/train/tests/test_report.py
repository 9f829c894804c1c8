from __future__ import annotations

import json
from pathlib import Path

from rolemap_train.places import PACKAGE_FOLDER, RECORDS
from rolemap_train.report import write_report


def test_the_committed_report_is_made_from_the_committed_records(tmp_path: Path) -> None:
    write_report(RECORDS, tmp_path / "RESULTS.md")
    assert (tmp_path / "RESULTS.md").read_text() == (PACKAGE_FOLDER / "RESULTS.md").read_text()


def test_it_says_where_words_win(tmp_path: Path) -> None:
    mean = {"mean": 0.5, "low": 0.4, "high": 0.6}
    figures = ("map", "mrr", "recall1", "recall5", "recall10", "precision10", "ndcg10")
    columns = (*figures, "random triplets", "hard triplets", "map difference", "mrr difference")
    base = dict.fromkeys(columns, mean)
    lexical = {"line": "BM25", "model": "base", "map difference": {"mean": 0.2, "low": 0.1, "high": 0.3}}
    task = {"task": "titles", "queries": 2, "corpus": 3, "clusters": 2, "slices": {}, "lexical": lexical}
    record = {"tasks": [task | {"contenders": {"base": base, "BM25": base}}], "date": "2026-01-01", "machine": "here"}
    (tmp_path / "results.json").write_text(json.dumps(record), encoding="utf-8")
    write_report(tmp_path, tmp_path / "RESULTS.md")
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "**Here BM25 wins**: MAP 0.200 (0.100 to 0.300) against base" in text
    assert "0.500 (0.400 to 0.600)" in text
    assert "TalentCLEF" not in text
