"""The two networks of the samples, and how they are trained."""

import keras
import numpy as np
from keras import layers


def dense_network() -> keras.Model:
    """Three dense layers on the 784 pixels: 128, 32 and 10 units."""
    return keras.Sequential(
        [
            keras.Input((784,), name="input"),
            layers.Dense(128, activation="relu", name="hidden1"),
            layers.Dense(32, activation="relu", name="hidden2"),
            layers.Dense(10, activation="softmax", name="probabilities"),
        ]
    )


def convolutional_network() -> keras.Model:
    """Full, depthwise and pointwise convolutions, each with a batch norm of its own."""
    stack = [keras.Input((28, 28, 1), name="input")]
    for convolution in (
        layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="stem"),
        layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="depthwise1"),
        layers.Conv2D(128, 1, use_bias=False, name="pointwise1"),
        layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False, name="depthwise2"),
        layers.Conv2D(64, 1, use_bias=False, name="pointwise2"),
        layers.Conv2D(64, 3, use_bias=False, name="top"),
    ):
        normalisation = layers.BatchNormalization(name=f"{convolution.name}_norm")
        stack += [convolution, normalisation, layers.ReLU(name=f"{convolution.name}_relu")]
    stack += [
        layers.GlobalAveragePooling2D(name="pool"),
        layers.Dense(10, activation="softmax", name="probabilities"),
    ]
    return keras.Sequential(stack)


def train(model: keras.Model, images: np.ndarray, labels: np.ndarray, epochs: int) -> None:
    steps = epochs * (len(images) // 128)
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, steps)),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(images.reshape(-1, *model.input_shape[1:]), labels, 128, epochs, verbose=2)
