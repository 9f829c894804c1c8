"""One number on the validation splits, by which settings are chosen. The test splits are not read here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rolemap_train.encoder import Encoder
from rolemap_train.metrics import per_query, similarities
from rolemap_train.tasks import Task, skills_task, title_task, variant_task

SPLITS = ("validation", "holdout-codes-val")
WEIGHTS = {"titles": 0.4, "variants": 0.4, "skills": 0.2}


@dataclass(frozen=True)
class Validation:
    """MAP of titles, MRR of variants, MAP of skills queries: each the mean of both validation splits."""

    titles: float
    variants: float
    skills: float

    @property
    def objective(self) -> float:
        """Return the weighted mean."""
        return sum(weight * float(getattr(self, name)) for name, weight in WEIGHTS.items())

    def figures(self) -> dict[str, float]:
        """Return all figures, rounded, for a record."""
        names = (*WEIGHTS, "objective")
        return {name: round(float(getattr(self, name)), 4) for name in names}


def measure(encoder: Encoder, task: Task, figure: str) -> float:
    """Return the mean of one figure over the queries of `task`."""
    scores = similarities(encoder.encode(task.queries), encoder.encode(task.corpus))
    return float(per_query(scores, task.relevant, task.unjudged)[figure].mean())


class Validator:
    """The tasks of both validation splits, read once."""

    def __init__(self, folder: Path, share: float = 1) -> None:
        """Read `folder`; `share` keeps a sample of the roles, for a quick study."""
        self.tasks: dict[str, list[tuple[Task, str]]] = {name: [] for name in WEIGHTS}
        for split in SPLITS:
            self.tasks["titles"].append((title_task(folder, (split,), share), "map"))
            self.tasks["variants"].append((variant_task(folder, (split,), SPLITS, share), "mrr"))
            self.tasks["skills"].append((skills_task(folder, (split,), SPLITS, share), "map"))

    def __call__(self, encoder: Encoder) -> Validation:
        """Measure `encoder`."""
        means = {
            name: sum(measure(encoder, task, figure) for task, figure in group) / len(group)
            for name, group in self.tasks.items()
        }
        return Validation(**means)
