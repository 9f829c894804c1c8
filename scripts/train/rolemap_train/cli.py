"""Command line of the package. Each command imports what it needs, so that --help is quick."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

BASE_ID = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGE_FOLDER = Path(__file__).resolve().parents[1]
ROOT = PACKAGE_FOLDER.parents[1]
RECORDS = PACKAGE_FOLDER / "records"
CALIBRATION_TITLES = 200

Commands = argparse._SubParsersAction  # the only name that argparse gives the type of add_subparsers()


def run_train(arguments: argparse.Namespace) -> None:
    """Run `train`."""
    from rolemap_train.config import load_config
    from rolemap_train.training import train

    train(arguments.base, arguments.titles, arguments.output, load_config(arguments.config), arguments.max_steps)


def run_export(arguments: argparse.Namespace) -> None:
    """Run `export`."""
    from rolemap_train.publish import export

    export(arguments.model, arguments.name, arguments.output, arguments.fp32_output, arguments.records)


def run_evaluate(arguments: argparse.Namespace) -> None:
    """Run `evaluate`."""
    from rolemap_train import records
    from rolemap_train.evaluation import evaluate, read_benchmark

    file, corpus_model = arguments.file, arguments.corpus_model or arguments.model
    corpus_file = arguments.corpus_file or (file if corpus_model == arguments.model else None)
    queries = records.open_encoder(arguments.model, file)
    same = (corpus_model, corpus_file) == (arguments.model, file)
    corpus = queries if same else records.open_encoder(corpus_model, corpus_file)
    figures = evaluate(queries, corpus, read_benchmark(arguments.data))
    print(figures.line())
    if arguments.record:
        sides = records.describe_side(arguments.model, file), records.describe_side(corpus_model, corpus_file, "corpus")
        records.append_record(
            arguments.record, records.evaluation_record(arguments.data.resolve().name, *sides, figures)
        )


def run_compare(arguments: argparse.Namespace) -> None:
    """Run `compare`."""
    from rolemap_train.compare import compare
    from rolemap_train.data import read_occupations
    from rolemap_train.evaluation import read_benchmark
    from rolemap_train.records import append_record

    occupations = read_occupations(arguments.titles)
    titles = sorted({title for occupation in occupations for role in occupation.roles for title in role.titles})
    calibration = random.Random(1).sample(titles, CALIBRATION_TITLES)
    rows = compare(arguments.fp32, arguments.output, read_benchmark(arguments.data), calibration)
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


def add_path(parser: argparse.ArgumentParser, flag: str, default: Path | None, text: str) -> None:
    """Declare an option that takes a path; without a default it is required."""
    shown = f"{text} (default: {default.relative_to(ROOT)} of the repository)" if default else text
    parser.add_argument(flag, type=Path, default=default, required=default is None, help=shown)


def add_train(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare `train`."""
    parser = commands.add_parser("train", help="fine-tune a base model on the training split of the title data set")
    parser.add_argument("--base", default=BASE_ID, help="Hub id or folder (default: %(default)s)")
    add_path(
        parser,
        "--titles",
        ROOT / "public/data/title-data",
        "folder of the title data set (CSV); only its training split is read",
    )
    add_path(parser, "--output", None, "sentence-transformers folder to write, with training.json")
    add_path(parser, "--config", PACKAGE_FOLDER / "configs/first.yaml", "settings")
    parser.add_argument("--max-steps", type=int, help="stop early; for a trial")
    parser.set_defaults(run=run_train)


def add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare `export`."""
    parser = commands.add_parser("export", help="write the fp32 ONNX file and the two small files of a model")
    parser.add_argument("--model", default=BASE_ID, help="Hub id or folder (default: %(default)s)")
    parser.add_argument("--name", required=True, choices=("base", "tuned"), help="folder name and id in the manifest")
    add_path(parser, "--output", ROOT / "public/models", "published folder")
    add_path(parser, "--fp32-output", ROOT / "models-fp32", "folder for the fp32 file, not committed")
    add_path(parser, "--records", RECORDS, "folder that keeps the training record")
    parser.set_defaults(run=run_export)


def add_evaluate(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare `evaluate`."""
    parser = commands.add_parser("evaluate", help="MAP, MRR and recall on a TalentCLEF Task A folder")
    parser.add_argument("--model", required=True, help="Hub id or folder")
    parser.add_argument("--file", help="ONNX file in the folder; without it the weights run in torch")
    parser.add_argument("--corpus-model", help="Hub id or folder that encodes the corpus (default: --model)")
    parser.add_argument("--corpus-file", help="ONNX file that encodes the corpus (default: --file)")
    add_path(parser, "--data", None, "folder with queries, corpus_elements and qrels.tsv")
    parser.add_argument("--record", type=Path, help="JSON file to add the figures to")
    parser.set_defaults(run=run_evaluate)


def add_compare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare `compare`."""
    parser = commands.add_parser("compare", help="make and measure all candidates for the WASM file")
    add_path(parser, "--fp32", ROOT / "models-fp32/base", "folder with the fp32 ONNX file")
    add_path(parser, "--titles", ROOT / "public/data/title-data", "title data set, for the static calibration")
    add_path(parser, "--output", ROOT / "models-candidates", "folder for the candidates, not committed")
    add_path(parser, "--data", None, "folder with queries, corpus_elements and qrels.tsv")
    parser.add_argument("--record", type=Path, help="JSON file to add the table to")
    parser.set_defaults(run=run_compare)


def add_manifest(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare `manifest`."""
    parser = commands.add_parser("manifest", help="write manifest.json with digests, self-test vectors and figures")
    add_path(parser, "--models", ROOT / "public/models", "published folder")
    add_path(parser, "--fp32", ROOT / "models-fp32", "folder of the fp32 files")
    add_path(parser, "--records", RECORDS, "folder of the measured figures")
    parser.set_defaults(run=run_manifest)


def add_fixtures(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare `fixtures`."""
    parser = commands.add_parser("fixtures", help="write token ids of tricky texts for the Node and browser tests")
    parser.add_argument("--model", default=str(ROOT / "public/models/base"), help="Hub id or folder")
    add_path(parser, "--output", ROOT / "tests/fixtures/token-ids.json", "file to write")
    parser.set_defaults(run=run_fixtures)


def main(argv: list[str] | None = None) -> int:
    """Parse `argv` and run the command."""
    description = "Fine-tune, export, quantise and evaluate the sentence encoders of Rolemap."
    parser = argparse.ArgumentParser(prog="python -m rolemap_train", description=description)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (add_train, add_export, add_evaluate, add_compare, add_manifest, add_fixtures):
        add(commands)
    arguments = parser.parse_args(argv)
    arguments.run(arguments)
    return 0
