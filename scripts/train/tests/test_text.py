from __future__ import annotations

import json

import pytest

from rolemap_train.fixtures import TRICKY_TEXTS
from rolemap_train.text import MAX_TOKENS, load_tokenizer, prepare_text, token_ids
from tests.conftest import PUBLISHED, ROOT


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("  Data Analyst \n", "Data Analyst"),
        ("\u00a0Data\u00a0Engineer\u202f", "Data Engineer"),
        ("\uff23\uff25\uff2f", "CEO"),
        ("O\ufb03ce Clerk", "Office Clerk"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("", ""),
    ],
)
def test_prepare_text(text: str, prepared: str) -> None:
    assert prepare_text(text) == prepared
    assert prepare_text(prepared) == prepared


def test_committed_token_ids_are_current() -> None:
    fixture = json.loads((ROOT / "tests/fixtures/token-ids.json").read_text(encoding="utf-8"))
    ids = token_ids(load_tokenizer(str(PUBLISHED / "base")), list(TRICKY_TEXTS.values()))
    assert fixture["maxTokens"] == MAX_TOKENS
    assert [case["ids"] for case in fixture["cases"]] == ids
    assert [case["text"] for case in fixture["cases"]] == list(TRICKY_TEXTS.values())


def test_token_limit_and_no_padding() -> None:
    short, at_limit, over = token_ids(
        load_tokenizer(str(PUBLISHED / "base")), ["Nurse", TRICKY_TEXTS["exactly at the limit"], "nurse " * 500]
    )
    assert len(short) == 3
    assert len(at_limit) == len(over) == MAX_TOKENS
    assert at_limit == over
