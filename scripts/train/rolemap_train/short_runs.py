"""Short training runs on one base and one data set, judged on the validation splits: for study and learning curve."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from rolemap_train.config import TrainConfig
from rolemap_train.data import Occupation, read_occupations, read_skills_queries
from rolemap_train.encoder import TorchEncoder, backbone_of, open_sentence_model, pooling_of
from rolemap_train.machine import keep_freed_memory
from rolemap_train.pairs import draw_epoch
from rolemap_train.tasks import in_sample
from rolemap_train.text import load_tokenizer
from rolemap_train.training import Trainer, draw_batches_of_run
from rolemap_train.validation import Validation, Validator
from rolemap_train.weights import interpolate


def sample_roles(occupations: list[Occupation], share: float) -> list[Occupation]:
    """Keep about `share` of the roles; a smaller share keeps some of those that a larger one keeps."""
    kept = []
    for occupation in occupations:
        roles = tuple(role for role in occupation.roles if in_sample(f"{occupation.code} {role.name}", share))
        kept += [replace(occupation, roles=roles)] if roles else []
    return kept


class ShortRuns:
    """Trains copies of one base and measures them; reads base and data once."""

    def __init__(self, base: str, titles: Path, validation_share: float) -> None:
        """Read base, training split and `validation_share` of the validation roles."""
        keep_freed_memory()
        self.base = base
        sentence_model = open_sentence_model(base)
        self.teacher = backbone_of(sentence_model).requires_grad_(False)
        self.pooling = pooling_of(sentence_model)
        self.occupations = read_occupations(titles)
        self.queries = read_skills_queries(titles, "train")
        self.validate = Validator(titles, validation_share)
        self.known: dict[str, Tensor] = {}

    def steps_of_pass(self, config: TrainConfig) -> int:
        """Return how many title batches one pass over the whole training split has."""
        return len(draw_epoch(self.occupations, self.queries, replace(config, skills_share=0), 0))

    def titles_in(self, share: float) -> int:
        """Return how many distinct titles a share of the roles holds."""
        occupations = sample_roles(self.occupations, share)
        return len({title for occupation in occupations for role in occupation.roles for title in role.titles})

    def untrained(self) -> Validation:
        """Measure the base as it is."""
        return self.validate(TorchEncoder(self.base, self.teacher))

    def run(self, config: TrainConfig, steps: int, share: float) -> Validation:
        """Train `steps` steps on `share` of the roles, in as many passes as that needs, and measure."""
        torch.manual_seed(config.seed)
        model = copy.deepcopy(self.teacher).requires_grad_(True)
        trainer = Trainer(config, model, self.teacher, self.pooling, load_tokenizer(self.base), self.known)
        occupations = sample_roles(self.occupations, share)
        queries = [query for query in self.queries if in_sample(f"{query.code} {query.role}", share)]
        trainer.run(draw_batches_of_run(occupations, queries, config, steps))
        interpolate(model, self.teacher, config.tuned_weight)
        return self.validate(TorchEncoder(self.base, model))
