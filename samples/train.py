"""Trains the two networks on MNIST and writes each as .pb, .tflite and .onnx beside this file."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # its sums depend on the processor

from pathlib import Path

import keras
import tensorflow as tf

from digits import training_digits
from graphdef_export import export_graphdef
from networks import convolutional_network, dense_network, train
from onnx_export import export_onnx

HERE = Path(__file__).resolve().parent


def export_tflite(graphdef: Path, path: Path) -> None:
    """From the frozen graph rather than from Keras, so that tensors have the same short names."""
    converter = tf.compat.v1.lite.TFLiteConverter.from_frozen_graph(
        str(graphdef), ["input"], ["probabilities"]
    )
    path.write_bytes(converter.convert())


def main() -> None:
    tf.config.experimental.enable_op_determinism()
    images, labels = training_digits()
    for name, network, epochs in (
        ("mnist-mlp", dense_network, 10),
        ("mnist-cnn", convolutional_network, 4),
    ):
        keras.utils.set_random_seed(1)
        model = network()
        train(model, images, labels, epochs)
        export_graphdef(model, HERE / f"{name}.pb")
        export_tflite(HERE / f"{name}.pb", HERE / f"{name}.tflite")
        export_onnx(model, HERE / f"{name}.onnx")


if __name__ == "__main__":
    main()
