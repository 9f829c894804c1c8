"""A learning curve: equal numbers of steps on growing shares of the training roles, judged on the validation splits."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rolemap_train.config import TrainConfig
from rolemap_train.records import model_name, write_figures
from rolemap_train.short_runs import ShortRuns
from rolemap_train.validation import Validation

VALIDATION_SHARE = 0.5
"""Share of the validation roles that judge a run."""


def with_passes(config: TrainConfig, runs: ShortRuns, steps: int, share: float) -> TrainConfig:
    """Return `config` with passes enough for `steps` steps on `share` of the roles, and some to spare."""
    whole = runs.steps_of_pass(config)
    # Incomplete batches are left out, so that a small share gives fewer batches than its part of the whole.
    return replace(config, epochs=math.ceil(1.5 * steps / max(1.0, whole * share)) + 1)


def point(share: float, titles: int, result: Validation, seconds: int) -> dict[str, Any]:
    """Return one point of the curve for the record; its "titles MAP" is the figure, "titles" the number of titles."""
    figures = result.figures()
    return {"share": share, "titles MAP": figures.pop("titles"), **figures, "titles": titles, "seconds": seconds}


def measure_curve(
    base: str, titles: Path, config: TrainConfig, shares: Sequence[float], steps: int, path: Path
) -> None:
    """Train on each of `shares` of the training roles for `steps` steps and write the figures as JSON.

    Steps are the same at every share, so that the curve shows what more titles give and not what more training does.
    """
    wrong = [share for share in shares if not 0 < share <= 1]
    if wrong or steps < 1:
        raise ValueError(f"shares lie above 0 and up to 1, steps above 0; given {wrong or steps}")
    runs = ShortRuns(base, titles, VALIDATION_SHARE)
    points: list[dict[str, Any]] = [point(0, 0, runs.untrained(), 0)]
    print(points[0], flush=True)
    for share in sorted(shares):
        started = time.monotonic()
        result = runs.run(with_passes(config, runs, steps, share), steps, share)
        seconds = round(time.monotonic() - started)
        points.append(point(share, runs.titles_in(share), result, seconds))
        print(points[-1], flush=True)
    settings = {name: value for name, value in asdict(config).items() if name != "epochs"}
    record = {"base": model_name(base), "steps": steps, "validationShare": VALIDATION_SHARE, "config": settings}
    write_figures(path, record | {"points": points})
