"""RESULTS.md from the records: every figure in it was measured by a command and stands in a JSON file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rolemap_train.encoder import FP32_FILE
from rolemap_train.looks import finalists, read_looks
from rolemap_train.metrics import NAMES, Interval, bootstrap
from rolemap_train.records import Record, read_json, read_records

HEAD = """# Results

Written by `python -m rolemap_train report` from the files in `records/`; do not edit. Each table names its command,
machine and date. Intervals are 95 % bootstrap intervals; whole seed titles or codes are drawn, not rows.
"""
BENCHMARK_FIGURES = ("map", "mrr", "recall1", "recall5", "recall10")


def grid(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def stamp(record: Record, command: str) -> str:
    """Return the line under a heading."""
    return f"`python -m rolemap_train {command}`, {record['date']}, {record['machine']}.\n"


def interval(value: dict[str, float]) -> str:
    """Return a mean with its interval."""
    return Interval(**value).text()


def benchmark_section(records: list[Record], looks: list[dict[str, Any]]) -> str:
    """Return the table of TalentCLEF figures and the number of looks."""
    if not records:
        return ""
    rows = [
        [*row, *(limits(r, name) for name in ("map_interval", "mrr_interval")), r.get("mapWithoutOverlap", "")]
        for row, r in zip(benchmark_rows(records), records, strict=True)
    ]
    header = [*BENCHMARK_HEADER, "MAP, 95 %", "MRR, 95 %", "MAP without overlap"]
    seen = finalists(looks)
    first = records[0]
    return (
        "## TalentCLEF 2025, Task A, English validation (people's judgements)\n\n"
        + stamp(first, "evaluate")
        + f"\n{first['queries']} queries, {first['corpus']} corpus titles, {first['relevant']} relevant pairs."
        f" Looks so far: {len(looks)} at {len(seen)} finalists ({', '.join(seen)}; `records/looks.jsonl`), the"
        " untouched base included. Last column: MAP with the relevant pairs of one role of ours left unjudged.\n\n"
        + grid(header, rows)
        + differences_from_base(records)
        + looks_table(looks)
    )


def looks_table(looks: list[dict[str, Any]]) -> str:
    """Return every finalist's best look, so that what was tried and given up is seen beside what was kept."""
    best = {
        name: max((look for look in looks if look["finalist"] == name), key=lambda look: float(look["map"]))
        for name in finalists(looks)
    }
    rows = [[name, look["file"], f"{look['map']:.4f}", look["date"], look["commit"]] for name, look in best.items()]
    return "\nAll finalists so far, each with its best look:\n\n" + grid(
        ["finalist", "file", "MAP", "date", "commit"], rows
    )


BENCHMARK_HEADER = ("model", "queries by", "corpus by", *BENCHMARK_FIGURES)


def benchmark_rows(records: Iterable[Record]) -> list[list[str]]:
    """Return a row of `BENCHMARK_HEADER` for each record, or entry of the manifest with its "model"."""
    return [
        [r["model"], r["file"], r["corpusFile"], *(f"{r[name]:.4f}" for name in BENCHMARK_FIGURES)] for r in records
    ]


def limits(record: Record, name: str) -> str:
    """Return an interval of a record; nothing where an older record has none."""
    return "{:.3f} to {:.3f}".format(*record[name]) if name in record else ""


def differences_from_base(records: list[Record]) -> str:
    """Return the paired differences of MAP from the base in full precision, query by query."""
    known = [record for record in records if "average_precisions" in record]
    base = next((record for record in known if record["model"] == "base" and record["file"] == FP32_FILE), None)
    if base is None:
        return ""
    reference = np.array(base["average_precisions"])
    each = [str(query) for query in range(len(reference))]
    rows = [
        [r["model"], r["file"], r["corpusFile"], bootstrap(np.array(r["average_precisions"]) - reference, each).text()]
        for r in known
        if r is not base
    ]
    return "\nPaired differences of MAP from the base in fp32:\n\n" + grid(
        ["model", "queries by", "corpus by", "difference"], rows
    )


