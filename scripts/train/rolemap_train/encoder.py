"""Sentence vectors from a torch model or an ONNX file, with the same tokenizer, pooling and order of work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol, cast, get_args

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer
from torch import Tensor, nn

from rolemap_train.text import load_tokenizer, token_ids

Vectors = NDArray[np.float32]
PoolingMode = Literal["mean", "cls"]
FP32_FILE = "onnx/model.onnx"


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> Vectors:
        """Return unit vectors [texts, dimension]."""


def open_sentence_model(source: str) -> SentenceTransformer:
    """Load a Hub id or folder in evaluation mode (so no dropout, in training neither), in fp32.

    Eager attention: on titles of a few tokens it is as fast as the fused kind, and it exports to plain MatMul nodes.
    """
    settings = {"attn_implementation": "eager", "dtype": torch.float32}
    return SentenceTransformer(source, device="cpu", model_kwargs=settings).eval()


def backbone_of(model: SentenceTransformer) -> nn.Module:
    """Return the transformer inside."""
    return cast(nn.Module, model[0].auto_model)


def pooling_of(model: SentenceTransformer) -> PoolingMode:
    """Return how the model makes one vector of its tokens; an unusual way is an error."""
    mode = next((module.pooling_mode for module in model if isinstance(module, Pooling)), "mean")
    if mode not in get_args(PoolingMode):
        raise ValueError(f"the base pools by {mode!r}; known are {', '.join(get_args(PoolingMode))}")
    return cast(PoolingMode, mode)


def load_backbone(source: str) -> nn.Module:
    """Load the transformer of a Hub id or folder in evaluation mode."""
    return backbone_of(open_sentence_model(source))


def pad(ids: Sequence[list[int]], pad_id: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Right-pad to the longest row; returns ids and attention mask, both int64 [rows, tokens]."""
    width = max(map(len, ids))
    padded = np.full((len(ids), width), pad_id, dtype=np.int64)
    mask = np.zeros((len(ids), width), dtype=np.int64)
    for row, tokens in enumerate(ids):
        padded[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return padded, mask


def pooled(model: nn.Module, ids: Sequence[list[int]], pooling: PoolingMode = "mean") -> Tensor:
    """Run `model` on one batch; returns the mean over real tokens, or the first token's vector, at unit length.

    Float32 [rows, dimension].
    """
    pad_id = getattr(model.config, "pad_token_id", None) or 0
    padded, mask = (torch.from_numpy(part) for part in pad(ids, pad_id))
    hidden = model(input_ids=padded, attention_mask=mask).last_hidden_state
    if pooling == "cls":
        return torch.nn.functional.normalize(hidden[:, 0].float(), dim=-1)
    weights = mask[..., None].to(hidden.dtype)
    mean = (hidden * weights).sum(dim=1) / weights.sum(dim=1)
    return torch.nn.functional.normalize(mean.float(), dim=-1)


def encode_sorted(model: nn.Module, ids: Sequence[list[int]], chunk: int, pooling: PoolingMode = "mean") -> Tensor:
    """Like `pooled`, in chunks of like length to save padding; returns rows in the order given."""
    order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    chunks = [order[start : start + chunk] for start in range(0, len(ids), chunk)]
    parts = [pooled(model, [ids[row] for row in rows], pooling) for rows in chunks]
    return torch.cat(parts)[torch.tensor(order).argsort()]


class TorchEncoder:
    """Encoder over a sentence-transformers or Hugging Face folder, or over weights in memory."""

    def __init__(self, source: str, model: nn.Module | None = None) -> None:
        """Load weights, pooling and tokenizer of `source`; `model` takes the place of its weights."""
        opened = open_sentence_model(source)
        self.model = model or backbone_of(opened)
        self.pooling = pooling_of(opened)
        self.tokenizer: Tokenizer = load_tokenizer(source)

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], batch_size: int = 64) -> Vectors:
        """Return unit vectors [texts, dimension]."""
        ids = token_ids(self.tokenizer, texts)
        vectors: Vectors = encode_sorted(self.model, ids, batch_size, self.pooling).numpy()
        return vectors


class OnnxEncoder:
    """Encoder over one ONNX file of a folder in Hub layout."""

    def __init__(self, folder: Path, file: str = FP32_FILE) -> None:
        """Load `folder/file` and the tokenizer beside it."""
        self.session = ort.InferenceSession(folder / file, providers=["CPUExecutionProvider"])
        self.tokenizer: Tokenizer = load_tokenizer(str(folder))

    def hidden(self, ids: Sequence[list[int]]) -> tuple[Vectors, NDArray[np.int64]]:
        """Return last hidden state [rows, tokens, dimension] and attention mask [rows, tokens] of one batch."""
        padded, mask = pad(ids)
        feeds = {"input_ids": padded, "attention_mask": mask, "token_type_ids": np.zeros_like(padded)}
        (hidden,) = self.session.run(["last_hidden_state"], feeds)
        return hidden, mask

    def batch(self, ids: Sequence[list[int]]) -> Vectors:
        """Return unit vectors of one batch [rows, dimension]."""
        hidden, mask = self.hidden(ids)
        weights = mask[..., None].astype(np.float32)
        mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        unit: Vectors = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> Vectors:
        """Return unit vectors [texts, dimension]."""
        ids = token_ids(self.tokenizer, texts)
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        chunks = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
        vectors = np.concatenate([self.batch([ids[row] for row in chunk]) for chunk in chunks])
        result = np.empty_like(vectors)
        result[order] = vectors
        return result


def one_at_a_time(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
    """Encode each text in a batch of its own; returns [texts, dimension]."""
    return np.concatenate([encode([text]) for text in texts])
