"""A study of the settings with Optuna: many short runs, judged on the validation splits alone."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast, get_args

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from rolemap_train.config import TrainConfig
from rolemap_train.encoder import load_backbone
from rolemap_train.loss import LossKind
from rolemap_train.records import write_figures
from rolemap_train.short_runs import ShortRuns
from rolemap_train.training import run_identity

NAME = "rolemap"
IDENTITY = "identity"
"""User attribute of a study: digest of base, data and settings, so that no trials of different kinds are mixed."""
STEPS = 48
"""Of every trial, whatever its settings: all trials cost alike."""
BATCH_PAIRS = 96
FROZEN_LAYERS = [0, 2, 4]
VALIDATION_SHARE = 0.3
"""Share of the validation roles that judge a trial."""


def suggest(trial: optuna.Trial, config: TrainConfig) -> TrainConfig:
    """Draw the settings of one trial; what is not studied, or means nothing to the loss, stays as in `config`."""
    loss = cast(LossKind, trial.suggest_categorical("loss", get_args(LossKind)))
    return replace(
        config,
        batch_pairs=BATCH_PAIRS,
        long_batch_pairs=BATCH_PAIRS // 4,
        epochs=trial.suggest_int("epochs", 1, 3),
        loss=loss,
        learning_rate=trial.suggest_float("learning_rate", 5e-5, 8e-4, log=True),
        temperature=config.temperature
        if loss == "hardest"
        else trial.suggest_float("temperature", 0.03, 0.12, log=True),
        frozen_layers=trial.suggest_categorical("frozen_layers", FROZEN_LAYERS),
        majors_per_batch=trial.suggest_categorical("majors_per_batch", [0, 3]),
        partners_per_title=trial.suggest_int("partners_per_title", 1, 3),
        official_title_share=trial.suggest_float("official_title_share", 0.0, 0.8),
        variants_per_seed=trial.suggest_int("variants_per_seed", 0, 4),
        skills_share=trial.suggest_float("skills_share", 0.0, 1.0),
        noise_share=trial.suggest_float("noise_share", 0.0, 0.4),
        tuned_weight=trial.suggest_float("tuned_weight", 0.4, 1.0),
    )


class Study:
    """Draws settings and measures a short run with them."""

    def __init__(self, runs: ShortRuns, config: TrainConfig) -> None:
        """Keep what all trials share."""
        self.runs, self.config = runs, config

    def objective(self, trial: optuna.Trial) -> float:
        """Train `STEPS` steps with drawn settings and measure; more epochs mean fewer roles, seen more often."""
        config = suggest(trial, self.config)
        share = min(1.0, STEPS / (config.epochs * self.runs.steps_of_pass(config)))
        result = self.runs.run(config, STEPS, share)
        for name, value in result.figures().items():
            trial.set_user_attr(name, value)
        return result.objective


def run_study(base: str, titles: Path, config: TrainConfig, trials: int, folder: Path) -> None:
    """Run trials until `trials` are there; writes study.journal (Optuna's own file), study.json and study.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    journal = folder / "study.journal"
    study = optuna.create_study(
        study_name=NAME,
        storage=JournalStorage(JournalFileBackend(str(journal))),
        direction="maximize",
        load_if_exists=True,
    )
    identity = run_identity(load_backbone(base), titles, (config, STEPS, BATCH_PAIRS, VALIDATION_SHARE), None)
    if study.user_attrs.setdefault(IDENTITY, identity) != identity:
        raise ValueError(
            f"{journal.name} belongs to another base, data or settings: delete it or name another --output"
        )
    study.set_user_attr(IDENTITY, identity)
    finished = sum(trial.state == optuna.trial.TrialState.COMPLETE for trial in study.trials)
    # Seeded by what is done already: a study that goes on does not draw the same settings again.
    study.sampler = optuna.samplers.TPESampler(
        seed=config.seed + finished, n_startup_trials=8, multivariate=True, group=True
    )
    if finished == 0:
        study.enqueue_trial({name: value for name, value in asdict(config).items() if name in START})
    if finished < trials:
        runs = ShortRuns(base, titles, VALIDATION_SHARE)
        study.optimize(Study(runs, config).objective, n_trials=trials - finished, callbacks=[report])
    write_study(study, folder)


START = ("loss", "learning_rate", "temperature", "frozen_layers", "majors_per_batch", "partners_per_title",
         "official_title_share", "variants_per_seed", "skills_share", "noise_share")  # fmt: skip
"""Settings of the first trial that come from the given configuration."""


def report(study: optuna.Study, trial: optuna.trial.FrozenTrial) -> None:
    """Print one line about a finished trial."""
    print(
        f"{time.strftime('%H:%M:%S')} trial {trial.number}: {trial.value:.4f}, best {study.best_value:.4f}", flush=True
    )


def write_study(study: optuna.Study, folder: Path) -> None:
    """Write all finished trials as JSON, best first, and a plot of each setting against the objective."""
    done = [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]
    done.sort(key=lambda trial: -(trial.value or 0))
    record = {
        "steps": STEPS,
        "batchPairs": BATCH_PAIRS,
        "validationShare": VALIDATION_SHARE,
        "importance": importance(study),
        "trials": [
            {"number": trial.number, **trial.user_attrs, "settings": trial.params, "seconds": seconds(trial)}
            for trial in done
        ],
        "identity": study.user_attrs[IDENTITY],
    }
    write_figures(folder / "study.json", record)
    plot(done, folder / "study.svg")


def seconds(trial: optuna.trial.FrozenTrial) -> int:
    """Return how long a finished trial took."""
    return round(trial.duration.total_seconds()) if trial.duration else 0


def importance(study: optuna.Study) -> dict[str, float]:
    """Return how much of the objective's variance each setting explains (fANOVA), most first."""
    return optuna.importance.get_param_importances(study) if len(study.trials) > 1 else {}


def plot(trials: list[optuna.trial.FrozenTrial], path: Path) -> None:
    """Draw the objective against each setting, one panel each."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    mpl.rcParams["svg.hashsalt"] = NAME
    names = list(trials[0].params)
    figure, axes = pyplot.subplots(3, (len(names) + 2) // 3, figsize=(14, 9), sharey=True, squeeze=False)
    for axis, name in zip(axes.flat, names, strict=False):
        values = [trial.params.get(name) for trial in trials]
        axis.plot([str(v) if isinstance(v, str) else v for v in values], [t.value for t in trials], "o", markersize=4)
        axis.set_title(name.replace("_", " "), fontsize=10)
        if name in ("learning_rate", "temperature"):
            axis.set_xscale("log")
    for axis in list(axes.flat)[len(names) :]:
        axis.set_visible(False)
    figure.supylabel("objective on the validation splits")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
