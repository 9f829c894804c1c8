"""The one way a text becomes token ids, shared by training, export, evaluation and fixtures."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from huggingface_hub import hf_hub_download
from tokenizers import Tokenizer

MAX_TOKENS = 128
"""Longest input in tokens, [CLS] and [SEP] included. Export writes it into the published tokenizer files."""


def prepare_text(text: str) -> str:
    """Return `text` in Unicode normalisation form NFKC without surrounding white space.

    NFKC makes full-width letters, ligatures and no-break spaces equal to their plain forms. The browser does the same
    with `text.normalize("NFKC").trim()`; `tests/fixtures/token-ids.json` holds both sides to the same token ids.
    """
    return unicodedata.normalize("NFKC", text).strip()


def limit_tokenizer(tokenizer: Tokenizer, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """Make `tokenizer` truncate at `max_tokens` and never pad; the upstream file pads every text to 128 tokens."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=max_tokens)
    return tokenizer


def load_tokenizer(source: str, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """Load tokenizer.json of a Hub id or a model folder; the browser reads the same file."""
    folder = Path(source)
    file = str(folder / "tokenizer.json") if folder.is_dir() else hf_hub_download(source, "tokenizer.json")
    return limit_tokenizer(Tokenizer.from_file(file), max_tokens)


def token_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the ids of each text after `prepare_text`, with special tokens, unpadded."""
    encodings = tokenizer.encode_batch([prepare_text(text) for text in texts])
    return [list(encoding.ids) for encoding in encodings]
