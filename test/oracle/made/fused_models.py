"""What LiteRT and onnxruntime fuse: convolutions, depthwise ones and dense layers, with what may follow, by activation.

Steps move factors, biases, padding and activations into the layers, and quantize these: whatever they make of such a
model, the runtime's own fusions have to take it.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import tensorflow as tf
from made.onnx_models import model_of
from made.tflite_models import convert_with_factors
from made.weights import weights

AROUND = (1, 1)
BEHIND = (0, 1)  # as Keras pads before a stride of 2


def make(folder: Path) -> None:
    for layer, build in LITE_LAYERS.items():
        (folder / f"fused-{layer}.tflite").write_bytes(_lite(*build))
    for layer, text in ONNX_LAYERS.items():
        onnx.save(_onnx(*text), folder / f"fused-{layer}.onnx")


def _pad(x: tf.Tensor, sides: tuple[int, int]) -> tf.Tensor:
    return tf.pad(x, [[0, 0], sides, sides, [0, 0]])


# TFLite: factors and offsets become constants after the conversion, which would have folded them

LITE_ACTIVATIONS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "relu": tf.nn.relu,
    "relu6": tf.nn.relu6,
    "relu_n1_to_1": lambda y: tf.maximum(-1.0, tf.minimum(y, 1.0)),
    "leaky_relu": tf.nn.leaky_relu,
    "elu": tf.nn.elu,
    "tanh": tf.tanh,
    "sigmoid": tf.sigmoid,
    "hard_swish": lambda y: y * tf.nn.relu6(y + 3) * (1 / 6),
    "none": tf.identity,
}


def _convolution(x: tf.Tensor, name: str, stride: int = 1, padding: str = "SAME") -> tf.Tensor:
    return tf.nn.conv2d(x, weights(name, 3, 3, 8, 16), stride, padding)


def _depthwise(x: tf.Tensor, name: str, stride: int = 1, padding: str = "SAME") -> tf.Tensor:
    w = weights(name, 3, 3, 128, 1)
    return tf.nn.depthwise_conv2d(x, w, [1, stride, stride, 1], padding)


LITE_LAYERS: dict[str, tuple[tuple[int, ...], int, Callable[[tf.Tensor, str], tf.Tensor]]] = {
    "conv": ((2, 8, 8, 8), 16, _convolution),
    "conv-padded": (
        (2, 8, 8, 8),
        16,
        lambda x, name: _convolution(_pad(x, AROUND), name, 2, "VALID"),
    ),
    "depthwise": ((2, 8, 8, 128), 128, _depthwise),
    "depthwise-padded": (
        (2, 8, 8, 128),
        128,
        lambda x, name: _depthwise(_pad(x, BEHIND), name, 2, "VALID"),
    ),
    "dense": ((2, 32), 40, lambda x, name: tf.matmul(x, weights(name, 32, 40))),
}


def _lite(
    shape: tuple[int, ...], channels: int, build: Callable[[tf.Tensor, str], tf.Tensor]
) -> bytes:
    def function(x: tf.Tensor, m: tf.Tensor, b: tf.Tensor) -> dict[str, tf.Tensor]:
        outputs = {}
        for activation, activated in LITE_ACTIVATIONS.items():
            name = f"factors-{activation}"
            outputs[name] = activated(build(x, name) * m + b)
            name = f"biased-{activation}"
            outputs[name] = activated(build(x, name) + weights(name, channels))
            name = f"added-{activation}"
            outputs[name] = activated(build(x, name) + b)
        return outputs

    vector = (1,) * (len(shape) - 1) + (channels,)
    m, b = 1 + weights("m", *vector) / 4, weights("b", *vector)
    return convert_with_factors(function, shape, m=m.reshape(vector), b=b)


# ONNX

ONNX_ACTIVATIONS = {
    "relu": "Relu(#)",
    "clip": "Clip(#, low, high)",
    "leaky_relu": "LeakyRelu<alpha=0.2>(#)",
    "elu": "Elu(#)",
    "tanh": "Tanh(#)",
    "sigmoid": "Sigmoid(#)",
    "hard_swish": "HardSwish(#)",
    "hard_sigmoid": "HardSigmoid(#)",
    "none": "Identity(#)",
}
CONVOLUTION, DEPTHWISE = (16, 8, 3, 3), (128, 1, 3, 3)
ONNX_LAYERS = {
    "conv": ("float[N,8,8,8]", CONVOLUTION, "Conv<pads=[1,1,1,1]>(x, w#)"),
    "conv-padded": ("float[N,8,8,8]", CONVOLUTION, "Conv(p#, w#)"),
    "depthwise": ("float[N,128,8,8]", DEPTHWISE, "Conv<group=128, pads=[1,1,1,1]>(x, w#)"),
    "depthwise-padded": ("float[N,128,8,8]", DEPTHWISE, "Conv<group=128, strides=[2,2]>(p#, w#)"),
    "dense": ("float[N,32]", (32, 40), "MatMul(x, w#)"),
    "gemm": ("float[N,32]", (40, 32), "Gemm<transB=1>(x, w#)"),
}


def _onnx(input: str, shape: tuple[int, ...], layer: str) -> onnx.ModelProto:
    is_window = len(shape) == 4
    channels = shape[1] if layer.startswith("MatMul") else shape[0]
    vector = (channels, 1, 1) if is_window else (channels,)
    arrays = {
        "low": np.float32(0),
        "high": np.float32(6),
        "pads": np.int64([0, 0, 0, 0, 0, 0, 1, 1]),
        "scale": 1 + weights("scale", channels) / 4,
        "offset": weights("offset", channels),
        "mean": weights("mean", channels),
        "variance": np.abs(weights("variance", channels)) + 0.1,
        "factors": (1 + weights("factors", channels) / 4).reshape(vector),
        "bias": weights("bias", *vector),
    }
    finishes = {
        "biased": "a# = Add(l#, bias)",
        "factors": "f# = Mul(l#, factors) a# = Add(f#, bias)",
        "normalized": "a# = BatchNormalization(l#, scale, offset, mean, variance)",
    }
    lines, outputs = [], []
    for finish, finished in finishes.items():
        for activation, activated in ONNX_ACTIVATIONS.items():
            name = f"{finish}_{activation}"
            arrays[f"w{name}"] = weights(name, *shape)
            padding = "p# = Pad(x, pads) " if "p#" in layer else ""
            line = f"{padding}l# = {layer} {finished} {name} = {activated.replace('#', 'a#')}"
            lines.append(line.replace("#", name))
            outputs.append(f"float[{','.join('?' * len(shape))}] {name}")
    text = f"g ({input} x) => ({', '.join(outputs)}) {{ {' '.join(lines)} }}"
    return model_of(text.replace("?", "N"), 17, **arrays)
