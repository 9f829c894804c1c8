"""The two published recipes beside which ours stands, on our seed titles and variants."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter

from rolemap_train.checkpoint import Reached, remove_checkpoint
from rolemap_train.config import SeedRecipeConfig
from rolemap_train.data import read_occupations
from rolemap_train.descent import Descent
from rolemap_train.encoder import (
    Encoder,
    PoolingMode,
    TorchEncoder,
    backbone_of,
    encode_sorted,
    open_sentence_model,
    pooling_of,
)
from rolemap_train.loss import ranking_loss
from rolemap_train.machine import keep_freed_memory
from rolemap_train.records import Record, model_name, write_training_record
from rolemap_train.text import MAX_TOKENS, load_tokenizer, token_ids
from rolemap_train.training import REPORT_EVERY, run_identity, run_record

NEGATIVES = 5
"""Of each validation triplet."""
VALIDATION_PAIRS = 1000
WEIGHT_DECAY = 0.01


@dataclass(frozen=True)
class SeedPair:
    """A seed title, one of its variants, and their code."""

    seed: str
    variant: str
    code: str


def read_seed_pairs(folder: Path, split: str) -> list[SeedPair]:
    """Read every seed title of `split` with every one of its variants."""
    return [
        SeedPair(seed, variant, occupation.code)
        for occupation in read_occupations(folder, split)
        for role in occupation.roles
        for seed, variant in role.variants
    ]


def random_negative(pairs: list[SeedPair], code: str, generator: random.Random) -> str:
    """Draw a variant of another code."""
    for _ in range(1000):
        other = generator.choice(pairs)
        if other.code != code:
            return other.variant
    raise ValueError(f"nearly all titles have the code {code}: there is nothing to contrast them with")


def triplet_loss(anchors: Tensor, positives: Tensor, negatives: Tensor, margin: float) -> Tensor:
    """Mean of max(0, margin + cosine(anchor, negative) - cosine(anchor, positive)) over unit vectors [rows, dimension].

    The triplet loss of FaceNet (https://arxiv.org/abs/1503.03832) with cosine distance.
    """
    difference = (anchors * negatives).sum(dim=1) - (anchors * positives).sum(dim=1)
    return (difference + margin).clamp(min=0).mean()


def without_repeats(pairs: list[SeedPair], size: int, generator: random.Random) -> Iterator[list[SeedPair]]:
    """Yield batches in which no text stands twice; what does not fit waits for a later batch."""
    waiting = generator.sample(pairs, len(pairs))
    while len(waiting) >= size:
        batch: list[SeedPair] = []
        used: set[str] = set()
        later: list[SeedPair] = []
        for place, pair in enumerate(waiting):
            if len(batch) == size:
                later += waiting[place:]
                break
            if {pair.seed, pair.variant} & used:
                later.append(pair)
            else:
                batch.append(pair)
                used |= {pair.seed, pair.variant}
        if len(batch) < size:
            return
        waiting = later
        yield batch


class TripletAccuracy:
    """Share of validation triplets whose positive is nearer to the seed than the negative; five negatives each."""

    def __init__(self, pairs: list[SeedPair], seed: int) -> None:
        """Draw `VALIDATION_PAIRS` pairs and their negatives."""
        generator = random.Random(seed)
        self.pairs = generator.sample(pairs, min(VALIDATION_PAIRS, len(pairs)))
        self.negatives = [
            [random_negative(self.pairs, pair.code, generator) for _ in range(NEGATIVES)] for pair in self.pairs
        ]

    def __call__(self, encoder: Encoder) -> float:
        """Measure `encoder`."""
        anchors = encoder.encode([pair.seed for pair in self.pairs])
        positives = encoder.encode([pair.variant for pair in self.pairs])
        rows = {pair.variant: row for row, pair in enumerate(self.pairs)}
        negatives = positives[[[rows[text] for text in texts] for texts in self.negatives]]
        near = (anchors * positives).sum(axis=1)
        far = np.einsum("rd,rnd->rn", anchors, negatives)
        return float((near[:, None] > far).mean())


@dataclass
class SeedTrainer:
    """One run of a published recipe."""

    config: SeedRecipeConfig
    model: nn.Module
    pooling: PoolingMode
    tokenizer: Tokenizer
    pairs: list[SeedPair]

    def batches(self) -> Iterator[list[SeedPair]]:
        """Yield the batches of all epochs; an epoch is one positive for every variant."""
        for epoch in range(self.config.epochs):
            generator = random.Random(f"{self.config.seed} epoch {epoch}")
            if self.config.recipe == "ranking":
                yield from without_repeats(self.pairs, self.config.batch_size, generator)
                continue
            shuffled = generator.sample(self.pairs, len(self.pairs))
            for start in range(0, len(shuffled), self.config.batch_size):
                yield shuffled[start : start + self.config.batch_size]

    def encode(self, texts: list[str]) -> Tensor:
        """Return unit vectors [texts, dimension] with gradients."""
        return encode_sorted(self.model, token_ids(self.tokenizer, texts), len(texts), self.pooling)

    def loss(self, batch: list[SeedPair], step: int) -> Tensor:
        """Return the loss of one batch; negatives are drawn anew each time, so that the data never ends."""
        texts = [pair.seed for pair in batch] + [pair.variant for pair in batch]
        if self.config.recipe == "ranking":
            none = torch.zeros(len(batch), len(batch), dtype=torch.bool)
            left, right = self.encode(texts).chunk(2)
            return ranking_loss(left, right, none, 1 / self.config.scale)
        generator = random.Random(f"{self.config.seed} negatives {step}")
        texts += [random_negative(self.pairs, pair.code, generator) for pair in batch]
        anchors, positives, negatives = self.encode(texts).chunk(3)
        return triplet_loss(anchors, positives, negatives, self.config.margin)


def train_seed_recipe(
    base: str, titles: Path, output: Path, config: SeedRecipeConfig, max_steps: int | None = None
) -> None:
    """Train `base` by a published recipe; writes a sentence-transformers folder with training.json.

    A run that was stopped goes on after its last evaluation.
    """
    keep_freed_memory()
    torch.manual_seed(config.seed)
    sentence_model = open_sentence_model(base)
    model = backbone_of(sentence_model)
    identity = run_identity(model, titles, config, max_steps)
    tokenizer = load_tokenizer(base, config.max_tokens)
    trainer = SeedTrainer(config, model, pooling_of(sentence_model), tokenizer, read_seed_pairs(titles, "train"))
    batches = list(trainer.batches())[:max_steps]
    accuracy = TripletAccuracy(read_seed_pairs(titles, "validation"), config.seed)
    encoder = TorchEncoder(base, model)
    reached = run_recipe(trainer, batches, lambda: accuracy(encoder), output, identity)
    sentence_model.max_seq_length = MAX_TOKENS
    sentence_model.save(str(output))
    record: Record = {"pairs": len(trainer.pairs), "tripletAccuracy": reached.notes}
    record |= run_record(model_name(base), asdict(config), titles, reached.step, reached.seconds)
    write_training_record(output, record)
    remove_checkpoint(output)


def run_recipe(
    trainer: SeedTrainer, batches: list[list[SeedPair]], accuracy: Callable[[], float], output: Path, identity: str
) -> Reached:
    """Take one step for each batch; returns steps, seconds, and the triplet accuracy by step.

    A checkpoint is kept in `output` at every evaluation; the caller deletes the last one once the model is saved.
    """
    config, model = trainer.config, trainer.model
    descent = Descent(model.parameters(), config.learning_rate, WEIGHT_DECAY, len(batches), config.warmup_share)
    checkpoints = descent.checkpoints(output, identity, model)
    reached = checkpoints.load()
    started = time.monotonic() - reached.seconds
    accuracies = dict(reached.notes) or {0: accuracy()}
    every = max(1, len(batches) // (config.epochs * config.evaluations_per_epoch))
    with SummaryWriter(str(output / "tensorboard"), purge_step=reached.step) as writer:
        for step, batch in enumerate(batches[reached.step :], reached.step + 1):
            loss = trainer.loss(batch, step)
            descent.step(loss)
            writer.add_scalar("loss", loss.item(), step)
            if step % every == 0 or step == len(batches):
                accuracies[step] = accuracy()
                writer.add_scalar("triplet accuracy", accuracies[step], step)
                checkpoints.save(step, time.monotonic() - started, accuracies)
            if step % (REPORT_EVERY * 10) == 0 or step == len(batches):
                left = (time.monotonic() - started) / step * (len(batches) - step) / 60
                print(f"step {step}/{len(batches)}  loss {loss.item():.3f}  {left:.1f} min left", flush=True)
    return Reached(len(batches), time.monotonic() - started, accuracies)
