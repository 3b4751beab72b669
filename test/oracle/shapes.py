"""Compares the shapes that the command line tells with those that onnx, LiteRT and TensorFlow know."""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from fnmatch import fnmatch
from pathlib import Path

import onnx
import onnx.shape_inference
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from isolation import isolated
from product import Product, Refusal
from subject import Subject, corpus, samples
from tensorflow.core.protobuf import saved_model_pb2

# Of the values whose shape is known to them in all lengths.
LEAST_SHARE = 0.98
# onnx splits a list into more parts than it has elements there, in a branch that is never taken.
WRONG_THERE = {"onnx-test_affine_grid_3d_expanded-model-684f6d"}

# By name: lengths, None where unknown. What has several shapes under one name is left out.
Shapes = dict[str, list[int | None]]
# By name: the operator that makes it.
Makers = dict[str, str]


def onnx_shapes(path: Path) -> tuple[Shapes, Makers]:
    model = onnx.load(path, load_external_data=False)
    model = onnx.shape_inference.infer_shapes(model, data_prop=True)
    found, makers = defaultdict(list), {}
    pending = [model.graph]
    while pending:
        graph = pending.pop()
        for value in [*graph.input, *graph.output, *graph.value_info]:
            if value.type.tensor_type.HasField("shape"):
                lengths = value.type.tensor_type.shape.dim
                known = [each.dim_value if each.HasField("dim_value") else None for each in lengths]
                # Some exporters write -1 for what is not known.
                found[value.name].append([None if (each or 0) < 0 else each for each in known])
        for node in graph.node:
            makers |= dict.fromkeys(node.output, node.op_type)
            for attribute in node.attribute:
                pending += [attribute.g] if attribute.HasField("g") else attribute.graphs
    return {name: each[0] for name, each in found.items() if all(one == each[0] for one in each)}, makers


def tflite_shapes(path: Path) -> tuple[Shapes, Makers]:
    interpreter = Interpreter(model_path=str(path), num_threads=1)
    for details in interpreter.get_input_details():
        # A length that is not stated is not known: one that is allocated says nothing.
        if (details["shape_signature"] < 0).any():
            return {}, {}
    interpreter.allocate_tensors()
    names = Counter(each["name"] for each in interpreter.get_tensor_details())
    name_of = {each["index"]: each["name"] for each in interpreter.get_tensor_details()}
    makers = {
        name_of[output]: each["op_name"]
        for each in interpreter._get_ops_details()
        for output in each["outputs"]
        if output in name_of
    }
    shapes = {
        each["name"]: each["shape"].tolist()
        for each in interpreter.get_tensor_details()
        if names[each["name"]] == 1 and (each["shape_signature"] >= 0).all()
    }
    return shapes, makers


def tensorflow_shapes(path: Path) -> tuple[Shapes, Makers]:
    graph_def = tf.compat.v1.GraphDef()
    data = path.read_bytes()
    try:
        graph_def.ParseFromString(data)
    except Exception:
        saved = saved_model_pb2.SavedModel()
        saved.ParseFromString(data)
        graph_def = saved.meta_graphs[0].graph_def
    with tf.Graph().as_default() as graph:
        tf.compat.v1.import_graph_def(graph_def, name="")
    outputs = {
        operation.name if port == 0 else f"{operation.name}:{port}": output
        for operation in graph.get_operations()
        for port, output in enumerate(operation.outputs)
        if output.shape.rank is not None and output.dtype != tf.resource
    }
    shapes = {name: output.shape.as_list() for name, output in outputs.items()}
    return shapes, {name: output.op.type for name, output in outputs.items()}


KNOWN = {"onnx": onnx_shapes, "tflite": tflite_shapes}


def compare(subject: Subject, product: Product) -> tuple[str, Counter, Counter, list[str]] | None:
    """
    @returns the format, how many values are static and the same, the operators of those that are not, and what
    contradicts; None: nothing to compare.
    """
    try:
        values = product.values(subject.path)
    except Refusal:
        return None
    kind = subject.expected_format if subject.expected_format in KNOWN else "tensorflow"
    outcome = isolated(KNOWN.get(kind, tensorflow_shapes), subject.path).value
    if outcome is None:
        return None
    known, makers = outcome
    counts, missed, wrong = Counter(), Counter(), []
    names = Counter(each["name"] for each in values)
    for each in values:
        theirs = known.get(each["name"])
        if theirs is None or names[each["name"]] > 1:
            continue
        ours = each["shape"]
        if None not in theirs:
            counts["static"] += 1
            counts["same"] += ours == theirs
            if ours != theirs:
                missed[makers.get(each["name"], "none")] += 1
        differs = ours is not None and (
            len(ours) != len(theirs)
            or any(
                isinstance(one, int) and other is not None and one != other
                for one, other in zip(ours, theirs)
            )
        )
        # Where the file states something else than it makes, that is told as a warning.
        if differs and each["source"] == "inferred" and subject.name not in WRONG_THERE:
            wrong.append(f"{subject.name}: {each['name']} is {ours} to us, {theirs} to them")
    return kind, counts, missed, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="*", metavar="PATTERN", help="of model names")
    pattern = parser.parse_args().only
    totals, misses, contradictions = defaultdict(Counter), defaultdict(Counter), []
    with tempfile.TemporaryDirectory() as name:
        product = Product(Path(name))
        for subject in samples() + corpus():
            outcome = compare(subject, product) if fnmatch(subject.name, pattern) else None
            if outcome is not None:
                kind, counts, missed, wrong = outcome
                totals[kind] += counts
                misses[kind] += missed
                totals[kind]["models"] += 1
                contradictions += wrong
    for line in contradictions:
        print("FAILED", line)
    print(f"{'shapes':12}{'models':>8}{'static':>8}{'same':>8}{'share':>9}  other than theirs, by operator")
    is_short = False
    for kind, counts in totals.items():
        share = counts["same"] / counts["static"] if counts["static"] else 1
        is_short |= share < LEAST_SHARE
        others = ", ".join(f"{operator} {count}" for operator, count in misses[kind].most_common())
        print(f"{kind:12}{counts['models']:8}{counts['static']:8}{counts['same']:8}{share:9.2%}  {others}")
    return 1 if contradictions or is_short else 0


if __name__ == "__main__":
    sys.exit(main())
