"""Settings of a training run, read from a small YAML file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

import yaml

Precision = Literal["auto", "fp32", "bf16"]


@dataclass(frozen=True)
class TrainConfig:
    """Everything that decides the result of a run, apart from the base weights and the data."""

    seed: int
    epochs: int
    batch_pairs: int
    """Pairs in a batch; each pair sees the other `batch_pairs - 1` as negatives, twice."""
    learning_rate: float
    """Peak of the schedule: linear warm-up, then linear decay to zero."""
    weight_decay: float
    warmup_share: float
    """Share of all steps spent on warm-up."""
    temperature: float
    """Cosines are divided by it before the softmax."""
    official_title_share: float
    """Share of the titles that are also paired with their occupation's official title."""
    partners_per_title: int
    """Partners drawn for each title among the titles of its role."""
    variants_per_seed: int
    """Variants in the wild drawn for each seed title; 0 for none."""
    noise_share: float
    """Share of the texts that get a seniority prefix, a posting suffix or capitals, drawn anew at every use."""
    false_negative_margin: float
    false_negative_floor: float
    """A candidate is no negative if the base finds it more similar than max(true pair + margin, floor)."""
    tuned_weight: float
    """Weight of the tuned parameters in the final interpolation with the base; 1 keeps the tuned ones alone."""
    max_tokens: int
    """Truncation while training only; titles are short."""
    precision: Precision
    """auto takes bf16 autocast where the processor computes in bf16, fp32 elsewhere (emulation is 10 times slower)."""

    def __post_init__(self) -> None:
        """Reject values that would train something other than what was asked for."""
        shares = ("warmup_share", "official_title_share", "noise_share", "tuned_weight")
        wrong = [name for name in shares if not 0 <= getattr(self, name) <= 1]
        positive = ("epochs", "batch_pairs", "learning_rate", "temperature", "partners_per_title", "max_tokens")
        wrong += [name for name in positive if not getattr(self, name) > 0]
        if self.variants_per_seed < 0:
            wrong.append("variants_per_seed")
        if self.precision not in get_args(Precision):
            wrong.append("precision")
        if wrong:
            raise ValueError(f"settings out of range: {', '.join(wrong)}")


def load_config(path: Path) -> TrainConfig:
    """Read `path`; a missing or unknown key is an error, because a silent default would falsify the record."""
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {field.name: field.type for field in fields(TrainConfig)}
    if not isinstance(values, dict) or set(values) != set(known):
        difference = sorted(set(values or ()) ^ set(known))
        raise ValueError(f"{path}: missing or unknown settings: {', '.join(map(str, difference))}")
    # YAML 1.1 reads "1e-4" (no dot) as a string, so numbers are converted to the declared type.
    convert = {"int": int, "float": float, "Precision": str}
    return TrainConfig(**{name: convert[str(known[name])](value) for name, value in values.items()})
