"""Keras network → frozen TensorFlow graph of plain operators, batch norms as nodes of their own."""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

tf1 = tf.compat.v1


def export_graphdef(model: keras.Model, path: Path) -> None:
    weights = [
        layer.get_weights() for layer in model.layers
    ]  # only outside a graph have they values
    graph = tf.Graph()
    with graph.as_default():
        value = tf1.placeholder(tf.float32, (None, *model.input_shape[1:]), "input")
        for layer, arrays in zip(model.layers, weights, strict=True):
            value = _apply(layer, arrays, value)
    path.write_bytes(graph.as_graph_def().SerializeToString(deterministic=True))


def _apply(layer: keras.Layer, weights: list[np.ndarray], value: tf.Tensor) -> tf.Tensor:
    name = layer.name

    def constant(index: int, role: str) -> tf.Tensor:
        return tf.constant(weights[index], name=f"{name}/{role}")

    match layer:
        case layers.Dense():
            product = tf.raw_ops.MatMul(a=value, b=constant(0, "kernel"), name=f"{name}/MatMul")
            total = tf.raw_ops.BiasAdd(
                value=product, bias=constant(1, "bias"), name=f"{name}/BiasAdd"
            )
            if layer.activation is keras.activations.softmax:
                return tf.raw_ops.Softmax(logits=total, name=name)
            return tf.raw_ops.Relu(features=total, name=f"{name}/Relu")
        case layers.DepthwiseConv2D():
            return tf.raw_ops.DepthwiseConv2dNative(
                input=value,
                filter=constant(0, "kernel"),
                name=f"{name}/depthwise",
                **_window(layer),
            )
        case layers.Conv2D():
            return tf.raw_ops.Conv2D(
                input=value, filter=constant(0, "kernel"), name=f"{name}/Conv2D", **_window(layer)
            )
        case layers.BatchNormalization():
            return tf.raw_ops.FusedBatchNormV3(
                x=value,
                scale=constant(0, "gamma"),
                offset=constant(1, "beta"),
                mean=constant(2, "mean"),
                variance=constant(3, "variance"),
                epsilon=layer.epsilon,
                is_training=False,
                name=f"{name}/FusedBatchNormV3",
            ).y
        case layers.ReLU():
            return tf.raw_ops.Relu(features=value, name=f"{name}/Relu")
        case layers.GlobalAveragePooling2D():
            axes = tf.constant([1, 2], name=f"{name}/axes")
            return tf.raw_ops.Mean(input=value, axis=axes, name=f"{name}/Mean")
        case _:
            raise NotImplementedError(f"no TensorFlow operators for {layer}")


def _window(layer: layers.Conv2D) -> dict:
    return {"strides": [1, *layer.strides, 1], "padding": layer.padding.upper()}
