"""The `export` command: fp32 into an ignored folder, two small files into the published one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from rolemap_train.encoder import FP32_FILE
from rolemap_train.onnx_export import SMALL_FILES, export_fp32
from rolemap_train.quantise import four_bit
from rolemap_train.records import TRAINING_RECORD, kept_training_record, read_training_record, write_training_record
from rolemap_train.token_int8 import token_int8_small

DEVICES = {"wasm": "onnx/model_quantized.onnx", "webgpu": "onnx/model_q4.onnx"}
"""File that each device runs; the names are those that transformers.js derives from its dtypes q8 and q4."""
MAKERS: dict[str, Callable[[Path, Path], None]] = {"wasm": token_int8_small, "webgpu": four_bit}
SHIPPED = ("base", "tuned")
MOST_BYTES = 23_000_000
"""Budget of one published model file."""


def export(source: str, name: str, published: Path, fp32: Path, records: Path) -> None:
    """Export `source` (Hub id or folder) as `name` below `published` and, in fp32, below `fp32`.

    How the model was trained is kept beside the fp32 file and as records/training-<name>.json; an older record goes.
    A model that is not shipped gets the fp32 file alone: the vectors of shipped data come from it.
    """
    fp32_file = export_fp32(source, fp32 / name)
    print(f"{fp32 / name / FP32_FILE}: {fp32_file.stat().st_size / 1e6:.1f} MB")
    if name in SHIPPED:
        write_published(fp32_file, fp32 / name, published / name)
    record = read_training_record(Path(source))
    kept = kept_training_record(records, name)
    for old in (kept, fp32 / name / TRAINING_RECORD):
        old.unlink(missing_ok=True)
    if record:
        write_training_record(fp32 / name, record)
        shutil.copyfile(fp32 / name / TRAINING_RECORD, kept)


def write_published(fp32_file: Path, fp32: Path, published: Path) -> None:
    """Write the files of each device and the small ones to `published`; a file above the budget is an error."""
    for device, file in DEVICES.items():
        target = published / file
        target.parent.mkdir(parents=True, exist_ok=True)
        MAKERS[device](fp32_file, target)
        size = target.stat().st_size
        print(f"{target}: {size / 1e6:.1f} MB")
        if size > MOST_BYTES:
            raise ValueError(f"{target} has {size} bytes; the budget is {MOST_BYTES}")
    for small in SMALL_FILES:
        shutil.copyfile(fp32 / small, published / small)
