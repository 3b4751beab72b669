"""ResNet-50 as a frozen graph, and what came of it: resnet50.py make FILE | compare ORIGINAL RESULT

The weights are random: He's distribution, and normalizations with the statistics that their inputs have. compare prints
JSON: the nodes that a pipeline should have taken out, and how often the highest score stays the same.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
ops = tf.raw_ops
INPUT, OUTPUT = "Placeholder", "resnet_v1_50/predictions/Reshape_1"
SIDE = 224
IMAGES = 100
FLOATS = ("Conv2D", "MatMul", "BiasAdd", "Relu", "MaxPool", "AddV2")
BATCH = 10


def make(file: str) -> None:
    tf.keras.utils.set_random_seed(50)
    model = tf.keras.applications.ResNet50(weights=None, classifier_activation=None)
    random = np.random.default_rng(50)
    _spread_scales(model, random)
    _settle(model, _images(random, 24))

    weights = {layer.name: [each.numpy() for each in layer.weights] for layer in model.layers}
    with tf.Graph().as_default() as graph:
        _as_frozen(model, weights)
        Path(file).write_bytes(graph.as_graph_def().SerializeToString(deterministic=True))


def _as_frozen(model: tf.keras.Model, weights: dict[str, list[np.ndarray]]) -> None:
    """The network as TensorFlow 1 freezes it: fused normalizations, and constants that an Identity reads."""
    made = {model.layers[0].name: tf1.placeholder(tf.float32, (None, SIDE, SIDE, 3), INPUT)}
    for layer in model.layers[1:]:
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        read = [made[each._keras_history.operation.name] for each in inputs]
        with tf1.name_scope(f"resnet_v1_50/{layer.name}/"):
            constants = [tf.identity(tf.constant(each), "read") for each in weights[layer.name]]
            made[layer.name] = _operator(layer, read, constants)
    scores = ops.Softmax(logits=made[model.layers[-1].name], name="resnet_v1_50/predictions/Softmax")
    ops.Reshape(tensor=scores, shape=tf.constant((-1, 1000)), name=OUTPUT)


def _operator(layer: tf.keras.layers.Layer, read: list[tf.Tensor], w: list[tf.Tensor]) -> tf.Tensor:
    x = read[0]
    match type(layer).__name__:
        case "ZeroPadding2D":
            return ops.Pad(input=x, paddings=tf.constant([(0, 0), *layer.padding, (0, 0)]))
        case "Conv2D":
            strides = (1, *layer.strides, 1)
            x = ops.Conv2D(input=x, filter=w[0], strides=strides, padding=layer.padding.upper())
            return ops.BiasAdd(value=x, bias=w[1])
        case "BatchNormalization":
            scale, offset, mean, variance = w
            return ops.FusedBatchNormV3(
                x=x, scale=scale, offset=offset, mean=mean, variance=variance, epsilon=layer.epsilon, is_training=False
            ).y
        case "Activation":
            return ops.Relu(features=x)
        case "MaxPooling2D":
            window, strides = (1, *layer.pool_size, 1), (1, *layer.strides, 1)
            return ops.MaxPool(input=x, ksize=window, strides=strides, padding="VALID")
        case "Add":
            return ops.AddV2(x=x, y=read[1])
        case "GlobalAveragePooling2D":
            return ops.Mean(input=x, axis=tf.constant((1, 2)))
        case "Dense":
            return ops.BiasAdd(value=ops.MatMul(a=x, b=w[0]), bias=w[1])


def _spread_scales(model: tf.keras.Model, random: np.random.Generator) -> None:
    """What is added to a shortcut is smaller than that, as training makes it: else every error doubles in a few blocks."""
    for layer in model.layers:
        if isinstance(layer, tf.keras.layers.BatchNormalization):
            low, high = (0.1, 0.3) if layer.name.endswith("_3_bn") else (0.5, 1.5)
            layer.gamma.assign(random.uniform(low, high, layer.gamma.shape))
            layer.beta.assign(random.normal(0, 0.1, layer.beta.shape))
            layer.momentum = 0  # the statistics become those of one batch


def _settle(model: tf.keras.Model, images: np.ndarray) -> None:
    """Scores around zero with a spread as trained classifiers have it, so that the highest depends on the image."""
    model(images, training=True)
    *_, pool, dense = model.layers
    features = tf.keras.Model(model.input, pool.output)(images, training=False).numpy()
    weights = dense.kernel.numpy() * 4 / (features @ dense.kernel.numpy()).std(axis=0).mean()
    dense.kernel.assign(weights)
    dense.bias.assign(-features.mean(axis=0) @ weights)


def _images(random: np.random.Generator, count: int) -> np.ndarray:
    """Patches of colour, coarse and fine: noise alone would give the same picture again and again."""
    images = np.zeros((count, SIDE, SIDE, 3), np.float32)
    for cells in (2, 7, 28):
        patches = random.normal(size=(count, cells, cells, 3)) * random.uniform(0, 60, (count, 1, 1, 1))
        images += np.kron(patches, np.ones((1, SIDE // cells, SIDE // cells, 1)))
    return images.astype(np.float32)


def compare(original: str, result: str) -> None:
    images = _images(np.random.default_rng(100), IMAGES)
    before, after = _scores(original, images), _scores(result, images)
    graph = _graph(result)
    needed = {node.name for node in tf1.graph_util.extract_sub_graph(graph, [OUTPUT]).node}
    operators = [node.op for node in graph.node]
    log = [np.log(np.maximum(each, 1e-30)) for each in (before, after)]
    print(
        json.dumps(
            {
                "nodes": len(graph.node),
                "normalizations": sum("BatchNorm" in each for each in operators),
                "identities": operators.count("Identity"),
                "unused": sum(node.name not in needed for node in graph.node),
                "floats": sum(each in FLOATS for each in operators),
                "agreement": float((before.argmax(1) == after.argmax(1)).mean()),
                "classes": len(set(before.argmax(1).tolist())),
                "difference": float(np.abs(before - after).max()),
                "decibels": float(10 * np.log10((log[0] ** 2).sum() / max(1e-30, ((log[0] - log[1]) ** 2).sum()))),
            }
        )
    )


def _graph(file: str) -> tf1.GraphDef:
    return tf1.GraphDef.FromString(Path(file).read_bytes())


def _scores(file: str, images: np.ndarray) -> np.ndarray:
    with tf.Graph().as_default() as graph:
        tf1.import_graph_def(_graph(file), name="")
        with tf1.Session(graph=graph) as session:
            return np.concatenate(
                [session.run(f"{OUTPUT}:0", {f"{INPUT}:0": batch}) for batch in np.split(images, IMAGES // BATCH)]
            )


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:])
