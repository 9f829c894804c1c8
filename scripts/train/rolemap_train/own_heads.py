"""A level and area network from a user's labelled CSV, with the user's own classes."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import onnxruntime as ort

from rolemap_train.head_training import (
    SEEDS,
    Classes,
    Features,
    Labels,
    fit,
    judge,
    labels_of,
    logits_of,
    write_description,
)
from rolemap_train.heads import export_heads, fit_temperature
from rolemap_train.records import Record, describe_side, open_encoder, write_figures

COLUMNS = ("title", "level", "area")
LEAST_TITLES = 50
LEAST_OF_CLASS = 5
"""Titles of a class: fewer can be neither learnt nor judged."""
MOST_CLASSES = {"level": 50, "area": 200}
SHARES = {"learn": 0.7, "stop": 0.15}
"""Of the distinct titles; the rest judges."""


def read_own_labels(path: Path) -> list[dict[str, str]]:
    """Read a CSV with the columns title, level and area; the first label of a title that comes again counts.

    Raises ValueError that names the column, row or class, and what to do.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
        if missing:
            raise ValueError(f"{path.name}: no column {', '.join(missing)}; the first line names {', '.join(COLUMNS)}")
        rows: dict[str, dict[str, str]] = {}
        for row in reader:
            values = {name: (row[name] or "").strip() for name in COLUMNS}
            empty = [name for name, value in values.items() if not value]
            if empty:
                raise ValueError(
                    f"{path.name}, line {reader.line_num}: {', '.join(empty)} is empty; fill it, or delete the line"
                )
            rows.setdefault(values["title"].casefold(), values | {"level_source": "written", "area_source": "written"})
    if len(rows) < LEAST_TITLES:
        raise ValueError(f"{path.name}: {len(rows)} distinct titles; {LEAST_TITLES} or more are needed")
    for side, most in MOST_CLASSES.items():
        check_classes(path, side, Counter(row[side] for row in rows.values()), most)
    return list(rows.values())


def check_classes(path: Path, side: str, counts: Counter[str], most: int) -> None:
    """Refuse one class alone, too many, or one of too few titles."""
    if not 2 <= len(counts) <= most:
        raise ValueError(f"{path.name}: {len(counts)} different values of {side}; 2 to {most} can be learnt")
    thin = sorted(name for name, count in counts.items() if count < LEAST_OF_CLASS)
    if thin:
        raise ValueError(
            f"{path.name}: fewer than {LEAST_OF_CLASS} titles of the {side} {', '.join(thin)};"
            " add titles, or join it with another"
        )


def divide(rows: list[dict[str, str]], classes: Classes) -> tuple[Labels, Labels, Labels]:
    """Divide titles at random, by `SHARES` of every level, into those to learn from, to stop on, and to judge on."""
    parts: tuple[list[dict[str, str]], ...] = ([], [], [])
    for level in classes.levels:
        group = [row for row in rows if row["level"] == level]
        random.Random(f"own heads {level}").shuffle(group)
        first = round(SHARES["learn"] * len(group))
        second = first + max(1, round(SHARES["stop"] * len(group)))
        for part, some in zip(parts, (group[:first], group[first:second], group[second:]), strict=True):
            part += some
    learn, stop, judged = (labels_of([row | {"has_keyword": "false"} for row in part], classes) for part in parts)
    return learn, stop, judged


def train_own_heads(source: str, file: str | None, labels: Path, output: Path) -> Record:
    """Train on the CSV `labels` and write heads.onnx, heads.json and figures.json to `output`; returns the figures.

    source, file: the encoder as the app runs it; its name and digest go into heads.json.
    """
    rows = read_own_labels(labels)
    classes = Classes(*(tuple(sorted({row[side] for row in rows})) for side in ("level", "area")))
    learn, stop, judged = divide(rows, classes)
    features = Features(open_encoder(source, file), (learn, stop, judged))
    _, network = max((fit(features, learn, stop, classes, seed, words=True) for seed in SEEDS), key=lambda run: run[0])
    held = logits_of(network, features.vectors[1], features.bags[1])
    temperatures = [fit_temperature(held[0], stop.targets.levels), fit_temperature(held[1], stop.targets.areas)]
    export_heads(network, features.vectors[0].shape[1], output / "heads.onnx")
    session = ort.InferenceSession(output / "heads.onnx", providers=["CPUExecutionProvider"])
    level, area = session.run(["level", "area"], {"vectors": features.vectors[2], "words": features.bags[2]})
    write_description(output, classes, temperatures, describe_side(source, file))
    figures: Record = {
        "labels": labels.name,
        "titles": {"learnt": len(learn.titles), "stopped": len(stop.titles), "judged": len(judged.titles)},
        "macroF1": {
            side: parts["all"]["macroF1"]
            for side, parts in judge((level.argmax(axis=1), area.argmax(axis=1)), judged, classes).items()
        },
    }
    write_figures(output / "figures.json", figures)
    return figures
