"""Frozen TensorFlow graphs, binary and text, in a TensorFlow 1 session."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf
from google.protobuf import text_format
from inputs import Recipe, random_input

tf1 = tf.compat.v1


def load(path: Path, is_optimized: bool) -> tf.Graph:
    """@param is_optimized Says nothing of loading."""
    del is_optimized
    if path.suffix == ".pb":
        definition = tf1.GraphDef.FromString(path.read_bytes())
    else:
        definition = text_format.Parse(path.read_text(), tf1.GraphDef())
    _seed(definition)
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(definition, name="")
    return graph


def run(
    path: Path, recipes: Iterable[Recipe], outputs: Sequence[str], is_optimized: bool
) -> Iterator[dict[str, np.ndarray]]:
    graph = load(path, is_optimized)
    placeholders = [
        each.outputs[0]
        for each in graph.get_operations()
        if each.type in ("Placeholder", "PlaceholderV2")
    ]
    tensors = {name: name if ":" in name else f"{name}:0" for name in outputs}
    with session_of(graph, is_optimized) as session:
        for recipe in recipes:
            feeds = {each: value_for(each, each.op.name, recipe) for each in placeholders}
            yield fetch(session, tensors, feeds)


def session_of(graph: tf.Graph, is_optimized: bool) -> tf1.Session:
    one = tf1.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    if not is_optimized:
        one.graph_options.rewrite_options.disable_meta_optimizer = True
        one.graph_options.optimizer_options.opt_level = -1  # L0
    return tf1.Session(graph=graph, config=one)


def value_for(tensor: tf.Tensor, name: str, recipe: Recipe) -> np.ndarray:
    shape = None if tensor.shape.rank is None else tensor.shape.as_list()
    return random_input(name, tensor.dtype.as_numpy_dtype, shape, recipe)


def fetch(session: tf1.Session, tensors: dict[str, str], feeds: dict) -> dict[str, np.ndarray]:
    """One by one: a graph with leftovers of training can give some and not others."""
    results: dict[str, np.ndarray] = {}
    errors: list[Exception] = []
    for name, tensor in tensors.items():
        try:
            results[name] = np.asarray(session.run(tensor, feeds))
        except (tf.errors.OpError, ValueError, TypeError) as error:
            errors.append(error)
    if errors and not results:
        raise errors[0]
    return results


def _seed(definition: tf1.GraphDef) -> None:
    """Dropout and the like shall draw the same numbers each time."""
    nodes: Iterable = definition.node
    for node in nodes:
        if "seed" in node.attr and "seed2" in node.attr:
            node.attr["seed"].i = 1
            node.attr["seed2"].i = zlib.crc32(node.name.encode())
