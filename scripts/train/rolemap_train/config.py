"""Settings of a training run, read from a small YAML file. Its `recipe` says which kind of run it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from rolemap_train.loss import LossKind

Precision = Literal["auto", "fp32", "bf16"]
HardNegatives = Literal["always", "drawn"]
SHARES = (
    *("warmup_share", "official_title_share", "description_share", "skills_share", "noise_share", "curriculum_share"),
    "tuned_weight",
)
POSITIVE = (
    *("epochs", "batch_pairs", "long_batch_pairs", "learning_rate", "temperature", "partners_per_title"),
    *("max_tokens", "max_tokens_long"),
)
NOT_NEGATIVE = ("variants_per_seed", "majors_per_batch", "frozen_layers", "weight_decay")


@dataclass(frozen=True)
class TrainConfig:
    """Everything that decides the result of our own recipe, apart from the base weights and the data."""

    seed: int
    epochs: int
    """Passes; the pairs of each are drawn anew."""
    batch_pairs: int
    """Title pairs in a batch; each pair sees the other `batch_pairs - 1` as negatives, twice."""
    long_batch_pairs: int
    """Pairs in a batch of titles with descriptions, or of skills with postings."""
    majors_per_batch: int
    """Major groups that a batch draws from, so that its negatives are near; 0 for any."""
    loss: LossKind
    """both-ways: InfoNCE in both directions; one-way: multiple negatives ranking; hardest: triplets, margin 0.3."""
    learning_rate: float
    """Peak of the schedule: linear warm-up, then linear decay to zero."""
    weight_decay: float
    warmup_share: float
    """Share of all steps spent on warm-up."""
    temperature: float
    """Cosines are divided by it before the softmax."""
    frozen_layers: int
    """Layers from the bottom that keep the base's weights, the embeddings with them; 0 trains everything."""
    partners_per_title: int
    """Partners drawn for each title among the titles of its role."""
    official_title_share: float
    """Share of the titles that are also paired with their occupation's official title."""
    variants_per_seed: int
    """Variants in the wild drawn for each seed title; 0 for none."""
    description_share: float
    """Share of the titles that are also paired with a description of their occupation."""
    skills_share: float
    """Share of the skills queries that are paired with their posting."""
    hard_negatives: HardNegatives
    """always: each skills pair has its mined hard negative in the batch; drawn: where it is drawn too and free."""
    noise_share: float
    """Share of the titles that get a seniority prefix, a posting suffix or capitals, drawn anew at every use."""
    curriculum_share: float
    """Share of all steps over which the noise grows from none to `noise_share`: clean titles come first."""
    false_negative_margin: float
    false_negative_floor: float
    """A candidate is no negative if the base finds it more similar than max(true pair + margin, floor)."""
    tuned_weight: float
    """Weight of the tuned parameters in the final interpolation with the base; 1 keeps the tuned ones alone."""
    max_tokens: int
    """Truncation of titles while training only; they are short."""
    max_tokens_long: int
    """The same for descriptions, skills and postings."""
    precision: Precision
    """auto takes bf16 autocast where the processor computes in bf16, fp32 elsewhere (emulation is 10 times slower)."""

    def __post_init__(self) -> None:
        """Reject values that would train something other than what was asked for."""
        wrong = [name for name in SHARES if not 0 <= getattr(self, name) <= 1]
        wrong += [name for name in POSITIVE if not getattr(self, name) > 0]
        wrong += [name for name in NOT_NEGATIVE if getattr(self, name) < 0]
        wrong += ["precision"] * (self.precision not in get_args(Precision))
        wrong += ["hard_negatives"] * (self.hard_negatives not in get_args(HardNegatives))
        reject(wrong + ["loss"] * (self.loss not in get_args(LossKind)))


@dataclass(frozen=True)
class SeedRecipeConfig:
    """A published recipe, trained on seed titles and their variants for comparison."""

    recipe: Literal["triplet", "ranking"]
    seed: int
    epochs: int
    batch_size: int
    learning_rate: float
    warmup_share: float
    evaluations_per_epoch: int
    """Triplet accuracy on the validation split is measured so often, and once before."""
    margin: float
    """Of the triplet loss, in cosine distance; not used by `ranking`."""
    scale: float
    """Cosines are multiplied by it before the softmax; not used by `triplet`."""
    max_tokens: int

    def __post_init__(self) -> None:
        """Reject values that would train something other than what was asked for."""
        positive = ("epochs", "batch_size", "learning_rate", "evaluations_per_epoch", "margin", "scale", "max_tokens")
        wrong = [name for name in positive if not getattr(self, name) > 0]
        reject(wrong + ["warmup_share"] * (not 0 <= self.warmup_share <= 1))


RunConfig = TrainConfig | SeedRecipeConfig


def reject(wrong: list[str]) -> None:
    """Raise a ValueError that names the settings in `wrong`, if there are any."""
    if wrong:
        raise ValueError(f"settings out of range: {', '.join(wrong)}")


def load_config(path: Path) -> RunConfig:
    """Read `path`; a missing or unknown key is an error, because a silent default would falsify the record."""
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise TypeError(f"{path}: not a list of settings")
    recipe = values.get("recipe")
    if recipe == "contrastive":
        values.pop("recipe")
        return TrainConfig(**convert(path, values, TrainConfig))
    if recipe in ("triplet", "ranking"):
        return SeedRecipeConfig(**convert(path, values, SeedRecipeConfig))
    raise ValueError(f"{path}: recipe is {recipe!r}; it can be contrastive, triplet or ranking")


def convert(path: Path, values: dict[str, Any], kind: type[RunConfig]) -> dict[str, Any]:
    """Return `values` in the declared types of `kind`: YAML 1.1 reads "1e-4" (no dot) as a string."""
    known = {field.name: str(field.type) for field in fields(kind)}
    if set(values) != set(known):
        difference = sorted(set(values) ^ set(known))
        raise ValueError(f"{path}: missing or unknown settings: {', '.join(map(str, difference))}")
    types: dict[str, type] = {"int": int, "float": float}
    return {name: types.get(known[name], str)(value) for name, value in values.items()}
