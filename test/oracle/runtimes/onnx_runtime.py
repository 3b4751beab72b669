"""ONNX models in onnxruntime, with all its optimizations and with none."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from inputs import Recipe, random_input

DTYPES = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int8)": np.int8,
    "tensor(uint8)": np.uint8,
    "tensor(int16)": np.int16,
    "tensor(uint16)": np.uint16,
    "tensor(int32)": np.int32,
    "tensor(uint32)": np.uint32,
    "tensor(int64)": np.int64,
    "tensor(uint64)": np.uint64,
    "tensor(bool)": np.bool_,
    "tensor(string)": object,
}


def load(path: Path, is_optimized: bool) -> onnxruntime.InferenceSession:
    levels = onnxruntime.GraphOptimizationLevel
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = (
        levels.ORT_ENABLE_ALL if is_optimized else levels.ORT_DISABLE_ALL
    )
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(
    path: Path, recipes: Iterable[Recipe], is_optimized: bool
) -> Iterator[dict[str, np.ndarray]]:
    session = load(path, is_optimized)
    names = [each.name for each in session.get_outputs()]
    for recipe in recipes:
        feeds = {each.name: _value(each, recipe) for each in session.get_inputs()}
        outputs: dict[str, np.ndarray] = {}
        for name, value in zip(names, session.run(names, feeds), strict=True):
            outputs |= _arrays(name, value)
        yield outputs


def _value(declared: onnxruntime.NodeArg, recipe: Recipe) -> np.ndarray:
    shape = [each if isinstance(each, int) else None for each in declared.shape]
    if declared.type not in DTYPES:
        raise NotImplementedError(f"no random values of the type {declared.type}")
    return random_input(declared.name, DTYPES[declared.type], shape, recipe)


def _arrays(name: str, value: object) -> dict[str, np.ndarray]:
    """Sequences and maps, element by element."""
    if isinstance(value, list):
        pairs = list(enumerate(value))
    elif isinstance(value, dict):
        pairs = list(value.items())
    else:
        return {} if value is None else {name: np.asarray(value)}
    arrays: dict[str, np.ndarray] = {}
    for key, each in pairs:
        arrays |= _arrays(f"{name}[{key}]", each)
    return arrays
