"""The model card: what the model is, how it was made, its figures and limits. Every number comes from a record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rolemap_train.records import Record, kept_training_record, read_json, runs_of
from rolemap_train.report import BENCHMARK_HEADER, benchmark_rows, grid

FRONT_MATTER = """---
license: apache-2.0
language: en
base_model: sentence-transformers/all-MiniLM-L6-v2
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-similarity, job-titles, onnx, transformers.js]
---

"""
GENERAL = (
    "all-MiniLM-L6-v2 as it is published, in the two small files that Rolemap runs. 384 dimensions, unit length,"
    " cosine; texts are NFKC, trimmed, 128 tokens at most."
)
LIMITS = """## Limits

- English only. Titles in other languages get a vector too; it means little.
- It was taught that rank and work are different things: "Senior Nurse" and "Nurse" lie close together. Do not read
  levels from its distances.
- Its training titles were written, not collected. Rare trades, regions and new jobs may be missing, and what the
  writers take for the usual word for a job is where it is surest.
- A vector stands for the words of a title. It knows nothing of the person, the employer, the pay or the quality of the
  work.

## Bias

Titles carry history: some name a gender, a class or a country, and the base model learnt from texts of the web.
How evenly the model treats old and new, male and female words for one job has not been measured. Do not use it to
decide about people: it finds and sorts titles, and a person should read what it finds.
"""


def training_section(record: Record | None) -> str:
    """Return what training.json says of the run, or of the runs whose weights were averaged."""
    if record is None:
        return "## Training\n\nNot fine-tuned: the published base model, converted only.\n"
    text = "## Training\n\n"
    if "averageOf" in record:
        parts = " + ".join(f"{part['weight']:g} x {part['model']}" for part in record["averageOf"])
        text += f"Weighted mean of the weights of several models: {parts}.\n\n"
    return text + "\n".join(describe_run(run) for run in runs_of(record))


LOSSES = {
    "both-ways": "InfoNCE over the batch in both directions",
    "one-way": "multiple negatives ranking",
    "hardest": "triplets with the hardest negative of the batch",
}


def describe_run(record: Record) -> str:
    """Return the lines about one training run of our own recipe."""
    config = record["config"]
    shown = ("epochs", "batch_pairs", "learning_rate", "temperature", "tuned_weight")
    settings = ", ".join(f"{name.replace('_', ' ')} {config[name]}" for name in shown if name in config)
    loss = LOSSES[config.get("loss", "both-ways")]
    return (
        f"- Data: {record['titles']:,} job titles of {record['occupations']:,} O*NET-SOC occupations, written for this"
        " project (the Rolemap title data, CC BY 4.0); nothing was collected from anyone.\n"
        f"- {record['pairs']:,} pairs, {record['steps']:,} steps, {record['seconds'] / 60:.0f} minutes on"
        f" {record['machine']}, {record['date']}.\n"
        f"- Loss: {loss}; a title that the base model or its code says may mean the same is no negative.\n"
        f"- Settings: {settings}.\n"
        f"- SHA-256 over the training tables: `{record['dataSha256']}`.\n"
        + (f"- {record['note']}\n" if "note" in record else "")
    )


def figures_section(manifest: dict[str, Any], name: str) -> str:
    """Return the figures of the published files of `name` and the base; the manifest holds those of no other files."""
    chosen = [
        {"model": model} | figure
        for model in dict.fromkeys(("base", name))
        for figure in manifest["models"][model]["figures"]
    ]
    if not chosen:
        return ""
    first = chosen[0]
    return (
        f"## Figures\n\nTalentCLEF 2025, Task A, English validation: {first['queries']} queries,"
        f" {first['corpus']:,} titles, {first['relevant']:,} pairs that people judged relevant."
        f" {first['date']}, {first['machine']}.\n\n" + grid(BENCHMARK_HEADER, benchmark_rows(chosen))
    )


def model_card(name: str, records: Path, manifest: Path) -> str:
    """Return the card of the published model `name` ("base" or "tuned") as Markdown with the Hub's front matter."""
    training = read_json(kept_training_record(records, name))
    title = "Rolemap job-title model" if training else "General model of Rolemap"
    use = (
        GENERAL
        if training is None
        else (
            "A sentence encoder for job titles: titles that name the same job lie close together, also where they share"
            " no word. 384 dimensions, unit length, cosine; texts are NFKC, trimmed, 128 tokens at most."
        )
    )
    parts = [
        f"# {title}\n\n{use}\n",
        "## Files\n\n`onnx/model_quantized.onnx` (int8, one activation scale a token: a vector does not depend on batch"
        " mates) for WebAssembly and servers, `onnx/model_q4.onnx` (4 bits) for WebGPU.\n",
        training_section(training),
        figures_section(json.loads(manifest.read_text(encoding="utf-8")), name),
        LIMITS if training else "",
        "## Licence\n\nApache-2.0, as the base model all-MiniLM-L6-v2 of sentence-transformers.\n",
    ]
    return FRONT_MATTER + "\n".join(part for part in parts if part)
