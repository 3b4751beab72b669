"""SavedModels: every signature once."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
from inputs import Recipe
from runtimes.tensorflow_graph import fetch, session_of, value_for
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

tf1 = tf.compat.v1


def load(path: Path, is_optimized: bool) -> tuple[tf1.Session, dict]:
    tags = SavedModel.FromString(path.read_bytes()).meta_graphs[0].meta_info_def.tags
    session = session_of(tf.Graph(), is_optimized)
    with session.graph.as_default():
        loaded = tf1.saved_model.load(session, list(tags), str(path.parent))
    return session, dict(loaded.signature_def)


def run(
    path: Path, recipes: Iterable[Recipe], is_optimized: bool
) -> Iterator[dict[str, np.ndarray]]:
    session, signatures = load(path, is_optimized)
    for recipe in recipes:
        yield _run_signatures(session, signatures, recipe)


def _run_signatures(session: tf1.Session, signatures: dict, recipe: Recipe) -> dict[str, np.ndarray]:
    outputs: dict[str, np.ndarray] = {}
    for key, signature in sorted(signatures.items()):
        inputs = {
            name: session.graph.get_tensor_by_name(each.name)
            for name, each in signature.inputs.items()
        }
        feeds = {tensor: value_for(tensor, name, recipe) for name, tensor in inputs.items()}
        names = {f"{key}/{name}": each.name for name, each in signature.outputs.items()}
        outputs |= fetch(session, names, feeds)
    return outputs
