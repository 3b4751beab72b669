"""Weights and biases stored as float16 behind a conversion to float32, as MediaPipe's models have them."""

from pathlib import Path

import numpy as np
import onnx
import tensorflow as tf
from made.graphdef_models import frozen
from made.onnx_models import model_of
from made.tflite_models import converted
from made.weights import weights

NAME = "half-weights"


def make(folder: Path) -> None:
    (folder / f"{NAME}.tflite").write_bytes(_lite())
    (folder / f"{NAME}.pb").write_bytes(frozen(_graph).SerializeToString(deterministic=True))
    onnx.save(_onnx(), folder / f"{NAME}.onnx")


def _lite() -> bytes:
    table = tf.constant(weights("table", 40, 64))

    def function(x: tf.Tensor) -> tf.Tensor:
        y = tf.nn.conv2d(x, weights("w", 3, 3, 3, 64), 2, "SAME") + weights("wb", 64)
        y = tf.nn.leaky_relu(y)
        z = tf.nn.depthwise_conv2d(y, weights("d", 3, 3, 64, 2), [1] * 4, "SAME")
        z = tf.nn.relu6(z + weights("db", 128))
        z = tf.nn.conv2d(z, weights("v", 1, 1, 128, 64), 1, "SAME") + weights("vb", 64)
        y = tf.nn.relu(y + z)
        y = tf.nn.conv2d_transpose(y, weights("t", 2, 2, 32, 64), (1, 32, 32, 32), 2)
        y = tf.reduce_mean(tf.image.resize(y, (16, 16)), (1, 2)) + weights("tb", 32)
        y = tf.matmul(tf.tanh(y), weights("k", 32, 64)) + weights("kb", 64)
        scores = tf.matmul(y, table, transpose_b=True)
        return tf.matmul(tf.nn.softmax(scores), table)

    return converted(function, (1, 32, 32, 3), halves=True)


def _half(name: str, *shape: int) -> tf.Tensor:
    return tf.cast(tf.constant(weights(name, *shape, dtype=np.float16), name=name), tf.float32)


def _graph() -> None:
    x = tf.compat.v1.placeholder(tf.float32, (2, 16, 16, 3), "x")
    y = tf.nn.relu(tf.nn.conv2d(x, _half("w", 3, 3, 3, 64), 1, "SAME") + _half("wb", 64))
    y = tf.nn.depthwise_conv2d(y, _half("d", 3, 3, 64, 2), [1, 2, 2, 1], "SAME")
    y = tf.nn.relu6(tf.nn.bias_add(y, _half("db", 128)))
    y = tf.reduce_mean(tf.nn.conv2d(y, _half("v", 1, 1, 128, 64), 1, "SAME"), (1, 2))
    tf.identity(tf.matmul(tf.tanh(y), _half("k", 64, 40)) + _half("kb", 40), name="y")


def _onnx() -> onnx.ModelProto:
    shapes = {
        "w": (64, 3, 3, 3),
        "wb": (64,),
        "d": (128, 1, 3, 3),
        "v": (64, 128, 1, 1),
        "k": (64, 40),
        "kb": (40,),
        "e": (40, 64),
    }
    casts = " ".join(f"{name}32 = Cast<to=1>({name})" for name in shapes)
    return model_of(
        f"g (float[2,3,16,16] x) => (float[2,64] y) {{ {casts}"
        "   a = Conv<pads=[1,1,1,1]>(x, w32, wb32) b = Relu(a)"
        "   c = Conv<group=64, pads=[1,1,1,1]>(b, d32) f = Clip(c, low, high)"
        "   h = Conv(f, v32) i = GlobalAveragePool(h) j = Flatten(i) l = Tanh(j)"
        "   m = Gemm(l, k32, kb32) n = Softmax(m) y = MatMul(n, e32) }",
        low=np.float32(0),
        high=np.float32(6),
        **{name: weights(name, *shape, dtype=np.float16) for name, shape in shapes.items()},
    )
