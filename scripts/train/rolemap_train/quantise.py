"""Small files from the fp32 ONNX file. Each function reads one file and writes one file."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    matmul_nbits_quantizer,
    quantize_dynamic,
    quantize_static,
)
from tokenizers import Tokenizer

from rolemap_train.encoder import pad
from rolemap_train.text import token_ids

# The quantisers log every node that they leave alone.
logging.getLogger("onnxruntime.quantization").setLevel(logging.ERROR)
logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.ERROR)

BLOCK = 32
"""Weights that share one scale in the 4-bit format."""
QUANTISED_AXIS = {"MatMul": 0, "Gather": 1}


def layer_products(model: onnx.ModelProto, layer: int, layers: int) -> list[str]:
    """Return the names of the products with weights of one of `layers` layers; every layer has as many of them."""
    weights = {tensor.name for tensor in model.graph.initializer}
    names = [node.name for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights]
    if len(names) % layers:
        raise ValueError(f"{len(names)} products do not belong to {layers} layers alike")
    each = len(names) // layers
    return names[layer * each : (layer + 1) * each]


def four_bit(
    source: Path,
    target: Path,
    operators: Sequence[str] = ("MatMul", "Gather"),
    block: int = BLOCK,
    whole_layer: tuple[int, int] | None = None,
) -> None:
    """Store the weights of `operators` in 4 bits, symmetric, one scale for each block of `block` weights.

    whole_layer: number of a layer, from 0, that keeps its weights in fp32, and the number of layers. MatMulNBits with
    accuracy level 4 quantises activations too, but block by block inside each token's row, so a vector does not depend
    on its batch mates.
    """
    axes = tuple((operator, QUANTISED_AXIS[operator]) for operator in operators)
    config = matmul_nbits_quantizer.DefaultWeightOnlyQuantConfig(
        block_size=block,
        is_symmetric=True,
        accuracy_level=4,
        op_types_to_quantize=tuple(operators),
        quant_axes=axes,
        bits=4,
    )
    model = onnx.load(source)
    excluded = layer_products(model, *whole_layer) if whole_layer else []
    quantizer = matmul_nbits_quantizer.MatMulNBitsQuantizer(model, algo_config=config, nodes_to_exclude=excluded)
    quantizer.process()
    onnx.save(quantizer.model.model, target)


def batch_int8(source: Path, target: Path) -> None:
    """Quantise dynamically with one activation scale for the whole batch: the usual way, kept for comparison."""
    with tempfile.TemporaryDirectory() as folder:
        between = Path(folder) / "matmul.onnx"
        quantize_dynamic(
            source, between, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
        )
        four_bit(between, target, ("Gather",))


class TitleReader(CalibrationDataReader):  # type: ignore[misc]  # the base has no types
    """Feeds titles one at a time to the calibration."""

    def __init__(self, tokenizer: Tokenizer, titles: Sequence[str]) -> None:
        """Tokenise `titles`."""
        self.rows = iter([pad([ids]) for ids in token_ids(tokenizer, titles)])

    def get_next(self) -> dict[str, NDArray[np.int64]] | None:
        """Return the inputs of the next title, or None at the end."""
        row = next(self.rows, None)
        if row is None:
            return None
        ids, mask = row
        return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def static_int8(source: Path, target: Path, tokenizer: Tokenizer, titles: Sequence[str]) -> None:
    """Quantise with activation scales fixed beforehand on `titles` (training titles, never evaluation ones)."""
    weights = {tensor.name for tensor in onnx.load(source).graph.initializer}
    products = [node for node in onnx.load(source).graph.node if node.op_type == "MatMul"]
    attention = [node.name for node in products if node.input[1] not in weights]
    with tempfile.TemporaryDirectory() as folder:
        between = Path(folder) / "matmul.onnx"
        quantize_static(
            source,
            between,
            TitleReader(tokenizer, titles),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=attention,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        four_bit(between, target, ("Gather",))
