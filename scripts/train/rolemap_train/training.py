"""The fine-tuning loop of our own recipe."""

from __future__ import annotations

import copy
import hashlib
import random
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter

from rolemap_train.checkpoint import Reached, remove_checkpoint
from rolemap_train.config import TrainConfig
from rolemap_train.data import Occupation, SkillsQuery, data_sha256, read_occupations, read_skills_queries
from rolemap_train.descent import Descent
from rolemap_train.encoder import PoolingMode, backbone_of, encode_sorted, open_sentence_model, pooling_of
from rolemap_train.loss import FalseNegatives, batch_loss, false_negatives
from rolemap_train.machine import computes_bf16, keep_freed_memory
from rolemap_train.pairs import Pair, add_noise, draw_epoch
from rolemap_train.records import Record, model_name, stamped, write_training_record
from rolemap_train.text import MAX_TOKENS, load_tokenizer, token_ids
from rolemap_train.weights import freeze, interpolate, weights_sha256

CHUNK = 128
"""Texts that go through the model at once: small enough to sort by length, large enough for full matrix products."""
REPORT_EVERY = 20
CHECKPOINT_EVERY = 100


@dataclass
class Trainer:
    """State of one run. `teacher` is the untouched base: it judges false negatives and anchors the final weights."""

    config: TrainConfig
    model: nn.Module
    teacher: nn.Module
    pooling: PoolingMode
    tokenizer: Tokenizer
    """Without truncation of its own."""
    known: dict[str, Tensor] = field(default_factory=dict)
    """Unit vectors of the base [dimension] by text; filled as needed, and may be shared between runs."""

    def autocast(self) -> AbstractContextManager[object]:
        """Return the numeric context of the forward pass."""
        bf16 = resolve_precision(self.config) == "bf16"
        return torch.autocast("cpu", dtype=torch.bfloat16) if bf16 else nullcontext()

    def ids(self, texts: list[str], *, is_long: bool) -> list[list[int]]:
        """Return token ids, cut at the limit for titles or for long texts."""
        self.tokenizer.enable_truncation(self.config.max_tokens_long if is_long else self.config.max_tokens)
        return token_ids(self.tokenizer, texts)

    @torch.no_grad()
    def teacher_vectors(self, texts: list[str]) -> Tensor:
        """Return the base's unit vectors [texts, dimension], each text encoded once."""
        new = sorted(set(texts) - self.known.keys())
        if new:
            with self.autocast():
                vectors = encode_sorted(self.teacher, self.ids(new, is_long=False), CHUNK, self.pooling)
            self.known.update(zip(new, vectors, strict=True))
        return torch.stack([self.known[text] for text in texts])

    def batch_loss(self, batch: list[Pair], noise_share: float, generator: random.Random) -> Tensor:
        """Return the loss of one batch; noise goes to the tuned model only, the base judges the plain titles."""
        anchors, positives = [pair.anchor for pair in batch], [pair.positive for pair in batch]
        is_long = batch[0].is_long
        noisy = anchors + positives
        if not is_long:
            noisy = [add_noise(text, noise_share, generator) for text in noisy]
        with self.autocast():
            left, right = encode_sorted(
                self.model, self.ids(noisy, is_long=is_long), CHUNK // (4 if is_long else 1), self.pooling
            ).chunk(2)
        false = self.false_negatives(batch, anchors, positives)
        return batch_loss(self.config.loss, left, right, false, self.config.temperature)

    def false_negatives(self, batch: list[Pair], anchors: list[str], positives: list[str]) -> FalseNegatives:
        """Return which texts of the batch are no negatives of each other.

        The base judges titles. Of descriptions and postings it knows too little: there the code alone decides.
        """
        codes = {code: number for number, code in enumerate({pair.code: None for pair in batch})}
        numbers = torch.tensor([codes[pair.code] for pair in batch])
        if batch[0].is_long:
            same = numbers[:, None] == numbers[None]
            return FalseNegatives(same, same, same)
        base_anchors, base_positives = self.teacher_vectors(anchors + positives).chunk(2)
        true_similarity = (base_anchors * base_positives).sum(dim=1)
        limits = self.config.false_negative_margin, self.config.false_negative_floor
        return FalseNegatives(
            false_negatives(base_anchors, base_positives, true_similarity, numbers, *limits),
            false_negatives(base_anchors, base_anchors, true_similarity, numbers, *limits),
            false_negatives(base_positives, base_anchors, true_similarity, numbers, *limits),
        )

    def run(self, batches: list[list[Pair]], output: Path | None = None, identity: str = "") -> float:
        """Take one step for each batch; returns the seconds they took, those before a stop included.

        `output` keeps a checkpoint while it runs, and TensorBoard logs. The last checkpoint stays: the caller deletes
        it once the model is saved.
        """
        config = self.config
        parameters = freeze(self.model, config.frozen_layers)
        rates = config.learning_rate, config.weight_decay, len(batches), config.warmup_share
        descent = Descent(parameters, *rates)
        checkpoints = descent.checkpoints(output, identity, self.model) if output else None
        reached = checkpoints.load() if checkpoints else Reached()
        first = reached.step
        progress = Progress(first, len(batches), output)
        for step, batch in enumerate(batches[first:], first):
            generator = random.Random(f"{config.seed} noise {step}")
            ramp = min(1.0, (step + 1) / max(1.0, config.curriculum_share * len(batches)))
            loss = self.batch_loss(batch, config.noise_share * ramp, generator)
            rate = descent.rate
            progress.report(batch, loss.item(), rate, descent.step(loss))
            if checkpoints and ((step + 1) % CHECKPOINT_EVERY == 0 or step + 1 == len(batches)):
                checkpoints.save(step + 1, reached.seconds + progress.seconds)
        progress.close()
        return reached.seconds + progress.seconds


