"""Computing in float16, for every operator of ONNX that takes floats: onnx's own examples of each, in each version.

Each input is a graph input, a constant and computed in turn: what the checker or onnxruntime want alike shows only where
one of two becomes float16 and the other does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from fidelity import decibels
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases
from product import Product, Refusal
from result import Result, Status
from runtimes import onnx_runtime

CHECK = "float16-operators"
FLOAT = TensorProto.FLOAT
WAYS = ("input", "constant", "computed")
# Of single numbers of ten binary digits, which operators multiply and sum up.
SMALLEST_DECIBELS = 30.0
LARGEST = 65504  # of float16; onnx.checker and onnxruntime are asked about other results too


@dataclass(frozen=True)
class Example:
    name: str
    model: onnx.ModelProto
    feeds: dict[str, np.ndarray]


def check_half_precision(product: Product, folder: Path) -> list[Result]:
    return [
        _check(product, folder, each) for example in _examples() for each in _variants(example)
    ]


def _examples() -> Iterator[Example]:
    """One for each set of inputs and outputs of an operator, at each version that onnxruntime has."""
    seen = set()
    with np.errstate(all="ignore"):
        cases = collect_testcases(None)
    for case in cases:
        model, data = case.model, case.data_sets
        if model is None or not data or len(model.graph.node) != 1 or model.graph.node[0].domain:
            continue
        node = model.graph.node[0]
        inputs = data[0][0]
        if not any(isinstance(each, np.ndarray) and each.dtype == np.float32 for each in inputs):
            continue
        form = (
            node.op_type,
            tuple(bool(each) for each in node.input),
            tuple(bool(each) for each in node.output),
            tuple(str(getattr(each, "dtype", "")) for each in inputs),
        )
        if form in seen:
            continue
        seen.add(form)
        names = [each.name for each in model.graph.input]
        for version in _versions(node.op_type, model):
            older = onnx.ModelProto()
            older.CopyFrom(model)
            older.ir_version = 10
            del older.opset_import[:]
            older.opset_import.extend([helper.make_opsetid("", version)])
            yield Example(f"{case.name}-{version}", older, dict(zip(names, inputs)))


def _versions(operator: str, model: onnx.ModelProto) -> list[int]:
    """The last opset with each version of an operator, up to that of the example."""
    newest = next(each.version for each in model.opset_import if each.domain == "")
    since = sorted({
        each.since_version
        for each in onnx.defs.get_all_schemas_with_history()
        if each.domain == "" and each.name == operator
    })
    # onnxruntime has none before 7.
    return sorted({min(newest, later - 1) for later in (*since[1:], newest + 1) if later > 7})


def _variants(example: Example) -> Iterator[Example]:
    floats = [name for name, value in example.feeds.items() if getattr(value, "dtype", None) == np.float32]
    yield example
    for name in floats:
        for way in WAYS[1:]:
            yield _with(example, name, way)


def _with(example: Example, name: str, way: str) -> Example:
    model = onnx.ModelProto()
    model.CopyFrom(example.model)
    graph, value = model.graph, example.feeds[name]
    feeds = {key: each for key, each in example.feeds.items() if key != name}
    declared = next(each for each in graph.input if each.name == name)
    if way == "constant":
        graph.initializer.append(numpy_helper.from_array(value, name))
        graph.input.remove(declared)
    else:
        declared.name = f"{name}/negative"
        graph.node.insert(0, helper.make_node("Neg", [declared.name], [name]))
        feeds[declared.name] = -value
    return Example(f"{example.name}-{name}-{way}", model, feeds)


def _check(product: Product, folder: Path, example: Example) -> Result:
    model, result = folder / "half.onnx", folder / "half.float16.onnx"
    model.write_bytes(example.model.SerializeToString())
    try:
        before = _run(model, example.feeds)
    except Exception as error:
        return _result(example, Status.SKIPPED, str(error))
    options = ("--force", "--compute", "true", "--deny-operators", "None")
    try:
        product.transform(model, "quantize-float16", *options, result=result)
        after = _run(result, example.feeds)
    except Refusal as refusal:
        return _result(example, Status.FAILED, f"not written: {refusal}")
    except Exception as error:
        return _result(example, Status.FAILED, str(error))
    worst = min(map(decibels, *_floats(before, after)), default=np.inf)
    status = Status.PASSED if worst >= SMALLEST_DECIBELS else Status.FAILED
    return _result(example, status, "", float(worst))


def _floats(before: Sequence[np.ndarray], after: Sequence[np.ndarray]):
    pairs = [
        (one, other)
        for one, other in zip(before, after, strict=True)
        if getattr(one, "dtype", None) == np.float32 and one.any() and np.abs(one).max() <= LARGEST
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _run(path: Path, feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
    """@raises where the checker or onnxruntime refuses it."""
    onnx.checker.check_model(str(path), full_check=True)
    return onnx_runtime.load(path).run(None, feeds)


def _result(example: Example, status: Status, detail: str, lowest: float | None = None) -> Result:
    line = " ".join(detail.split())[:300]
    return Result(example.name, "onnx", CHECK, status, line, lowest)
