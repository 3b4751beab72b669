"""Small models in which nearly every step finds something to do, for all ordered pairs of steps."""

from pathlib import Path

import numpy as np
import onnx
import tensorflow as tf
from made import PREFIX_OF_COMBINED
from made.graphdef_models import frozen
from made.onnx_models import model_of
from made.tflite_models import convert_with_factors, converted
from made.weights import weights

ops = tf.raw_ops


def make(folder: Path) -> None:
    for name, build in GRAPHS.items():
        data = frozen(build).SerializeToString(deterministic=True)
        (folder / f"{PREFIX_OF_COMBINED}{name}.pb").write_bytes(data)
    for name, build in LITE.items():
        (folder / f"{PREFIX_OF_COMBINED}{name}.tflite").write_bytes(build())
    for name, build in ONNX.items():
        onnx.save(build(), folder / f"{PREFIX_OF_COMBINED}{name}.onnx")


def _normalized(y: tf.Tensor, name: str) -> tf.Tensor:
    channels = y.shape[-1]
    statistics = {
        "scale": 1 + weights(f"{name}/scale", channels) / 4,
        "offset": weights(f"{name}/offset", channels),
        "mean": weights(f"{name}/mean", channels),
        "variance": np.abs(weights(f"{name}/variance", channels)) + 0.1,
    }
    return ops.FusedBatchNormV3(x=y, **statistics, is_training=False, name=name)[0]


def _graph_of_convolutions() -> None:
    x = tf.compat.v1.placeholder(tf.float32, (2, 16, 16, 8), "x")
    step = {"strides": [1, 2, 2, 1], "padding": "VALID"}
    around = tf.constant([[0, 0], [0, 1], [0, 1], [0, 0]], name="around")
    w = tf.identity(tf.constant(weights("w", 3, 3, 8, 32), name="w"), "w/read")
    y = ops.Conv2D(input=ops.Pad(input=x, paddings=around), filter=w, **step)
    y = tf.nn.relu6(_normalized(y, "norm0"))
    y = ops.DepthwiseConv2dNative(
        input=tf.stop_gradient(y),
        filter=tf.constant(weights("d", 3, 3, 32, 4), name="d"),
        strides=[1] * 4,
        padding="SAME",
    )
    y = tf.nn.relu(y * (1 + weights("m", 128) / 4) + weights("b", 128))
    twins = []
    for name in ("one", "two"):
        v = tf.constant(weights("v", 1, 1, 128, 16), name=f"v/{name}")
        z = ops.Conv2D(input=y, filter=v, strides=[1] * 4, padding="SAME")
        twins.append(_normalized(z, "norm1" if name == "one" else "norm2"))
    y = tf.reduce_mean(tf.maximum(tf.concat(twins, 3), 0.0), (1, 2))
    k = tf.exp(tf.constant(weights("k", 32, 40), name="k")) - 1.0
    y = tf.matmul(tf.reshape(y, (2, 32)), k) + weights("c", 40)
    tf.nn.softmax(tf.debugging.check_numerics(y, "logits"), name="y")


def _graph_of_words() -> None:
    words = tf.compat.v1.placeholder(tf.int32, (2, 6), "words")
    table = tf.constant(weights("table", 64, 32), name="table")
    x = ops.GatherV2(params=table, indices=words, axis=tf.constant(0))
    projected = [
        tf.reshape(tf.matmul(tf.reshape(x, (12, 32)), weights(name, 32, 32)), (2, 6, 32))
        for name in ("query", "key", "value")
    ]
    query, key, value = projected
    scores = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) / np.float32(np.sqrt(32)))
    y = tf.reshape(x + tf.matmul(scores, value), (12, 32))
    y = tf.nn.bias_add(tf.matmul(y, weights("up", 32, 64)), weights("up/bias", 64))
    y = tf.matmul(y * tf.sigmoid(y), weights("down", 64, 32))
    tf.identity(tf.matmul(tf.tanh(y), table, transpose_b=True), name="y")


GRAPHS = {"convolutions": _graph_of_convolutions, "words": _graph_of_words}


def _lite_of_convolutions() -> bytes:
    def function(x: tf.Tensor, m: tf.Tensor, b: tf.Tensor) -> dict[str, tf.Tensor]:
        y = tf.pad(x, [[0, 0], [0, 1], [0, 1], [0, 0]])
        y = tf.nn.relu6(tf.nn.conv2d(y, weights("w", 3, 3, 8, 64), 2, "VALID") * m + b)
        z = tf.nn.depthwise_conv2d(y, weights("d", 3, 3, 64, 1), [1] * 4, "SAME")
        y = tf.nn.relu(z * m + b) + y
        twins = [
            tf.nn.relu(tf.nn.conv2d(y, weights("v", 1, 1, 64, 64), 1, "SAME") * m - b)
            for _ in range(2)
        ]
        y = tf.reduce_mean(tf.concat([twins[0], tf.transpose(twins[1], (0, 2, 1, 3))], 3), (1, 2))
        y = tf.matmul(y, weights("k", 128, 64)) * tf.reshape(m, (64,)) + tf.reshape(b, (64,))
        return {"y": tf.nn.softmax(tf.matmul(tf.tanh(y), weights("l", 64, 40)) + weights("c", 40))}

    m, b = 1 + weights("m", 1, 1, 1, 64) / 2, weights("b", 1, 1, 1, 64)
    return convert_with_factors(function, (2, 16, 16, 8), m=m, b=b)


