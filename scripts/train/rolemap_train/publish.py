"""The `export` command: fp32 into an ignored folder, two small files into the published one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from rolemap_train.encoder import FP32_FILE
from rolemap_train.onnx_export import SMALL_FILES, export_fp32
from rolemap_train.quantise import four_bit
from rolemap_train.token_int8 import token_int8_small

DEVICES = {"wasm": "onnx/model_quantized.onnx", "webgpu": "onnx/model_q4.onnx"}
"""File that each device runs; the names are those that transformers.js derives from its dtypes q8 and q4."""
MAKERS: dict[str, Callable[[Path, Path], None]] = {"wasm": token_int8_small, "webgpu": four_bit}
MOST_BYTES = 23_000_000
"""Budget of one published model file."""


def export(source: str, name: str, published: Path, fp32: Path, records: Path) -> None:
    """Export `source` (Hub id or folder) as `name` below `published` and, in fp32, below `fp32`.

    A training record beside the model is kept as records/training-<name>.json.
    """
    fp32_file = export_fp32(source, fp32 / name)
    print(f"{fp32 / name / FP32_FILE}: {fp32_file.stat().st_size / 1e6:.1f} MB")
    for device, file in DEVICES.items():
        target = published / name / file
        target.parent.mkdir(parents=True, exist_ok=True)
        MAKERS[device](fp32_file, target)
        size = target.stat().st_size
        print(f"{target}: {size / 1e6:.1f} MB")
        if size > MOST_BYTES:
            raise ValueError(f"{target} has {size} bytes; the budget is {MOST_BYTES}")
    for small in SMALL_FILES:
        shutil.copyfile(fp32 / name / small, published / name / small)
    record = Path(source) / "training.json"
    if record.exists():
        shutil.copyfile(record, records / f"training-{name}.json")
