"""The fine-tuning loop."""

from __future__ import annotations

import json
import random
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import Tensor, nn

from rolemap_train.config import TrainConfig
from rolemap_train.data import Pair, add_noise, data_sha256, draw_batches, draw_pairs, read_occupations
from rolemap_train.encoder import encode_sorted, load_backbone
from rolemap_train.loss import contrastive_loss, false_negatives
from rolemap_train.machine import computes_bf16, keep_freed_memory, machine, today, versions
from rolemap_train.text import MAX_TOKENS, load_tokenizer, token_ids

CHUNK = 128
"""Texts that go through the model at once: small enough to sort by length, large enough for full matrix products."""
REPORT_EVERY = 20


@dataclass
class Trainer:
    """State of one run. `teacher` is the untouched base: it judges false negatives and anchors the final weights."""

    config: TrainConfig
    model: nn.Module
    teacher: nn.Module
    tokenizer: Tokenizer
    generator: random.Random

    def autocast(self) -> AbstractContextManager[object]:
        """Return the numeric context of the forward pass."""
        bf16 = resolve_precision(self.config) == "bf16"
        return torch.autocast("cpu", dtype=torch.bfloat16) if bf16 else nullcontext()

    @torch.no_grad()
    def teacher_vectors(self, pairs: list[Pair]) -> dict[str, Tensor]:
        """Encode every distinct text once with the base; returns unit vectors [dimension] by text."""
        texts = sorted({text for pair in pairs for text in (pair.anchor, pair.positive)})
        with self.autocast():
            vectors = encode_sorted(self.teacher, token_ids(self.tokenizer, texts), CHUNK)
        return dict(zip(texts, vectors, strict=True))

    def batch_loss(self, batch: list[Pair], known: dict[str, Tensor]) -> Tensor:
        """Return the loss of one batch; noise goes to the tuned model only, the base judges the plain titles."""
        config = self.config
        sides = [pair.anchor for pair in batch] + [pair.positive for pair in batch]
        noisy = [add_noise(text, config.noise_share, self.generator) for text in sides]
        with self.autocast():
            vectors = encode_sorted(self.model, token_ids(self.tokenizer, noisy), CHUNK)
        anchors, positives = vectors.chunk(2)
        base_anchors, base_positives = torch.stack([known[text] for text in sides]).chunk(2)
        true_similarity = (base_anchors * base_positives).sum(dim=1)
        occupations = torch.tensor([pair.occupation for pair in batch])
        masks = [
            false_negatives(
                base_anchors,
                candidates,
                true_similarity,
                occupations,
                config.false_negative_margin,
                config.false_negative_floor,
            )
            for candidates in (base_positives, base_anchors)
        ]
        return contrastive_loss(anchors, positives, masks[0], masks[1], config.temperature)

    def run(self, pairs: list[Pair], max_steps: int | None) -> int:
        """Train on `pairs`; returns the number of steps taken."""
        config = self.config
        size = min(config.batch_pairs, len(pairs))
        total = min(len(pairs) // size * config.epochs, max_steps or 2**31)
        optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: learning_rate_factor(step, total, config.warmup_share)
        )
        known = self.teacher_vectors(pairs)
        print(f"{len(pairs)} pairs of {len(known)} texts, {total} steps of {size} pairs", flush=True)
        started, step, recent = time.monotonic(), 0, 0.0
        while step < total:
            for batch in draw_batches(pairs, size, self.generator)[: total - step]:
                loss = self.batch_loss(batch, known)
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
                step, recent = step + 1, recent + loss.item()
                if step % REPORT_EVERY == 0 or step == total:
                    report(step, total, recent / ((step - 1) % REPORT_EVERY + 1), time.monotonic() - started, size)
                    recent = 0.0
        return step


def resolve_precision(config: TrainConfig) -> str:
    """Return fp32 or bf16, as asked for or as the processor suggests."""
    if config.precision != "auto":
        return config.precision
    return "bf16" if computes_bf16() else "fp32"


def learning_rate_factor(step: int, total: int, warmup_share: float) -> float:
    """Return the share of the peak rate at `step`: linear warm-up over the first steps, linear decay to zero."""
    warmup = max(1.0, warmup_share * total)
    return min(1.0, (step + 1) / warmup) * max(0.0, (total - step) / total)


def report(step: int, total: int, loss: float, seconds: float, size: int) -> None:
    """Print one line of progress: mean loss since the last line, pairs per second, time left."""
    rate = step / seconds
    print(
        f"step {step}/{total}  loss {loss:.3f}  {rate * size:.0f} pairs/s  {(total - step) / rate / 60:.1f} min left",
        flush=True,
    )


@torch.no_grad()
def interpolate(model: nn.Module, base: nn.Module, weight: float) -> None:
    """Set `model` to weight * model + (1 - weight) * base, in place.

    WiSE-FT (Wortsman et al. 2022, https://arxiv.org/abs/2109.01903): keeps what fine-tuning gained and gives back some
    of what it forgot.
    """
    for tuned, original in zip(model.parameters(), base.parameters(), strict=True):
        tuned.lerp_(original, 1 - weight)


def train(base: str, titles: Path, output: Path, config: TrainConfig, max_steps: int | None = None) -> None:
    """Fine-tune `base` on the occupations in `titles`; writes a sentence-transformers folder with training.json."""
    keep_freed_memory()
    torch.manual_seed(config.seed)
    generator = random.Random(config.seed)
    occupations = read_occupations(titles)
    pairs = draw_pairs(
        occupations,
        config.partners_per_title,
        config.official_title_share,
        generator,
        config.variants_per_seed,
    )
    sentence_model = SentenceTransformer(base, device="cpu", model_kwargs={"attn_implementation": "eager"}).eval()
    model = cast(nn.Module, sentence_model[0].auto_model)
    teacher = load_backbone(base).requires_grad_(False)
    trainer = Trainer(config, model, teacher, load_tokenizer(base, config.max_tokens), generator)
    started = time.monotonic()
    steps = trainer.run(pairs, max_steps)
    interpolate(model, teacher, config.tuned_weight)
    sentence_model.max_seq_length = MAX_TOKENS
    sentence_model.save(str(output))
    distinct = {title for occupation in occupations for role in occupation.roles for title in role.titles}
    record = {
        "config": asdict(config) | {"precision": resolve_precision(config)},
        "titles": len(distinct),
        "occupations": len(occupations),
        "pairs": len(pairs),
        "steps": steps,
        "seconds": round(time.monotonic() - started),
        "dataSha256": data_sha256(titles),
        "date": today(),
        "machine": machine(),
        "versions": versions(),
    }
    (output / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