def results_section(record: dict[str, Any] | None) -> str:
    """Return the tables of our own test tasks."""
    if record is None:
        return ""
    parts = [
        "## Our test splits (synthetic)\n",
        stamp(record, "results"),
        "Hard triplets: the wrong titles are those that a search by letters confuses with the seed, and the wrong"
        " postings those that the base model found most similar: they are hard for these two above all.\n",
    ]
    for task in record["tasks"]:
        contenders = task["contenders"]
        parts.append(
            f"### {task['task']}\n\n{task['queries']} queries, {task['corpus']} in the corpus,"
            f" {task['clusters']} clusters for the bootstrap.\n"
        )
        columns = [*NAMES, "random triplets", "hard triplets"]
        rows = [[name, *(interval(values[column]) for column in columns)] for name, values in contenders.items()]
        parts.append(grid(["contender", *columns], rows))
        differences = [
            [name, interval(values["map difference"]), interval(values["mrr difference"])]
            for name, values in contenders.items()
        ][1:]
        parts.append("Paired differences from the general model:\n\n" + grid(["contender", "MAP", "MRR"], differences))
        parts.append(lexical_wins(task["lexical"]))
        if task["slices"]:
            parts.append(slice_table(task["slices"], list(contenders)))
    return "\n".join(part for part in parts if part)


def lexical_wins(lexical: dict[str, Any]) -> str:
    """Return a sentence that says where the best word line beats the best model, or cannot be told from it."""
    difference = lexical["map difference"]
    if difference["high"] < 0:
        return ""
    verdict = "wins" if difference["low"] > 0 else "cannot be told from the best model"
    return f"**Here {lexical['line']} {verdict}**: MAP {interval(difference)} against {lexical['model']}.\n"


def slice_table(slices: dict[str, Any], names: list[str]) -> str:
    """Return recall@1 / recall@10 by strategy."""
    rows = [
        [
            group,
            values["queries"],
            *(f"{values[name]['recall1']:.3f} / {values[name]['recall10']:.3f}" for name in names),
        ]
        for group, values in slices.items()
    ]
    return "Recall@1 / recall@10 by how the variant was made:\n\n" + grid(["strategy", "n", *names], rows)


def heads_section(record: dict[str, Any] | None) -> str:
    """Return F1 of the heads beside the rules, calibration, and the confusion matrix of the levels."""
    if record is None:
        return ""
    parts = ("all", "withKeyword", "withoutKeyword")
    rows = [
        [name, side, *(interval(figures[side][part]["macroF1"]) if part in figures[side] else "" for part in parts)]
        for side in ("level", "area")
        for name, figures in record["gold"].items()
    ]
    titles = record["titles"]
    level = record["gold"]["heads"]["level"]
    counts = [str(level[part]["titles"]) if part in level else "0" for part in parts]
    calibration = [
        [side, v["accuracy"], v["temperature"], v["calibrationErrorBefore"], v["calibrationErrorAfter"]]
        for side, v in record["calibration"].items()
    ]
    text = (
        "## Level and area heads on the gold titles\n\n"
        + stamp(record, "heads")
        + f"\nMacro-F1. Learnt from {titles['train']:,} titles, stopped on {titles['held']:,} written ones;"
        f" {titles['gold']:,} gold titles only judge. The file: {record['file']['bytes'] / 1e6:.1f} MB.\n\n"
        + grid(["", "", f"all ({counts[0]})", f"with a keyword ({counts[1]})", f"without ({counts[2]})"], rows)
        + "\nCalibration of the shipped file on the gold titles:\n\n"
        + grid(["head", "accuracy", "temperature", "expected calibration error before", "after"], calibration)
    )
    for side, matrix in record["confusion"].items():
        short = [str(number) for number in range(1, len(matrix["classes"]) + 1)]
        lines = [
            [f"{number} {name}", *(count or "" for count in row)]
            for number, name, row in zip(short, matrix["classes"], matrix["counts"], strict=True)
        ]
        text += f"\nConfusion, {side} (rows: gold, columns: predicted):\n\n" + grid(["", *short], lines)
    return text


