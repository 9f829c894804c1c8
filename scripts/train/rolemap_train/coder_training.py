"""Fits the coder on the validation split and reports it on the test splits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from rolemap_train.coder import (
    FEATURES,
    PREFIXES,
    Answers,
    Candidates,
    Index,
    abstain_threshold,
    answer,
    find_candidates,
    fit_weights,
    probabilities,
    risk_coverage,
)
from rolemap_train.data import data_sha256, read_table, role_id
from rolemap_train.encoder import Encoder, Vectors
from rolemap_train.heads import expected_calibration_error
from rolemap_train.metrics import Floats, bootstrap
from rolemap_train.records import Record, check_unseen, describe_side, open_encoder, write_figures
from rolemap_train.text import prepare_text

ACCURACY = 0.8
"""The coder abstains where fewer of its answers than this are right on the validation split."""
HUMAN_AGREEMENT = 0.72
"""Two trained coders give the same detailed code to 72 of 100 job titles: the figure that this project was planned
with. We could not find the study it comes from."""
USED = {"coder": [1.0] * len(FEATURES), "nearest title alone": [1.0, 0.0, 0.0, 0.0]}
"""Features that each contender may use."""


@dataclass(frozen=True)
class Queries:
    """Titles to be coded."""

    texts: list[str]
    codes: list[str]
    roles: list[str]


def read_queries(folder: Path, split: str) -> Queries:
    """Return the variants of `split`, raw, with the codes and roles of their seeds."""
    rows = [row for row in read_table(folder, "variants.csv") if row["split"] == split]
    return Queries(
        [prepare_text(row["jittered_title"]) for row in rows],
        [row["onet_code"] for row in rows],
        [role_id(row) for row in rows],
    )


def read_index(folder: Path, without: set[str]) -> Index:
    """Return all titles but those of the splits in `without`, and the official titles that may be trained on."""
    entries = [
        (prepare_text(row["title"]), row["onet_code"], role_id(row))
        for row in read_table(folder, "titles.csv")
        if row["split"] not in without
    ]
    entries += [
        (prepare_text(row["title"]), row["onet_code"], "")
        for row in read_table(folder, "occupations.csv")
        if row["title_trains"] == "true"
    ]
    titles, codes, roles = zip(*entries, strict=True)
    return Index(list(titles), list(codes), list(roles))


class VectorsByText:
    """Vectors of texts, each encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        """Keep `encoder`."""
        self.encoder = encoder
        self.known: dict[str, Vectors] = {}

    def __call__(self, texts: list[str]) -> Vectors:
        """Return unit vectors [texts, dimension]."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known.update(zip(new, self.encoder.encode(new), strict=True))
        return np.stack([self.known[text] for text in texts])


def candidates_of(folder: Path, split: str, vectors: VectorsByText) -> tuple[Queries, Candidates]:
    """Return the queries of `split` with their candidates; every title of their split is out of the index.

    Of held-out codes only the query's own role is out: nothing else is known of such a code. While the coder is fitted,
    the titles of the test splits are out too.
    """
    queries = read_queries(folder, split)
    whole_codes = split.startswith("holdout")
    left_out = {"validation": {"validation", "test", "holdout-codes-test"}}.get(split, {split})
    index = read_index(folder, set() if whole_codes else left_out)
    own = queries.roles if whole_codes else [""] * len(queries.texts)
    return queries, find_candidates(queries.texts, vectors(queries.texts), own, index, vectors(index.titles))


def right(answers: Answers, truth: list[str], level: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell for each query whether the answer agrees with its code up to `level`."""
    pairs = zip(answers.codes, truth, strict=True)
    return np.array([given == code[: PREFIXES[level]] for given, code in pairs])


def report(
    queries: Queries, candidates: Candidates, weights: Floats, threshold: float, residual: set[str]
) -> dict[str, Any]:
    """Return accuracy, calibration, coverage and risk-coverage curve at every level of detail."""
    chances = probabilities(candidates, weights)
    residual_queries = sum(code in residual for code in queries.codes)
    result: dict[str, Any] = {"queries": len(queries.texts), "residual": residual_queries}
    for level in PREFIXES:
        answers = answer(candidates, chances, level, residual)
        hits = right(answers, queries.codes, level)
        taken = answers.confidence >= threshold
        result[level] = {
            "accuracy": asdict(bootstrap(hits.astype(np.float64), queries.roles)),
            "calibrationError": expected_calibration_error(answers.confidence.clip(max=1), hits),
            "coverage": float(taken.mean()),
            "accuracyOfCovered": float(hits[taken].mean()) if taken.any() else None,
            "curve": risk_coverage(answers.confidence, hits),
        }
    return result


def fit(queries: Queries, candidates: Candidates, used: Floats, residual: set[str]) -> tuple[Floats, float]:
    """Fit weights to the features in `used` [FEATURES], 1 or 0 each; returns them and the threshold of abstaining."""
    seen = replace(candidates, features=candidates.features * used)
    weights = fit_weights(seen, queries.codes) * used
    answers = answer(seen, probabilities(seen, weights), "detailed", residual)
    threshold = abstain_threshold(answers.confidence, right(answers, queries.codes, "detailed"), ACCURACY)
    return weights, threshold


def train_coder(source: str, file: str | None, folder: Path, output: Path, record_path: Path) -> None:
    """Fit on `validation`, report on `test` and `holdout-codes-test`; writes `output`/coder.json and the record."""
    check_unseen(source, folder)
    vectors = VectorsByText(open_encoder(source, file))
    residual = {row["onet_code"] for row in read_table(folder, "occupations.csv") if "All Other" in row["title"]}
    queries, candidates = candidates_of(folder, "validation", vectors)
    fits = {name: fit(queries, candidates, np.array(used), residual) for name, used in USED.items()}
    weights, threshold = fits["coder"]
    settings = {
        "features": FEATURES,
        "weights": [round(float(weight), 4) for weight in weights],
        "abstainBelow": round(threshold, 4),
        "encoder": describe_side(source, file),
    }
    output.mkdir(parents=True, exist_ok=True)
    (output / "coder.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    record: Record = {"settings": settings, "humanAgreement": HUMAN_AGREEMENT, "dataSha256": data_sha256(folder)}
    record["splits"] = {}
    for split in ("test", "holdout-codes-test"):
        queries, candidates = candidates_of(folder, split, vectors)
        record["splits"][split] = {
            name: report(queries, candidates, *fitted, residual) for name, fitted in fits.items()
        }
        for name, figures in record["splits"][split].items():
            print(split, name, {level: round(figures[level]["accuracy"]["mean"], 4) for level in PREFIXES}, flush=True)
    write_figures(record_path, record)
