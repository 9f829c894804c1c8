"""What one step of every training does: gradient, clipping, AdamW, schedule."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn

from rolemap_train.checkpoint import Checkpoints

LARGEST_NORM = 1.0
"""Gradients are cut to this length."""


def learning_rate_factor(step: int, total: int, warmup_share: float) -> float:
    """Return the share of the peak rate at `step`: linear warm-up to the peak, then linear decay to zero."""
    warmup = max(1, round(warmup_share * total))
    return (step + 1) / warmup if step < warmup else max(0.0, (total - step) / max(1, total - warmup))


class Descent:
    """AdamW with warm-up and linear decay over a known number of steps."""

    def __init__(
        self, parameters: Iterable[nn.Parameter], learning_rate: float, weight_decay: float, steps: int, warmup: float
    ) -> None:
        """Prepare `steps` steps; `warmup` is the share of them spent on warm-up."""
        self.parameters = list(parameters)
        self.optimizer = torch.optim.AdamW(self.parameters, lr=learning_rate, weight_decay=weight_decay, fused=True)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: learning_rate_factor(step, steps, warmup)
        )

    @property
    def rate(self) -> float:
        """Return the learning rate of the next step."""
        return float(self.schedule.get_last_lr()[0])

    def step(self, loss: Tensor) -> float:
        """Take one step down `loss`; returns the length of the gradient before it was cut."""
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.parameters, LARGEST_NORM)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()
        return float(norm)

    def checkpoints(self, folder: Path, identity: str, model: nn.Module) -> Checkpoints:
        """Return the checkpoints of a run that descends so."""
        return Checkpoints(folder, identity, model, self.optimizer, self.schedule)
