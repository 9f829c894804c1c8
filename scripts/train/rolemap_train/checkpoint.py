"""State of an unfinished run, so that it goes on where it stopped and ends with the same weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

FILE = "checkpoint.pt"


@dataclass(frozen=True)
class Reached:
    """How far a run has come; nothing yet without a checkpoint."""

    step: int = 0
    seconds: float = 0
    notes: Mapping[int, float] = field(default_factory=dict)


@dataclass
class Checkpoints:
    """Reads and writes the one checkpoint of a run in `folder`."""

    folder: Path
    identity: str
    """Digest of settings, data and base: a checkpoint of another run is refused."""
    model: nn.Module
    optimizer: Optimizer
    schedule: LRScheduler

    def save(self, step: int, seconds: float, notes: Mapping[int, float] | None = None) -> None:
        """Write the state after `step` steps that took `seconds`, with figures by step to keep.

        A stop while writing leaves the older checkpoint.
        """
        state = {
            "step": step,
            "seconds": seconds,
            "notes": dict(notes or {}),
            "identity": self.identity,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{FILE}.part"
        torch.save(state, part)
        part.replace(self.folder / FILE)

    def load(self) -> Reached:
        """Restore the state and return how far the run had come."""
        file = self.folder / FILE
        if not file.exists():
            return Reached()
        state = torch.load(file, weights_only=True)
        if state["identity"] != self.identity:
            raise ValueError(
                f"{file} belongs to other settings, data or another base. Delete it or name another --output"
            )
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        return Reached(int(state["step"]), float(state["seconds"]), dict(state["notes"]))


def remove_checkpoint(folder: Path) -> None:
    """Delete the checkpoint of a run whose model is saved."""
    (folder / FILE).unlink(missing_ok=True)
