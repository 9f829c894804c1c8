"""Command line of the package."""

from __future__ import annotations

import argparse
from pathlib import Path

from rolemap_train import commands
from rolemap_train.places import PACKAGE_FOLDER, RECORDS, ROOT

BASE_ID = "sentence-transformers/all-MiniLM-L6-v2"

Commands = argparse._SubParsersAction  # the only name that argparse gives the type of add_subparsers()


def add_path(parser: argparse.ArgumentParser, flag: str, default: Path | None, text: str) -> None:
    """Declare an option that takes a path; without a default it is required."""
    shown = f"{text} (default: {default.relative_to(ROOT)} of the repository)" if default else text
    parser.add_argument(flag, type=Path, default=default, required=default is None, help=shown)


def add_train(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `train`."""
    parser = subparsers.add_parser("train", help="fine-tune a base model on the training split of the title data set")
    add_base(parser)
    add_titles(parser, "only its training split is learnt from")
    add_path(parser, "--output", None, "sentence-transformers folder to write, with training.json; goes on if stopped")
    add_path(parser, "--config", PACKAGE_FOLDER / "configs/tuned.yaml", "settings, of our recipe or a seed recipe")
    parser.add_argument("--max-steps", type=int, help="stop early; for a trial")
    parser.set_defaults(run=commands.run_train)


def add_base(parser: argparse.ArgumentParser) -> None:
    """Declare --base."""
    parser.add_argument("--base", default=BASE_ID, help="Hub id or folder (default: %(default)s)")


def add_model(parser: argparse.ArgumentParser) -> None:
    """Declare --model and --file."""
    parser.add_argument("--model", required=True, help="Hub id or folder")
    parser.add_argument("--file", help="ONNX file in the folder; without it the weights run in torch")


def add_looks(parser: argparse.ArgumentParser) -> None:
    """Declare --finalist and --looks."""
    parser.add_argument("--finalist", help="name under which the look is counted (default: the model folder's name)")
    add_path(parser, "--looks", RECORDS / "looks.jsonl", "log to which every look is appended")


def add_titles(parser: argparse.ArgumentParser, remark: str) -> None:
    """Declare --titles."""
    add_path(parser, "--titles", ROOT / "public/data/title-data", f"folder of the title data set (CSV); {remark}")


def add_average(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `average`."""
    parser = subparsers.add_parser("average", help="write the weighted mean of several models' weights")
    parser.add_argument("--models", nargs="+", required=True, help="Hub ids or folders; the base may be among them")
    parser.add_argument("--weights", nargs="+", type=float, required=True, help="one each, their sum is 1")
    add_path(parser, "--output", None, "sentence-transformers folder to write")
    parser.set_defaults(run=commands.run_average)


def add_validate(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `validate`."""
    parser = subparsers.add_parser("validate", help="the figures on our validation splits by which settings are chosen")
    add_model(parser)
    add_titles(parser, "only its validation splits are read")
    parser.set_defaults(run=commands.run_validate)


def add_curve(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `curve`."""
    parser = subparsers.add_parser("curve", help="a learning curve over the number of training titles, on short runs")
    add_base(parser)
    add_titles(parser, "its training and validation splits are read")
    add_path(parser, "--config", PACKAGE_FOLDER / "configs/curve.yaml", "settings; the number of passes is not used")
    parser.add_argument("--shares", type=float, nargs="+", default=[0.06, 0.125, 0.25, 0.5, 1.0], help="of the roles")
    parser.add_argument("--steps", type=int, default=150, help="of every run (default: %(default)s)")
    add_path(parser, "--record", RECORDS / "curve.json", "JSON file for the figures")
    parser.set_defaults(run=commands.run_curve)


def add_heads(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `heads`."""
    parser = subparsers.add_parser("heads", help="train the level and area network on a model's vectors and judge it")
    add_model(parser)
    add_titles(parser, "its table of labels is read; gold titles only judge")
    add_path(parser, "--output", ROOT / "public/models/coding", "folder for heads.onnx and heads.json")
    add_path(parser, "--record", RECORDS / "heads.json", "JSON file for the figures")
    parser.set_defaults(run=commands.run_heads)


def add_own_heads(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `own-heads`."""
    text = "train the level and area network on your own labelled titles; the app loads the two files"
    parser = subparsers.add_parser("own-heads", help=text)
    add_path(parser, "--labels", None, "CSV with the columns title, level and area; the classes are yours")
    add_path(parser, "--output", None, "folder for heads.onnx, heads.json and figures.json")
    parser.add_argument("--model", default=str(ROOT / "public/models/tuned"), help="folder of the encoder")
    parser.add_argument("--file", default="onnx/model_quantized.onnx", help="its file (default: %(default)s)")
    parser.set_defaults(run=commands.run_own_heads)


def add_results(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `results`."""
    parser = subparsers.add_parser("results", help="measure models and lexical lines on all tasks of our test splits")
    text = "name=FOLDER or name=FOLDER::FILE; the first is named base, the others are compared with it"
    parser.add_argument("--contenders", nargs="+", required=True, help=text)
    add_titles(parser, "its test splits are read")
    add_path(parser, "--record", RECORDS / "results.json", "JSON file for the figures")
    parser.set_defaults(run=commands.run_results)


def add_report(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `report`."""
    parser = subparsers.add_parser("report", help="write RESULTS.md from the records")
    add_path(parser, "--records", RECORDS, "folder of the measured figures")
    add_path(parser, "--output", PACKAGE_FOLDER / "RESULTS.md", "file to write")
    parser.set_defaults(run=commands.run_report)


def add_study(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `study`."""
    parser = subparsers.add_parser("study", help="search settings with Optuna on short runs; goes on where it stopped")
    add_base(parser)
    add_titles(parser, "its training and validation splits are read")
    add_path(parser, "--config", PACKAGE_FOLDER / "configs/tuned.yaml", "settings to start from")
    parser.add_argument("--trials", type=int, default=24, help="in all (default: %(default)s)")
    add_path(parser, "--output", RECORDS / "study", "folder for study.journal, study.json and study.svg")
    parser.set_defaults(run=commands.run_study)


def add_export(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `export`."""
    parser = subparsers.add_parser("export", help="write the fp32 ONNX file and the two small files of a model")
    parser.add_argument("--model", default=BASE_ID, help="Hub id or folder (default: %(default)s)")
    names = ("base", "tuned", "seed-recipe")
    parser.add_argument("--name", required=True, choices=names, help="folder name; of seed-recipe only fp32 is written")
    add_path(parser, "--output", ROOT / "public/models", "published folder")
    add_path(parser, "--fp32-output", ROOT / "models-fp32", "folder for the fp32 file, not committed")
    add_path(parser, "--records", RECORDS, "folder that keeps the training record")
    parser.set_defaults(run=commands.run_export)


def add_evaluate(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `evaluate`."""
    parser = subparsers.add_parser("evaluate", help="MAP, MRR and recall on a TalentCLEF Task A folder")
    add_model(parser)
    parser.add_argument("--corpus-model", help="Hub id or folder that encodes the corpus (default: --model)")
    parser.add_argument("--corpus-file", help="ONNX file that encodes the corpus (default: --file)")
    add_path(parser, "--data", None, "folder with queries, corpus_elements and qrels.tsv")
    parser.add_argument("--record", type=Path, help="JSON file to add the figures to")
    add_looks(parser)
    add_titles(parser, "what of the benchmark stands in it is counted")
    parser.set_defaults(run=commands.run_evaluate)


def add_compare(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `compare`."""
    parser = subparsers.add_parser("compare", help="make and measure all candidates for the WASM file")
    add_path(parser, "--fp32", ROOT / "models-fp32/base", "folder with the fp32 ONNX file")
    add_titles(parser, "for the static calibration")
    add_looks(parser)
    add_path(parser, "--output", ROOT / "models-candidates", "folder for the candidates, not committed")
    add_path(parser, "--data", None, "folder with queries, corpus_elements and qrels.tsv")
    parser.add_argument("--record", type=Path, help="JSON file to add the table to")
    parser.set_defaults(run=commands.run_compare)


def add_manifest(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `manifest`."""
    parser = subparsers.add_parser("manifest", help="write manifest.json with digests, self-test vectors and figures")
    add_path(parser, "--models", ROOT / "public/models", "published folder")
    add_path(parser, "--fp32", ROOT / "models-fp32", "folder of the fp32 files")
    add_path(parser, "--records", RECORDS, "folder of the measured figures")
    parser.set_defaults(run=commands.run_manifest)


def add_fixtures(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `fixtures`."""
    parser = subparsers.add_parser("fixtures", help="write token ids of tricky texts for the Node and browser tests")
    parser.add_argument("--model", default=str(ROOT / "public/models/base"), help="Hub id or folder")
    add_path(parser, "--output", ROOT / "tests/fixtures/token-ids.json", "file to write")
    parser.set_defaults(run=commands.run_fixtures)


def add_evaluation_fixture(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `evaluation-fixture`."""
    parser = subparsers.add_parser("evaluation-fixture", help="write figures to which the app's evaluator is held")
    add_titles(parser, "the sizes of its test tasks are written")
    add_path(parser, "--output", ROOT / "tests/fixtures/evaluation-reference.json", "file to write")
    parser.set_defaults(run=commands.run_evaluation_fixture)


def add_card(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `card`."""
    parser = subparsers.add_parser("card", help="write the model card of a published model from the records")
    parser.add_argument("--name", default="tuned", choices=("base", "tuned"), help="default: %(default)s")
    add_path(parser, "--records", RECORDS, "folder of the measured figures")
    add_path(parser, "--manifest", ROOT / "public/models/manifest.json", "manifest with the figures of its files")
    add_path(parser, "--output", ROOT / "public/models/tuned/README.md", "file to write")
    parser.set_defaults(run=commands.run_card)


def add_push(subparsers: Commands[argparse.ArgumentParser]) -> None:
    """Declare `push`."""
    parser = subparsers.add_parser("push", help="upload a trained model, its small files and its card to the Hub")
    add_path(parser, "--model", ROOT / "models-fp32/tuned-weights", "sentence-transformers folder")
    add_path(parser, "--published", ROOT / "public/models/tuned", "folder of the small files")
    add_path(parser, "--records", RECORDS, "folder of the measured figures")
    parser.add_argument("--repository", required=True, help="owner/name on the Hub; you need to be logged in")
    parser.add_argument("--private", action="store_true", help="for your eyes only")
    parser.set_defaults(run=commands.run_push)


COMMANDS = (
    *(add_train, add_average, add_validate, add_study, add_curve, add_heads, add_own_heads, add_results, add_report),
    *(add_export, add_evaluate, add_compare, add_manifest, add_fixtures, add_evaluation_fixture, add_card, add_push),
)


def main(argv: list[str] | None = None) -> int:
    """Parse `argv` and run the command."""
    description = "Fine-tune, export, quantise and evaluate the sentence encoders of Rolemap."
    parser = argparse.ArgumentParser(prog="python -m rolemap_train", description=description)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(subparsers)
    arguments = parser.parse_args(argv)
    arguments.run(arguments)
    return 0
