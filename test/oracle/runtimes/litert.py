"""TFLite models in LiteRT, with the kernels of XNNPACK and with its plain ones."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from inputs import Recipe, random_input

KERNELS = {
    "XNNPACK": OpResolverType.AUTO,
    "plain": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
}
Outputs = dict[str, np.ndarray]


def load(path: Path, kernels: str) -> Interpreter:
    interpreter = Interpreter(
        str(path), experimental_op_resolver_type=KERNELS[kernels], num_threads=1
    )
    interpreter.allocate_tensors()
    return interpreter


def run(path: Path, recipes: Iterable[Recipe], kernels: str) -> Iterator[Outputs]:
    interpreter = load(path, kernels)
    for recipe in recipes:
        interpreter.reset_all_variables()
        yield _run_once(interpreter, recipe)


def _run_once(interpreter: Interpreter, recipe: Recipe) -> Outputs:
    """Every signature once; without any that has outputs, the first subgraph."""
    declared = interpreter.get_signature_list().items()
    signatures = [key for key, signature in declared if signature["outputs"]]
    if not signatures:
        return _run_subgraph(interpreter, recipe)
    outputs: Outputs = {}
    for key in sorted(signatures):
        runner = interpreter.get_signature_runner(key)
        values = {
            name: _value(name, each, recipe) for name, each in runner.get_input_details().items()
        }
        outputs |= {f"{key}/{name}": array for name, array in runner(**values).items()}
    return outputs


def _run_subgraph(interpreter: Interpreter, recipe: Recipe) -> Outputs:
    inputs = interpreter.get_input_details()
    values = [_value(each["name"], each, recipe) for each in inputs]
    for each, value in zip(inputs, values, strict=True):
        if list(each["shape"]) != list(value.shape):
            interpreter.resize_tensor_input(each["index"], value.shape)
    interpreter.allocate_tensors()
    for each, value in zip(inputs, values, strict=True):
        interpreter.set_tensor(each["index"], value)
    interpreter.invoke()
    return {
        f"{position}/{each['name']}": interpreter.get_tensor(each["index"])
        for position, each in enumerate(interpreter.get_output_details())
    }


def _value(name: str, details: dict, recipe: Recipe) -> np.ndarray:
    dtype = np.dtype(object if details["dtype"] is np.bytes_ else details["dtype"])
    shape = [
        None if signed == -1 else int(size)
        for size, signed in zip(details["shape"], details["shape_signature"], strict=True)
    ]
    return random_input(name, dtype, shape, recipe)