def coder_section(record: dict[str, Any] | None) -> str:
    """Return accuracy, calibration and risk-coverage of the coder."""
    if record is None:
        return ""
    human = record["humanAgreement"]
    text = f"## The O*NET coder\n\n`npm run build-coding`, {record['date']}, {record['machine']}.\n"
    text += (
        "\nVariants of test titles are cleaned and coded; every title of their split is out of the index (of held-out"
        f" codes, the variant's own role). {record['titles']['withVector']:,} of {record['titles']['all']:,} known"
        " titles have a vector; the others are nearly like one of the same code. Two trained people are said to agree"
        f" on the detailed code of {human:.0%} of job titles (we could not find the study that this figure comes from)."
        f" It abstains below a confidence of {record['settings']['abstainBelow']:.2f}.\n"
    )
    for split, contenders in record["splits"].items():
        for name, figures in contenders.items():
            levels = [level for level in figures if level not in ("queries", "residual")]
            columns = ("calibrationError", "coverage", "accuracyOfCovered")
            rows = [
                [level, interval(figures[level]["accuracy"]), *(figures[level][column] for column in columns)]
                for level in levels
            ]
            count = f"n = {figures['queries']:,}, {figures['residual']:,} of them of residual codes"
            text += f"\n{split}, {name}, {count}, which are never answered in full detail:\n\n"
            text += grid(["detail", "accuracy", "calibration error", "coverage", "accuracy of what is covered"], rows)
        curves = contenders["coder"]
        shown = ("detailed", "minor", "major")
        points = range(1, len(curves["detailed"]["curve"]), 3)
        rows = [
            [f"{curves['detailed']['curve'][p][0]:.0%}", *(curves[s]["curve"][p][1] for s in shown)] for p in points
        ]
        text += f"\nRisk and coverage, {split}: accuracy of the most confident part.\n\n" + grid(
            ["covered", *shown], rows
        )
    return text


def study_section(record: dict[str, Any] | None) -> str:
    """Return the best trials of the study."""
    if record is None:
        return ""
    trials = record["trials"]
    rows = [
        [t["number"], t["objective"], t["titles"], t["variants"], t["skills"], describe(t["settings"])]
        for t in trials[:8]
    ]
    return (
        "## Study of the settings\n\n"
        + stamp(record, "study")
        + f"\n{len(trials)} trials of {record['steps']} steps with {record['batchPairs']} pairs on"
        f" {record['validationShare']:.0%} of the validation roles; the eight best. All stand in `records/study`.\n\n"
        "![Each setting against the objective](records/study/study.svg)\n\n"
        + grid(["trial", "objective", "titles, MAP", "variants, MRR", "skills, MAP", "settings"], rows)
    )


def curve_section(record: dict[str, Any] | None) -> str:
    """Return the learning curve over the number of training titles."""
    if record is None:
        return ""
    rows = [
        [f"{p['share']:.0%}", f"{p['titles']:,}", p["objective"], p["titles MAP"], p["variants"], p["skills"]]
        for p in record["points"]
    ]
    return (
        "## Learning curve over the number of training titles\n\n"
        + stamp(record, "curve")
        + f"\n{record['steps']} steps of {record['config']['batch_pairs']} pairs at every share of the training roles,"
        f" then {record['config']['tuned_weight']:.0%} of the weights and the rest of the base; judged on"
        f" {record['validationShare']:.0%} of the validation roles. One run a row (seed"
        f" {record['config']['seed']}); the published model had more steps.\n\n"
        + grid(["roles", "titles", "objective", "titles, MAP", "variants, MRR", "skills, MAP"], rows)
    )


def describe(settings: dict[str, Any]) -> str:
    """Return settings on one line."""
    shown = {name.replace("_", " "): f"{v:.2g}" if isinstance(v, float) else v for name, v in settings.items()}
    return ", ".join(f"{name} {value}" for name, value in shown.items())


def write_report(records: Path, output: Path) -> None:
    """Write RESULTS.md from the records that are there."""
    sections = [
        benchmark_section(read_records(records / "evaluation.json"), read_looks(records / "looks.jsonl")),
        results_section(read_json(records / "results.json")),
        heads_section(read_json(records / "heads.json")),
        coder_section(read_json(records / "coder.json")),
        study_section(read_json(records / "study/study.json")),
        curve_section(read_json(records / "curve.json")),
    ]
    output.write_text("\n".join([HEAD, *(section for section in sections if section)]), encoding="utf-8")
