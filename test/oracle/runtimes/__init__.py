"""The reference runtimes, each as a way to load a file and a way to run it on inputs of a recipe."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from inputs import Recipe
from runtimes import litert, onnx_runtime, saved_model, tensorflow_graph


@dataclass(frozen=True)
class Runtime:
    name: str
    load: Callable[[Path], Any]  # raises where the runtime refuses the file
    # Loaded once, outputs by name for each recipe.
    run: Callable[[Path, Iterable[Recipe]], Iterator[dict[str, np.ndarray]]]


def runtimes_of(format: str, outputs: Sequence[str] = ()) -> list[Runtime]:
    """@param outputs Of a frozen graph, which does not declare them."""
    match format:
        case "tflite":
            return [
                Runtime(
                    f"LiteRT with {kernels} kernels",
                    partial(litert.load, kernels=kernels),
                    partial(litert.run, kernels=kernels),
                )
                for kernels in litert.KERNELS
            ]
        case "onnx":
            return _optimized_and_not("onnxruntime", onnx_runtime.load, onnx_runtime.run)
        case "saved-model":
            return _optimized_and_not("TensorFlow", saved_model.load, saved_model.run)
        case "graphdef":
            run = partial(tensorflow_graph.run, outputs=outputs)
            return _optimized_and_not("TensorFlow", tensorflow_graph.load, run)
    raise ValueError(format)


def _optimized_and_not(name: str, load: Callable, run: Callable) -> list[Runtime]:
    """As it comes a runtime computes several nodes in one kernel, which may take less than those of the single ones."""
    return [
        Runtime(name, partial(load, is_optimized=True), partial(run, is_optimized=True)),
        Runtime(
            f"{name} without optimizations",
            partial(load, is_optimized=False),
            partial(run, is_optimized=False),
        ),
    ]
