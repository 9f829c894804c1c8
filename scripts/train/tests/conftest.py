"""A tiny model that is made here, so that no test needs a model hub."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # before any import of huggingface_hub: a download would be a failure, not a wait

import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from rolemap_train.text import load_tokenizer

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = ROOT / "public/models"
LAST_COLUMNS = ("onet_code", "role", "split")
RULE_COLUMNS = ("rule_level", "rule_area", "has_keyword")
TITLES = (
    *("Registered Nurse", "Staff Nurse", "Software Engineer", "C++ Developer", "Sr. Mgr., FP&A", "Chef de Partie"),
    *("Forklift Operator, Night Shift", "Bus Driver", "Attorney", "Paralegal", "Caf\u00e9 Manager", "CNC Machinist"),
)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder: a random BERT of 2 layers with the published tokenizer."""
    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(7)
    config = BertConfig(
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=128,
        initializer_range=0.2,  # the usual 0.02 leaves an untrained model almost constant
    )
    source = folder / "transformer"
    BertModel(config).save_pretrained(source)
    tokenizer = load_tokenizer(str(PUBLISHED / "base"))
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=128, pad_token="[PAD]")  # type: ignore[no-untyped-call]
    wrapped.save_pretrained(source)
    transformer = Transformer(str(source))
    pooling = Pooling(config.hidden_size, pooling_mode="mean")
    model = SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def titles_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two occupations in the layout of public/data/title-data, with a role that is not for training."""
    folder = tmp_path_factory.mktemp("titles")
    nurse, developer, carpenter = "29-1141.00", "15-1252.00", "47-2031.00"
    roles = [
        (nurse, "ward nurse", ("Registered Nurse", "Staff Nurse", "\uff32\uff2e"), "train"),
        (nurse, "school nurse", ("School Nurse", "Nurse, K-12"), "test"),
        (developer, "web developer", ("Front-End Developer", "Web Engineer", "Site Builder"), "train"),
        (developer, "systems programmer", ("C++ Developer", "Embedded Engineer", "Firmware Developer"), "train"),
        (developer, "tester", ("Software Tester", "QA Engineer"), "validation"),
        (nurse, "clinic nurse", ("Clinic Nurse", "Outpatient Nurse"), "validation"),
        (carpenter, "carpenter", ("Carpenter", "Joiner"), "holdout-codes-val"),
        (carpenter, "shutterer", ("Formwork Joiner", "Shuttering Hand"), "holdout-codes-test"),
    ]
    postings = [
        ("p-1", "triage, IV lines", "We need a nurse.", nurse, "ward nurse", "train"),
        ("p-2", "first aid", "", nurse, "school nurse", "test"),
        ("p-3", "CSS, HTML", "Build our site.", developer, "web developer", "train"),
        ("p-4", "C++, embedded Linux", "Firmware for trains.", developer, "systems programmer", "train"),
        ("p-5", "test plans", "Find our bugs.", developer, "tester", "validation"),
        ("p-6", "timber frames, saws", "Build our roofs.", carpenter, "carpenter", "holdout-codes-val"),
        ("p-7", "formwork", "Cast our walls.", carpenter, "shutterer", "holdout-codes-test"),
    ]
    labels = [
        (f"{word} Person {number}", level, "written", area, "written", split, level, "", "false")
        for number in range(12)
        for split in ("train", "gold")
        for word, level, area in (("Boss", "Director", "Operations"), ("Learner", "Student", "Education"))
    ]
    tables: dict[str, Sequence[tuple[str, ...]]] = {
        "occupations": [
            ("onet_code", "title", "title_trains", "description", "description_2"),
            (nurse, "Registered Nurses", "false", "Care for patients.", "Nurse the sick."),
            (developer, "Software Developers", "true", "Write software.", ""),
            (carpenter, "Carpenters", "false", "Work with wood.", ""),
        ],
        "titles": [("title", "role", "onet_code", "ambiguous", "split")]
        + [(title, role, code, "false", split) for code, role, titles, split in roles for title in titles],
        "variants": [("seed_title", "jittered_title", "onet_code", "role", "strategy", "split")]
        + [
            (titles[0], f"{titles[0]} {mark}", code, role, "made", split)
            for code, role, titles, split in roles
            for mark in ("II", "(nights)", "/ bank")
        ],
        "postings": [("id", "skills", "description", "onet_code", "role", "split"), *postings],
        "skills-queries": [
            ("query", "posting", "relevant", "also_relevant", "hard_negative", "least_similar", *LAST_COLUMNS),
            *(
                (skills.lower(), name, name, "", "p-3" if code == nurse else "p-1", "p-5", code, role, split)
                for name, skills, _, code, role, split in postings
            ),
        ],
        "labels": [
            ("title", "level", "level_source", "area", "area_source", "split", *RULE_COLUMNS),
            *labels,
        ],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder
