"""Weights of models as points: interpolation, averaging, freezing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import torch
from torch import nn

from rolemap_train.encoder import backbone_of, open_sentence_model
from rolemap_train.records import model_name, read_training_record, stamped, write_training_record


def weights_sha256(model: nn.Module) -> str:
    """Return a digest of the names and values of a model's weights."""
    digest = hashlib.sha256()
    for name, value in model.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


@torch.no_grad()
def interpolate(model: nn.Module, base: nn.Module, weight: float) -> None:
    """Set `model` to weight * model + (1 - weight) * base, in place.

    WiSE-FT (Wortsman et al. 2022, https://arxiv.org/abs/2109.01903): keeps what fine-tuning gained and gives back some
    of what it forgot.
    """
    for tuned, original in zip(model.parameters(), base.parameters(), strict=True):
        tuned.lerp_(original, 1 - weight)


@torch.no_grad()
def average(sources: Sequence[str], weights: Sequence[float], output: Path) -> None:
    """Write the weighted mean of models of one architecture (model soup, https://arxiv.org/abs/2203.05482).

    sources: Hub ids or folders; weights: one each, their sum is 1. Tokenizer and settings come from the first. The
    training record names all of them with their own records.
    """
    if len(sources) != len(weights) or abs(sum(weights) - 1) > 1e-6:
        raise ValueError("name as many weights as models, with the sum 1")
    result = open_sentence_model(sources[0])
    target = list(backbone_of(result).parameters())
    parts = [describe(sources[0], weights[0], backbone_of(result))]
    for parameter in target:
        parameter.mul_(weights[0])
    for source, weight in zip(sources[1:], weights[1:], strict=True):
        model = backbone_of(open_sentence_model(source))
        others = list(model.parameters())
        parts.append(describe(source, weight, model))
        if [other.shape for other in others] != [parameter.shape for parameter in target]:
            raise ValueError(f"{source} is another architecture than {sources[0]}")
        for parameter, other in zip(target, others, strict=True):
            parameter.add_(other, alpha=weight)
    result.save(str(output))
    write_training_record(output, stamped({"averageOf": parts}))


def describe(source: str, weight: float, model: nn.Module) -> dict[str, object]:
    """Return what the record of an average says of one of its models."""
    training = read_training_record(Path(source))
    return {"model": model_name(source), "weight": weight, "sha256": weights_sha256(model), "training": training}


def freeze(model: nn.Module, layers: int) -> list[nn.Parameter]:
    """Freeze the embeddings and the lowest `layers` layers, or nothing for 0; returns the parameters left to train."""
    if layers > 0:
        stack = cast(nn.ModuleList, cast(nn.Module, model.encoder).layer)  # BERT, RoBERTa and MPNet name it alike
        if layers > len(stack):
            raise ValueError(f"frozen_layers is {layers}; the model has {len(stack)} layers")
        for part in (cast(nn.Module, model.embeddings), *stack[:layers]):
            part.requires_grad_(False)
    return [parameter for parameter in model.parameters() if parameter.requires_grad]