class Progress:
    """Lines on the terminal and TensorBoard logs of one run."""

    def __init__(self, first: int, total: int, output: Path | None) -> None:
        """Start at step `first` of `total`; logs go to `output`/tensorboard, if it is given."""
        self.first = self.step = first
        self.total = total
        self.started = time.monotonic()
        self.losses: list[float] = []
        self.writer = SummaryWriter(str(output / "tensorboard"), purge_step=first) if output else None
        print(f"{total} steps" + (f", going on after {first}" if first else ""), flush=True)

    @property
    def seconds(self) -> float:
        """Return the time since the start, in seconds."""
        return time.monotonic() - self.started

    def report(self, batch: list[Pair], loss: float, learning_rate: float, gradient_norm: float) -> None:
        """Count one step; prints the mean loss and the time left now and then."""
        self.step += 1
        kind = "long" if batch[0].is_long else "titles"
        if self.writer:
            scalars = {f"loss/{kind}": loss, "learning rate": learning_rate, "gradient norm": gradient_norm}
            for name, value in scalars.items():
                self.writer.add_scalar(name, value, self.step)
        self.losses += [loss] if kind == "titles" else []
        if self.losses and (self.step % REPORT_EVERY == 0 or self.step == self.total):
            left = self.seconds / (self.step - self.first) * (self.total - self.step) / 60
            mean = sum(self.losses) / len(self.losses)
            print(f"step {self.step}/{self.total}  loss {mean:.3f}  {left:.1f} min left", flush=True)
            self.losses = []

    def close(self) -> None:
        """Finish the logs."""
        if self.writer:
            self.writer.close()


def resolve_precision(config: TrainConfig) -> str:
    """Return fp32 or bf16, as asked for or as the processor suggests."""
    if config.precision != "auto":
        return config.precision
    return "bf16" if computes_bf16() else "fp32"


def draw_batches_of_run(
    occupations: list[Occupation], queries: list[SkillsQuery], config: TrainConfig, max_steps: int | None = None
) -> list[list[Pair]]:
    """Return the batches of all passes, or the first `max_steps` of them."""
    epochs = (draw_epoch(occupations, queries, config, epoch) for epoch in range(config.epochs))
    return [batch for epoch in epochs for batch in epoch][:max_steps]


def run_identity(base: nn.Module, titles: Path, config: object, max_steps: int | None) -> str:
    """Return a digest of what decides a run: the weights it starts from, the data, the settings and their number."""
    parts = weights_sha256(base), data_sha256(titles), config, max_steps
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def run_record(base: str, config: object, titles: Path, steps: int, seconds: float) -> Record:
    """Return what training.json says of every run."""
    return stamped(
        {
            "base": base,
            "config": config,
            "steps": steps,
            "seconds": round(seconds),
            "dataSha256": data_sha256(titles),
        }
    )


def train(base: str, titles: Path, output: Path, config: TrainConfig, max_steps: int | None = None) -> None:
    """Fine-tune `base` on the training split in `titles`; writes a sentence-transformers folder with training.json.

    A run that was stopped goes on from its checkpoint in `output`.
    """
    keep_freed_memory()
    torch.manual_seed(config.seed)
    occupations, queries = read_occupations(titles), read_skills_queries(titles, "train")
    sentence_model = open_sentence_model(base)
    model = backbone_of(sentence_model)
    teacher = copy.deepcopy(model).requires_grad_(False)
    trainer = Trainer(config, model, teacher, pooling_of(sentence_model), load_tokenizer(base))
    batches = draw_batches_of_run(occupations, queries, config, max_steps)
    settings = asdict(config) | {"precision": resolve_precision(config)}
    identity = run_identity(teacher, titles, settings, max_steps)
    seconds = trainer.run(batches, output, identity)
    interpolate(model, teacher, config.tuned_weight)
    sentence_model.max_seq_length = MAX_TOKENS
    sentence_model.save(str(output))
    distinct = {title for occupation in occupations for role in occupation.roles for title in role.titles}
    record: Record = {"titles": len(distinct), "occupations": len(occupations)}
    record["pairs"] = sum(len(batch) for batch in batches)
    record |= run_record(model_name(base), settings, titles, len(batches), seconds)
    write_training_record(output, record)
    remove_checkpoint(output)
