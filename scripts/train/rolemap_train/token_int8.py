"""Int8 matrix products with one activation scale a token, written with standard ONNX operators.

The usual dynamic quantisation (DynamicQuantizeLinear) takes one scale over the whole batch, so a title's vector
changes with its batch mates and with padding. Here each row of activations, that is each token, has its own scale
(per-token quantisation as in ZeroQuant, https://arxiv.org/abs/2206.01861). For activations X [batch, sequence, inner],
weights W [inner, outer]:

    s = max(ReduceMax(|X|, axis=-1), tiny) / 127            [batch, sequence, 1]
    Q = uint8(X / s + 128.5)                                 zero is 128, the cast rounds down
    Y = float(MatMulInteger(Q, V, 128, 128)) * s * t         V = uint8(round(W / t)) + 128, t [outer] = max|W| / 127

Weights are unsigned on purpose: x86 processors without VNNI add pairs of unsigned * signed products in 16 bits with
saturation, which falsifies some sums; unsigned * unsigned is exact everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from rolemap_train.quantise import four_bit

LEVELS = 127
"""Largest quantised magnitude; -128 stays unused so that the range is symmetric."""
ZERO = 128
TINY = 1e-12
"""Smallest row maximum, so that an all-zero row divides by something."""


@dataclass
class Rewriter:
    """Collects the nodes and constants that replace parts of one graph."""

    weights: dict[str, NDArray[np.float32]]
    opset: int
    nodes: list[NodeProto] = field(default_factory=list)
    constants: dict[str, TensorProto] = field(default_factory=dict)
    quantised: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Activation name -> names of its int8 form and its scale; query, key and value share one."""
    replaced: set[str] = field(default_factory=set)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Store `value` once; returns `name`."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(value, name)
        return name

    def add(self, operator: str, inputs: list[str], output: str, **attributes: int | list[int]) -> str:
        """Append a node; returns its output."""
        node = helper.make_node(operator, inputs, [output], name=f"{output}_{operator}")
        node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
        self.nodes.append(node)
        return output

    def row_maximum(self, values: str, output: str) -> str:
        """Append ReduceMax over the last axis; the axes moved from an attribute to an input in opset 18."""
        if self.opset < 18:
            return self.add("ReduceMax", [values], output, axes=[-1], keepdims=1)
        axes = self.constant("token_int8.last_axis", np.array([-1], dtype=np.int64))
        return self.add("ReduceMax", [values, axes], output, keepdims=1)

    def quantise_rows(self, activation: str) -> tuple[str, str]:
        """Append the nodes that quantise each row of `activation`; returns int8 form and scale."""
        if activation not in self.quantised:
            levels = self.constant("token_int8.levels", np.array(LEVELS, dtype=np.float32))
            tiny = self.constant("token_int8.tiny", np.array(TINY, dtype=np.float32))
            offset = self.constant("token_int8.offset", np.array(ZERO + 0.5, dtype=np.float32))
            size = self.add("Abs", [activation], f"{activation}.abs")
            largest = self.row_maximum(size, f"{activation}.max")
            guarded = self.add("Max", [largest, tiny], f"{activation}.guarded")
            scale = self.add("Div", [guarded, levels], f"{activation}.scale")
            steps = self.add("Div", [activation, scale], f"{activation}.steps")
            shifted = self.add("Add", [steps, offset], f"{activation}.shifted")
            whole = self.add("Cast", [shifted], f"{activation}.uint8", to=TensorProto.UINT8)
            self.quantised[activation] = (whole, scale)
        return self.quantised[activation]

    def product(self, node: NodeProto) -> None:
        """Replace `node`, activation @ constant weight."""
        activation, weight = node.input
        values, scales = quantise_columns(self.weights[weight])
        self.replaced.add(weight)
        whole, row_scale = self.quantise_rows(activation)
        zero = self.constant("token_int8.zero", np.array(ZERO, dtype=np.uint8))
        packed = self.constant(f"{weight}.uint8", values)
        column_scale = self.constant(f"{weight}.scale", scales)
        output = node.output[0]
        total = self.add("MatMulInteger", [whole, packed, zero, zero], f"{output}.int32")
        real = self.add("Cast", [total], f"{output}.float", to=TensorProto.FLOAT)
        scaled = self.add("Mul", [real, row_scale], f"{output}.rows")
        self.add("Mul", [scaled, column_scale], output)

    def lookup(self, node: NodeProto) -> None:
        """Replace `node`, a lookup in a constant table, by int8 rows with one scale a row."""
        table, indices = node.input
        values, scales = quantise_columns(self.weights[table].T)
        self.replaced.add(table)
        output = node.output[0]
        row = self.add("Gather", [self.constant(f"{table}.uint8", values.T.copy()), indices], f"{output}.uint8")
        real = self.add("Cast", [row], f"{output}.float", to=TensorProto.FLOAT)
        zero = self.constant("token_int8.real_zero", np.array(ZERO, dtype=np.float32))
        centred = self.add("Sub", [real, zero], f"{output}.centred")
        scale = self.add("Gather", [self.constant(f"{table}.scale", scales[:, None]), indices], f"{output}.scale")
        self.add("Mul", [centred, scale], output)


def quantise_columns(weights: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Quantise [inner, outer] with one scale a column; returns uint8 values around 128 and scales float32 [outer]."""
    scales = np.maximum(np.abs(weights).max(axis=0), TINY) / LEVELS
    values = np.rint(weights / scales) + ZERO
    return values.astype(np.uint8), scales.astype(np.float32)


def is_table(node: NodeProto, weights: dict[str, NDArray[np.float32]]) -> bool:
    """Tell whether `node` looks rows up in a constant float matrix."""
    return node.op_type == "Gather" and node.input[0] in weights and weights[node.input[0]].ndim == 2


def token_int8(source: Path, target: Path, *, rows: bool) -> None:
    """Rewrite every product with a constant weight; with `rows`, the embedding tables to int8 rows as well."""
    model: ModelProto = onnx.load(source)
    graph = model.graph
    floats = [tensor for tensor in graph.initializer if tensor.data_type == TensorProto.FLOAT]
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in floats}
    rewriter = Rewriter(weights, next(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")))
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in rewriter.weights:
            rewriter.product(node)
        elif rows and is_table(node, rewriter.weights):
            rewriter.lookup(node)
        else:
            rewriter.nodes.append(node)
    kept = [tensor for tensor in graph.initializer if tensor.name not in rewriter.replaced]
    nodes = list(rewriter.nodes)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *rewriter.constants.values()])
    onnx.checker.check_model(model)
    onnx.save(model, target)


def token_int8_small(source: Path, target: Path) -> None:
    """Per-token int8 products and 4-bit embedding tables: the file for WASM."""
    four_bit(source, target, ("Gather",))
    token_int8(target, target, rows=False)