def _lite_of_words() -> bytes:
    table = tf.constant(weights("table", 64, 32))

    def function(words: tf.Tensor) -> tf.Tensor:
        x = tf.gather(table, words)
        query, key, value = (tf.matmul(x, weights(each, 32, 32)) for each in ("q", "k", "v"))
        scores = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) / 6.0)
        y = x + tf.matmul(scores, value)
        y = tf.nn.relu(tf.matmul(y, weights("up", 32, 64)) + weights("up/bias", 64))
        y = tf.nn.tanh(tf.matmul(y, weights("down", 64, 32)))
        return tf.matmul(y, table, transpose_b=True)

    return converted(function, (2, 6), dtype=tf.int32)


LITE = {"convolutions": _lite_of_convolutions, "words": _lite_of_words}


def _onnx_of_convolutions() -> onnx.ModelProto:
    norms = {
        f"{key}{index}": array
        for index, channels in enumerate((32, 128, 16))
        for key, array in {
            "scale": 1 + weights(f"scale{index}", channels) / 4,
            "offset": weights(f"offset{index}", channels),
            "mean": weights(f"mean{index}", channels),
            "variance": np.abs(weights(f"variance{index}", channels)) + 0.1,
        }.items()
    }
    return model_of(
        "g (float[2,8,16,16] x) => (float[2,40] y)"
        " { p = Pad(x, pads) c = Conv<strides=[2,2]>(p, w)"
        "   n = BatchNormalization(c, scale0, offset0, mean0, variance0) r = Clip(n, low, high)"
        "   i = Identity(r) d = Conv<group=32, pads=[1,1,1,1]>(i, dw)"
        "   f = Mul(d, factors) a = Add(f, bias) t = Relu(a)"
        "   v1 = Conv(t, v) n1 = BatchNormalization(v1, scale2, offset2, mean2, variance2)"
        "   v2 = Conv(t, twin) n2 = BatchNormalization(v2, scale2, offset2, mean2, variance2)"
        "   k = Concat<axis=1>(n1, n2) kr = Relu(k) g = GlobalAveragePool(kr) s = Flatten(g)"
        "   h = MatMul(s, e) hb = Add(h, eb) ht = Tanh(hb)"
        "   l = Gemm<transB=1>(ht, q, qb) drop = Dropout(l) y = Softmax(drop) }",
        pads=np.int64([0, 0, 0, 0, 0, 0, 1, 1]),
        low=np.float32(0),
        high=np.float32(6),
        w=weights("w", 32, 8, 3, 3),
        dw=weights("dw", 128, 1, 3, 3),
        factors=(1 + weights("factors", 128) / 4).reshape(128, 1, 1),
        bias=weights("bias", 128, 1, 1),
        v=weights("v", 16, 128, 1, 1),
        twin=weights("v", 16, 128, 1, 1),
        e=weights("e", 32, 48),
        eb=weights("eb", 48),
        q=weights("q", 40, 48),
        qb=weights("qb", 40),
        **norms,
    )


def _onnx_of_words(opset: int) -> onnx.ModelProto:
    return model_of(
        "g (int64[2,6] words) => (float[2,6,64] y)"
        " { x = Gather(table, words) n = LayerNormalization<axis=-1>(x, gain, shift)"
        "   query = MatMul(n, wq) key = MatMul(n, wk) value = MatMul(n, wv)"
        "   turned = Transpose<perm=[0,2,1]>(key) s = MatMul(query, turned) d = Div(s, root)"
        "   p = Softmax<axis=-1>(d) m = MatMul(p, value) r = Add(x, m)"
        "   u = MatMul(r, up) ub = Add(u, upb) g = Sigmoid(ub) a = Mul(ub, g)"
        "   o = MatMul(a, down) ob = Add(o, downb) t = Tanh(ob)"
        "   flipped = Transpose<perm=[1,0]>(table) y = MatMul(t, flipped) }",
        opset,
        10 if opset > 20 else 8,
        table=weights("table", 64, 32),
        gain=1 + weights("gain", 32) / 4,
        shift=weights("shift", 32),
        wq=weights("wq", 32, 32),
        wk=weights("wk", 32, 32),
        wv=weights("wv", 32, 32),
        root=np.float32(np.sqrt(32)),
        up=weights("up", 32, 64),
        upb=weights("upb", 64),
        down=weights("down", 64, 32),
        downb=weights("downb", 32),
    )


ONNX = {
    "convolutions": _onnx_of_convolutions,
    "words": lambda: _onnx_of_words(17),
    "words-opset-21": lambda: _onnx_of_words(21),
}
