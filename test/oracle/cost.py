"""Compares the multiply-accumulates and the peak of activations that the command line tells with those counted here.

Shapes are those that onnx, LiteRT and TensorFlow know for a batch of 1; products in TensorFlow's graphs are those of its
own statistics of operators, others are counted by the formulas below.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from math import prod
from pathlib import Path

import keras
import numpy as np
import onnx
import onnx.shape_inference
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from google.protobuf import text_format
from google.protobuf.message import DecodeError
from isolation import isolated
from product import Product, Refusal
from subject import Subject, corpus, samples
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow.python.framework import ops
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

tf1 = tf.compat.v1

# Networks of Keras, with what was published of them, in millions. ResNet-50 v1 has its strides in the first convolution of
# a block and 3.86 G; that of most other libraries, "v1.5", has them in the second and 4.09 G.
PUBLISHED: dict[str, tuple[Callable[[], keras.Model], int]] = {
    "MobileNet": (lambda: keras.applications.MobileNet(weights=None), 569),
    "MobileNetV2": (lambda: keras.applications.MobileNetV2(weights=None), 300),
    "ResNet50": (lambda: keras.applications.ResNet50(weights=None), 3_858),
    "VGG16": (lambda: keras.applications.VGG16(weights=None), 15_470),
}
# What is stated is not what runs: uint8 that is stated as float32, and a product of another shape than is stated.
STATED_OTHERWISE = {"litert-add_quantized", "ort-node_output_not_used"}
# A part of what is published is rounded, or leaves out the last layer.
LARGEST_DEVIATION = 0.005


class Unknown(Exception):
    """Not a model to be counted here: shapes or operators are not known."""


@dataclass
class Cost:
    macs: int
    peak: int | None  # None: not counted


@dataclass
class Step:
    """A node: positions of what it reads and makes."""

    inputs: list
    outputs: list
    is_view: bool = False


@dataclass
class Memory:
    """Of values by any key."""

    sizes: dict = field(default_factory=dict)
    fixed: set = field(default_factory=set)  # known before the model runs

    def peak(self, steps: list[Step], inputs: list, outputs: list) -> int:
        home = {}
        for step in steps:
            if step.inputs and all(each in self.fixed for each in step.inputs):
                self.fixed.update(step.outputs)
            elif step.is_view:
                home[step.outputs[0]] = home.get(step.inputs[0], step.inputs[0])
        at = lambda value: home.get(value, value)  # noqa: E731
        born = {at(value): 0 for value in inputs}
        dies = {}
        for index, step in enumerate(steps):
            for value in step.outputs:
                born.setdefault(at(value), index)
            for value in [*step.inputs, *step.outputs]:
                dies[at(value)] = index
        dies |= {at(value): len(steps) - 1 for value in outputs}
        if not steps:
            raise Unknown
        change = [0] * (len(steps) + 1)
        for value, start in born.items():
            if value in dies and value not in self.fixed:
                change[start] += self.sizes[value]
                change[dies[value] + 1] -= self.sizes[value]
        return int(max(np.cumsum(change)))


# ONNX

ONNX_VIEWS = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"}
ONNX_PRODUCTS = {
    "Conv": lambda i, o, a: prod(o[0]) * prod(i[1][1:]),
    "ConvInteger": lambda i, o, a: prod(o[0]) * prod(i[1][1:]),
    "QLinearConv": lambda i, o, a: prod(o[0]) * prod(i[3][1:]),
    "ConvTranspose": lambda i, o, a: prod(i[0]) * prod(i[1][1:]),
    "MatMul": lambda i, o, a: prod(o[0]) * i[0][-1],
    "MatMulInteger": lambda i, o, a: prod(o[0]) * i[0][-1],
    "QLinearMatMul": lambda i, o, a: prod(o[0]) * i[0][-1],
    "Gemm": lambda i, o, a: prod(o[0]) * i[0][0 if a.get("transA") else 1],
    "LSTM": lambda i, o, a: i[0][0] * i[0][1] * (prod(i[1]) + prod(i[2])),
    "GRU": lambda i, o, a: i[0][0] * i[0][1] * (prod(i[1]) + prod(i[2])),
    "RNN": lambda i, o, a: i[0][0] * i[0][1] * (prod(i[1]) + prod(i[2])),
}
# Of which one node runs others, or sums up products in ways that are not counted here.
ONNX_LEFT_OUT = {"If", "Loop", "Scan", "SequenceMap", "Einsum", "Attention", "DeformConv"}


def onnx_cost(path: Path) -> Cost:
    model = onnx.load(path, load_external_data=False)
    if model.functions:
        raise Unknown
    constants = {each.name for each in model.graph.initializer}
    for value in model.graph.input:
        if value.name not in constants:
            for length in value.type.tensor_type.shape.dim:
                if length.dim_value <= 0:
                    length.dim_value = 1
    # What is stated of inner values may be of another batch.
    del model.graph.value_info[:]
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    graph = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
    types = {each.name: (list(each.dims), each.data_type) for each in graph.initializer}
    for value in [*graph.input, *graph.output, *graph.value_info]:
        tensor = value.type.tensor_type
        if value.name not in types and tensor.HasField("shape"):
            types[value.name] = ([each.dim_value for each in tensor.shape.dim], tensor.elem_type)
            if not all(each.HasField("dim_value") and each.dim_value >= 0 for each in tensor.shape.dim):
                del types[value.name]
    memory, steps, macs = Memory(fixed=constants), [], 0
    for node in graph.node:
        if node.op_type in ONNX_LEFT_OUT or node.domain not in ("", "ai.onnx"):
            raise Unknown
        if node.op_type == "Constant":
            memory.fixed.update(node.output)
            continue
        inputs, outputs = ([each for each in names if each] for names in (node.input, node.output))
        steps.append(Step(inputs, outputs, node.op_type in ONNX_VIEWS))
        if any(each not in types for each in outputs):
            raise Unknown
        count = ONNX_PRODUCTS.get(node.op_type)
        if count:
            attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
            macs += count(*([types[each][0] for each in names if each] for names in (node.input, node.output)), attributes)
    for name, (shape, kind) in types.items():
        if kind == onnx.TensorProto.STRING or kind == 0:
            raise Unknown
        memory.sizes[name] = -(-prod(shape) * _bits(kind) // 8)
    inputs = [each.name for each in graph.input if each.name not in constants]
    return Cost(macs, memory.peak(steps, inputs, [each.name for each in graph.output]))


def _bits(kind: int) -> int:
    narrow = {onnx.TensorProto.INT4: 4, onnx.TensorProto.UINT4: 4, onnx.TensorProto.FLOAT4E2M1: 4}
    return narrow.get(kind) or 8 * onnx.helper.tensor_dtype_to_np_dtype(kind).itemsize


# TFLite

TFLITE_VIEWS = {"RESHAPE", "SQUEEZE", "EXPAND_DIMS"}
LSTM_MATRICES = [*range(1, 9), 16]
TFLITE_PRODUCTS = {
    "CONV_2D": lambda i, o: prod(o[0]) * prod(i[1][1:]),
    "DEPTHWISE_CONV_2D": lambda i, o: prod(o[0]) * prod(i[1][1:3]),
    "CONV_3D": lambda i, o: prod(o[0]) * prod(i[1][:4]),
    "TRANSPOSE_CONV": lambda i, o: prod(i[2]) * prod(i[1][:3]),
    "FULLY_CONNECTED": lambda i, o: prod(o[0]) * i[1][-1],
    "UNIDIRECTIONAL_SEQUENCE_LSTM": lambda i, o: prod(i[0][:-1])
    * sum(prod(i[each]) for each in LSTM_MATRICES if i[each] is not None),
    "SVDF": lambda i, o: i[0][0] * (prod(i[1]) + prod(i[2])),
    "UNIDIRECTIONAL_SEQUENCE_RNN": lambda i, o: prod(i[0][:-1]) * (prod(i[1]) + prod(i[2])),
    "RNN": lambda i, o: i[0][0] * (prod(i[1]) + prod(i[2])),
}
TFLITE_LEFT_OUT = {"IF", "WHILE", "CALL", "CALL_ONCE", "LSTM", "BATCH_MATMUL", "BIDIRECTIONAL_SEQUENCE_LSTM"}
TFLITE_LEFT_OUT |= {"BIDIRECTIONAL_SEQUENCE_RNN", "VAR_HANDLE", "READ_VARIABLE", "STABLEHLO_COMPOSITE"}


def tflite_cost(path: Path) -> Cost:
    # What delegates run is not told apart.
    plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    interpreter = Interpreter(str(path), num_threads=1, experimental_op_resolver_type=plain)
    interpreter.allocate_tensors()
    operators = interpreter._get_ops_details()
    tensors = {each["index"]: each for each in interpreter.get_tensor_details()}
    memory, steps, macs = Memory(), [], 0
    made = {index for each in operators for index in each["outputs"]}
    inputs = [each["index"] for each in interpreter.get_input_details()]
    outputs = [each["index"] for each in interpreter.get_output_details()]
    memory.fixed = {index for index in tensors if index not in made and index not in inputs}
    for each in operators:
        name = each["op_name"]
        # A custom operator goes by a name of its own.
        if name in TFLITE_LEFT_OUT or name != name.upper() or name.startswith("DELEGATE"):
            raise Unknown
        reads = [index for index in each["inputs"] if index >= 0]
        makes = [index for index in each["outputs"] if index >= 0]
        steps.append(Step(reads, makes, name in TFLITE_VIEWS))
        count = TFLITE_PRODUCTS.get(name)
        if count:
            shapes = [
                [tensors[index]["shape"].tolist() if index >= 0 else None for index in each[side]]
                for side in ("inputs", "outputs")
            ]
            macs += count(*shapes)
    for index, each in tensors.items():
        if each["dtype"] in (np.object_, np.bytes_, np.str_):
            raise Unknown
        memory.sizes[index] = prod(each["shape"].tolist()) * np.dtype(each["dtype"]).itemsize
    return Cost(int(macs), memory.peak(steps, inputs, outputs))


# TensorFlow

# Operators without statistics that sum up products all the same, or run others.
TENSORFLOW_LEFT_OUT = ("While", "If", "Call", "LSTM", "GRU", "RNN", "Einsum", "Quantized", "Fused", "Backprop")


def tensorflow_cost(path: Path) -> Cost:
    graph_def = graph_of(path)
    for node in graph_def.node:
        node.attr.pop("_output_shapes", None)
        if node.op == "Placeholder":
            for length in node.attr["shape"].shape.dim:
                length.size = max(length.size, 1) if length.size < 0 else length.size
    with tf.Graph().as_default() as graph:
        tf1.import_graph_def(graph_def, name="")
    macs = 0
    for operation in graph.get_operations():
        if operation.type in ("LoopCond", "Merge"):
            raise Unknown
        if operation.type in PRODUCTS:
            macs += products_of(graph, operation)
        elif any(each in operation.type for each in TENSORFLOW_LEFT_OUT) and operation.type not in HARMLESS:
            raise Unknown
    return Cost(macs, None)


def graph_of(path: Path) -> tf1.GraphDef:
    """Of a graph or a SavedModel, as text or not."""
    data, is_text = path.read_bytes(), path.suffix == ".pbtxt"
    for message in (tf1.GraphDef(), saved_model_pb2.SavedModel()):
        try:
            text_format.Parse(data, message) if is_text else message.ParseFromString(data)
            return message if isinstance(message, tf1.GraphDef) else message.meta_graphs[0].graph_def
        except (DecodeError, text_format.ParseError):
            continue
    raise Unknown


PRODUCTS = {"Conv2D", "Conv3D", "DepthwiseConv2dNative", "MatMul", "BatchMatMul", "BatchMatMulV2"}
HARMLESS = {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"}


def products_of(graph: tf.Graph, operation: tf.Operation) -> int:
    """Half of the operations that TensorFlow counts for it: a product and a sum each."""
    statistics = ops.get_stats_for_node_def(graph, operation.node_def, "flops").value
    if statistics is None:
        raise Unknown
    return int(statistics) // 2


def freeze(model: keras.Model, path: Path) -> None:
    function = tf.function(lambda x: model(x, training=False))
    concrete = function.get_concrete_function(tf.TensorSpec((None, *model.input_shape[1:]), tf.float32))
    frozen = convert_variables_to_constants_v2(concrete)
    path.write_bytes(frozen.graph.as_graph_def().SerializeToString())


COUNTERS = {"onnx": onnx_cost, "tflite": tflite_cost}


@dataclass
class Comparison:
    kind: str
    counts: Counter
    wrong: list[str]
    macs: int


def compare(name: str, path: Path, kind: str, product: Product) -> Comparison | None:
    """None: not opened."""
    try:
        ours = product.cost(path)
    except Refusal:
        return None
    counts, wrong = Counter(models=1), []
    is_least = ours["cost"]["unknownMacs"]["count"] + ours["cost"]["loopsCountedOnce"]["count"] > 0
    outcome = isolated(COUNTERS.get(kind, tensorflow_cost), path)
    theirs = outcome.value
    if theirs is None or is_least:
        counts["lower bounds" if is_least else "not counted"] += 1
        return Comparison(kind, counts, wrong, ours["macs"])
    what = {"macs": theirs.macs, "activationPeakBytes": theirs.peak}
    if ours["cost"]["unknownActivations"]["count"] > 0:
        what["activationPeakBytes"] = None
    for key, short in ("macs", "equal"), ("activationPeakBytes", "equal peaks"):
        if what[key] is None:
            continue
        counts["peaks"] += key != "macs"
        counts[short] += ours[key] == what[key]
        if ours[key] != what[key]:
            wrong.append(f"{name}: {key} {ours[key]:,} to us, {what[key]:,} to them")
    return Comparison(kind, counts, wrong, ours["macs"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="*", metavar="PATTERN", help="of model names")
    pattern = parser.parse_args().only
    totals, wrong = defaultdict(Counter), []

    def add(comparison: Comparison | None) -> None:
        if comparison is not None:
            totals[comparison.kind] += comparison.counts
            wrong.extend(comparison.wrong)

    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder))
        for subject in samples() + corpus():
            if fnmatch(subject.name, pattern) and subject.name not in STATED_OTHERWISE:
                add(compare(subject.name, subject.path, _kind(subject), product))
        published = []
        for name, (make, millions) in PUBLISHED.items():
            if fnmatch(name, pattern):
                path = Path(folder) / f"{name}.pb"
                freeze(make(), path)
                comparison = compare(name, path, "tensorflow", product)
                add(comparison)
                published.append(f"{name:12}{millions:>16,} M{comparison.macs / 1e6:>12,.1f} M")
                if abs(comparison.macs / 1e6 / millions - 1) > LARGEST_DEVIATION:
                    wrong.append(f"{name}: {comparison.macs:,}, where {millions} M are published")
    for line in wrong:
        print("FAILED", line)
    columns = "models", "equal", "lower bounds", "not counted", "peaks", "equal peaks"
    print(f"{'cost':12}" + "".join(f"{each:>14}" for each in columns))
    for kind, counts in totals.items():
        print(f"{kind:12}" + "".join(f"{counts[each]:14}" for each in columns))
    print(f"{'network':12}{'published':>18}{'here':>14}")
    print("\n".join(published))
    return 1 if wrong else 0


def _kind(subject: Subject) -> str:
    return subject.expected_format if subject.expected_format in COUNTERS else "tensorflow"


if __name__ == "__main__":
    sys.exit(main())
