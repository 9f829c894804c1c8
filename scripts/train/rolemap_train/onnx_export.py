"""Export of a model to a folder in Hub layout: config.json, tokenizer files and onnx/model.onnx in fp32."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoConfig

from rolemap_train.encoder import FP32_FILE, load_backbone, open_sentence_model, pooling_of
from rolemap_train.text import MAX_TOKENS, load_tokenizer

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "last_hidden_state"
SMALL_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json")
OPSET = 17
"""Operator set: the newest that every supported onnxruntime-web runs without conversion on loading."""

TOKENIZER_CONFIG = {
    "tokenizer_class": "BertTokenizer",
    "model_max_length": MAX_TOKENS,
    "do_lower_case": True,
    "tokenize_chinese_chars": True,
    "strip_accents": None,
    "clean_up_tokenization_spaces": True,
    "unk_token": "[UNK]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}
"""What transformers.js reads beside tokenizer.json. Its limit is model_max_length (upstream says 512)."""


class LastHiddenState(nn.Module):
    """The transformer with positional inputs and one output; the unused pooler falls away in the export."""

    def __init__(self, model: nn.Module) -> None:
        """Wrap `model`."""
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return hidden states [batch, sequence, dimension] for int64 inputs [batch, sequence]."""
        inputs = dict(zip(INPUTS, (input_ids, attention_mask, token_type_ids), strict=True))
        hidden: Tensor = self.model(**inputs).last_hidden_state
        return hidden


def export_fp32(source: str, folder: Path) -> Path:
    """Write the fp32 model of `source` (Hub id or folder) to `folder`; returns the path of the ONNX file.

    Raises ValueError for a model of another family than BERT, or one that does not pool by the mean.
    """
    check_exportable(source)
    write_small_files(source, folder)
    path = folder / FP32_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    ids = torch.ones(2, 9, dtype=torch.long)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0  # a padded row, so that the export cannot drop the mask as all ones
    with warnings.catch_warnings():
        # The TorchScript exporter is deprecated, but the newer one needs opset 18 and fixes the batch of the mask.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            LastHiddenState(load_backbone(source)),
            (ids, mask, torch.zeros_like(ids)),
            str(path),
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "batch", 1: "sequence"} for name in (*INPUTS, OUTPUT)},
            opset_version=OPSET,
            dynamo=False,
        )
    return path


def check_exportable(source: str) -> None:
    """Refuse a model that the app could not run: it knows BERT's inputs and tokenizer, and the mean over the tokens."""
    family = AutoConfig.from_pretrained(source).model_type
    if family != "bert":
        raise ValueError(f"{source}: a model of the family {family}; only BERT models are exported for the browser")
    pooling = pooling_of(open_sentence_model(source))
    if pooling != "mean":
        raise ValueError(f"{source}: it pools by {pooling}; the app takes the mean over the tokens")


def write_small_files(source: str, folder: Path) -> None:
    """Write config.json, tokenizer.json and tokenizer_config.json, without the path the model came from."""
    folder.mkdir(parents=True, exist_ok=True)
    config = AutoConfig.from_pretrained(source).to_diff_dict()
    config.pop("_name_or_path", None)
    write_json(folder / "config.json", config)
    write_json(folder / "tokenizer_config.json", TOKENIZER_CONFIG)
    load_tokenizer(source).save(str(folder / "tokenizer.json"), pretty=False)


def write_json(path: Path, value: object) -> None:
    """Write `value` as indented UTF-8 JSON with a final line break."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
