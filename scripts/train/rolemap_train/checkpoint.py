"""State of an unfinished run, so that it goes on where it stopped and ends with the same weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

FILE = "checkpoint.pt"


@dataclass
class Checkpoints:
    """Reads and writes the one checkpoint of a run in `folder`."""

    folder: Path
    identity: str
    """Digest of settings, data and base: a checkpoint of another run is refused."""
    model: nn.Module
    optimizer: Optimizer
    schedule: LRScheduler

    def save(self, step: int) -> None:
        """Write the state after `step` steps; a stop while writing leaves the older one."""
        state = {
            "step": step,
            "identity": self.identity,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{FILE}.part"
        torch.save(state, part)
        part.replace(self.folder / FILE)

    def load(self) -> int:
        """Restore the state; returns the number of steps taken, 0 without a checkpoint."""
        file = self.folder / FILE
        if not file.exists():
            return 0
        state = torch.load(file, weights_only=True)
        if state["identity"] != self.identity:
            raise ValueError(
                f"{file} belongs to other settings, data or another base. Delete it or name another --output"
            )
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        return int(state["step"])

    def remove(self) -> None:
        """Delete the checkpoint of a finished run."""
        (self.folder / FILE).unlink(missing_ok=True)
