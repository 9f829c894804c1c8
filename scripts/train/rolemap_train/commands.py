"""What each command of the package does. Each imports what it needs, so that --help is quick."""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rolemap_train.config import TrainConfig

CALIBRATION_TITLES = 200


def run_train(arguments: argparse.Namespace) -> None:
    """Run `train`."""
    from rolemap_train.config import SeedRecipeConfig, load_config
    from rolemap_train.seed_recipes import train_seed_recipe
    from rolemap_train.training import train

    config = load_config(arguments.config)
    places = arguments.base, arguments.titles, arguments.output
    if isinstance(config, SeedRecipeConfig):
        train_seed_recipe(*places, config, arguments.max_steps)
    else:
        train(*places, config, arguments.max_steps)


def run_average(arguments: argparse.Namespace) -> None:
    """Run `average`."""
    from rolemap_train.weights import average

    average(arguments.models, arguments.weights, arguments.output)


def run_validate(arguments: argparse.Namespace) -> None:
    """Run `validate`."""
    from rolemap_train.records import open_encoder
    from rolemap_train.validation import Validator

    print(Validator(arguments.titles)(open_encoder(arguments.model, arguments.file)).figures())


def run_heads(arguments: argparse.Namespace) -> None:
    """Run `heads`."""
    from rolemap_train.head_training import train_heads

    train_heads(arguments.model, arguments.file, arguments.titles, arguments.output, arguments.record)


def run_own_heads(arguments: argparse.Namespace) -> None:
    """Run `own-heads`."""
    from rolemap_train.own_heads import train_own_heads

    arguments.output.mkdir(parents=True, exist_ok=True)
    print(train_own_heads(arguments.model, arguments.file, arguments.labels, arguments.output))


def run_study(arguments: argparse.Namespace) -> None:
    """Run `study`."""
    from rolemap_train.study import run_study

    run_study(arguments.base, arguments.titles, own_recipe(arguments.config), arguments.trials, arguments.output)


def run_curve(arguments: argparse.Namespace) -> None:
    """Run `curve`."""
    from rolemap_train.curve import measure_curve

    config = own_recipe(arguments.config)
    measure_curve(arguments.base, arguments.titles, config, arguments.shares, arguments.steps, arguments.record)


def own_recipe(path: Path) -> TrainConfig:
    """Read the settings in `path`; a seed recipe is refused."""
    from rolemap_train.config import TrainConfig, load_config

    config = load_config(path)
    if not isinstance(config, TrainConfig):
        raise TypeError(f"{path}: a seed recipe has none of the settings that are studied here")
    return config


def run_export(arguments: argparse.Namespace) -> None:
    """Run `export`."""
    from rolemap_train.publish import export

    export(arguments.model, arguments.name, arguments.output, arguments.fp32_output, arguments.records)


def run_evaluate(arguments: argparse.Namespace) -> None:
    """Run `evaluate`."""
    from rolemap_train import looks, records
    from rolemap_train.evaluation import figures, read_benchmark
    from rolemap_train.metrics import similarities
    from rolemap_train.overlap import map_without, measure_overlap

    file, corpus_model = arguments.file, arguments.corpus_model or arguments.model
    corpus_file = arguments.corpus_file or (file if corpus_model == arguments.model else None)
    sides = records.describe_side(arguments.model, file), records.describe_side(corpus_model, corpus_file, "corpus")
    finalist = arguments.finalist or Path(arguments.model).name
    looks.check_allowed(arguments.looks, finalist, sides[0])
    queries = records.open_encoder(arguments.model, file)
    same = (corpus_model, corpus_file) == (arguments.model, file)
    corpus = queries if same else records.open_encoder(corpus_model, corpus_file)
    benchmark = read_benchmark(arguments.data)
    scores = similarities(queries.encode(benchmark.queries), corpus.encode(benchmark.corpus))
    result = figures(scores, benchmark.relevant)
    overlap = measure_overlap(benchmark, arguments.titles)
    without = map_without(scores, benchmark, overlap)
    record = records.evaluation_record(arguments.data.resolve().name, *sides, result)
    record |= {"mapWithoutOverlap": round(without, 4), "overlapPairs": overlap.pairs}
    looks.append_look(
        arguments.looks, {"finalist": finalist, **sides[0], **sides[1], "map": record["map"], "mrr": record["mrr"]}
    )
    print(result.line())
    print(f"in our data: {overlap.queries} queries, {overlap.corpus} corpus titles, {overlap.pairs} relevant pairs")
    print(f"MAP with those pairs left unjudged: {without:.4f}")
    if arguments.record:
        records.append_record(arguments.record, record)


def run_compare(arguments: argparse.Namespace) -> None:
    """Run `compare`."""
    from rolemap_train.compare import compare
    from rolemap_train.data import read_occupations
    from rolemap_train.encoder import FP32_FILE
    from rolemap_train.evaluation import read_benchmark
    from rolemap_train.looks import append_look, check_allowed
    from rolemap_train.records import append_record, describe_side

    side = describe_side(str(arguments.fp32), FP32_FILE)
    finalist = arguments.finalist or arguments.fp32.name
    check_allowed(arguments.looks, finalist, side)
    occupations = read_occupations(arguments.titles)
    titles = sorted({title for occupation in occupations for role in occupation.roles for title in role.titles})
    calibration = random.Random(1).sample(titles, CALIBRATION_TITLES)
    rows = compare(arguments.fp32, arguments.output, read_benchmark(arguments.data), calibration)
    for row in rows:
        append_look(arguments.looks, {"finalist": finalist, **side, "candidate": row["name"], "map": row["map_own"]})
    if arguments.record:
        append_record(arguments.record, {"model": arguments.fp32.name, "candidates": rows})


def run_manifest(arguments: argparse.Namespace) -> None:
    """Run `manifest`."""
    from rolemap_train.manifest import write_manifest

    print(write_manifest(arguments.models, arguments.fp32, arguments.records))


def run_fixtures(arguments: argparse.Namespace) -> None:
    """Run `fixtures`."""
    from rolemap_train.fixtures import write_fixtures

    write_fixtures(arguments.model, arguments.output)


def run_evaluation_fixture(arguments: argparse.Namespace) -> None:
    """Run `evaluation-fixture`."""
    from rolemap_train.evaluation_fixture import write_evaluation_fixture

    write_evaluation_fixture(arguments.titles, arguments.output)


def run_results(arguments: argparse.Namespace) -> None:
    """Run `results`."""
    from rolemap_train.results import Contender, write_results

    contenders = {}
    for given in arguments.contenders:
        name, _, place = given.partition("=")
        source, _, file = place.partition("::")
        contenders[name] = Contender(source, file or None)
    write_results(arguments.titles, contenders, arguments.record)


def run_report(arguments: argparse.Namespace) -> None:
    """Run `report`."""
    from rolemap_train.report import write_report

    write_report(arguments.records, arguments.output)


def run_card(arguments: argparse.Namespace) -> None:
    """Run `card`."""
    from rolemap_train.model_card import model_card

    arguments.output.write_text(model_card(arguments.name, arguments.records, arguments.manifest), encoding="utf-8")


def run_push(arguments: argparse.Namespace) -> None:
    """Run `push`."""
    from rolemap_train.hub import push_to_hub

    places = arguments.model, arguments.published, arguments.records
    print(push_to_hub(*places, arguments.repository, private=arguments.private))
