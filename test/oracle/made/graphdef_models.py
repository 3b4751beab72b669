"""Frozen TensorFlow graphs: operators with weights, ways to store constants, control inputs, loops, functions."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import tensorflow as tf
from made.weights import silent, weights
from tensorflow.core.framework import node_def_pb2
from tensorflow.python.framework.convert_to_constants import (
    convert_variables_to_constants_v2_as_graph as freeze,
)

tf1 = tf.compat.v1
ops = tf.raw_ops
MODELS: dict[str, Callable[[], tf1.GraphDef]] = {}


def make(folder: Path) -> None:
    for name, build in MODELS.items():
        definition = build()
        (folder / f"{name}.pb").write_bytes(definition.SerializeToString(deterministic=True))


def _case(name: str):
    def register(build: Callable[[], tf1.GraphDef | None]) -> None:
        MODELS[name] = lambda: frozen(build)

    return register


def frozen(build: Callable[[], tf1.GraphDef | None]) -> tf1.GraphDef:
    """@param build Adds operators to the default graph, or returns a definition of its own."""
    with tf.Graph().as_default() as graph:
        return build() or graph.as_graph_def()


def _input(*shape: int | None) -> tf.Tensor:
    return tf1.placeholder(tf.float32, (None, *shape), "x")


def _constant(name: str, *shape: int) -> tf.Tensor:
    return tf.constant(weights(name, *shape), name=name)


@_case("matmul-transposed")  # (G15)
def _() -> None:
    ops.MatMul(a=_input(64), b=_constant("w", 40, 64), transpose_b=True, name="y")


@_case("matmul-batched")
def _() -> None:
    x = tf1.placeholder(tf.float32, (4, 6, 32), "x")
    ops.BatchMatMulV2(x=x, y=_constant("w", 4, 32, 40), name="y")


@_case("conv-transposed-and-depthwise")
def _() -> None:
    x = tf1.placeholder(tf.float32, (2, 7, 7, 16), "x")
    wide = ops.Conv2DBackpropInput(
        input_sizes=tf.constant([2, 14, 14, 32]),
        filter=_constant("w", 3, 3, 32, 16),
        out_backprop=x,
        strides=[1, 2, 2, 1],
        padding="SAME",
    )
    ops.DepthwiseConv2dNative(
        input=wide, filter=_constant("d", 5, 5, 32, 2), strides=[1] * 4, padding="VALID", name="y"
    )


@_case("conv-3d")
def _() -> None:
    x = _input(5, 5, 5, 8)
    ops.Conv3D(
        input=x, filter=_constant("w", 3, 3, 3, 8, 16), strides=[1] * 5, padding="SAME", name="y"
    )


@_case("embedding")
def _() -> None:
    x = tf1.placeholder(tf.int32, (None, 6), "x")
    rows = ops.GatherV2(params=_constant("w", 100, 32), indices=x, axis=tf.constant(0))
    ops.Einsum(inputs=[rows, _constant("v", 32, 40)], equation="btd,dk->btk", name="y")


@_case("batch-norm-wide")
def _() -> None:
    ops.FusedBatchNormV3(
        x=_input(2, 2, 1500),
        scale=1 + weights("scale", 1500) / 10,
        offset=weights("offset", 1500),
        mean=weights("mean", 1500),
        variance=np.abs(weights("variance", 1500)) + 0.01,
        is_training=False,
    )


def _batch_norm(operator: Callable[..., tf.Operation], x: tf.Tensor, **more) -> tf.Tensor:
    channels = x.shape[-1]
    name = x.op.name
    statistics = {
        "scale": 1 + weights(f"{name}/scale", channels) / 4,
        "offset": weights(f"{name}/offset", channels),
        "mean": weights(f"{name}/mean", channels),
        "variance": np.abs(weights(f"{name}/variance", channels)) + 0.1,
    }
    return operator(x=x, **statistics, is_training=False, **more)[0]


@_case("batch-norm-after-convs")  # (G16, fold_old_batch_norms/OldBatchNorms)
def _() -> None:
    step = {"strides": [1] * 4, "padding": "SAME"}
    w = tf.identity(_constant("w", 3, 3, 8, 12), "w/read")
    y = _batch_norm(ops.FusedBatchNorm, ops.Conv2D(input=_input(9, 9, 8), filter=w, **step))
    d = _constant("d", 3, 3, 12, 2)
    y = ops.DepthwiseConv2dNative(input=tf.nn.relu(y), filter=d, **step)
    y = ops.BiasAdd(value=y, bias=_constant("b", 24))
    y = _batch_norm(ops.FusedBatchNormV2, y, epsilon=0.01)
    y = ops.Conv2D(input=tf.nn.relu(y), filter=_constant("v", 1, 1, 24, 6), **step)
    ops.Identity(input=_batch_norm(ops.FusedBatchNormV3, y), name="y")


@_case("batch-norm-is-the-output")
def _() -> None:
    y = ops.Conv2D(
        input=_input(5, 5, 8), filter=_constant("w", 3, 3, 8, 12), strides=[1] * 4, padding="VALID"
    )
    _batch_norm(ops.FusedBatchNormV3, y, name="y")


@_case("batch-norm-by-hand")
def _() -> None:
    """As tf.nn.batch_normalization writes it, and a factor alone."""
    w = _constant("w", 12, 32)
    product = ops.MatMul(a=_input(12), b=w, transpose_b=False) + _constant("b", 32)
    y = tf.nn.batch_normalization(
        product,
        _constant("mean", 32),
        tf.constant(np.abs(weights("variance", 32)) + np.float32(0.1)),
        _constant("offset", 32),
        1 + _constant("scale", 32),
        1e-3,
    )
    v = _constant("v", 20, 32)
    ops.Mul(x=tf.constant(0.3), y=ops.MatMul(a=tf.nn.relu(y), b=v, transpose_b=True), name="y")


@_case("batch-norm-after-transposed-conv")
def _() -> None:
    y = ops.Conv2DBackpropInput(
        input_sizes=tf.constant([2, 10, 10, 12]),
        filter=_constant("w", 3, 3, 12, 8),
        out_backprop=tf1.placeholder(tf.float32, (2, 5, 5, 8), "x"),
        strides=[1, 2, 2, 1],
        padding="SAME",
    )
    _batch_norm(ops.FusedBatchNormV3, y, name="y")


@_case("batch-norm-after-dilated-conv")  # (fold_old_batch_norms/WithBatchToSpace)
def _() -> None:
    block, pads = tf.constant([2, 2]), tf.constant([[2, 3], [2, 3]])
    y = ops.SpaceToBatchND(input=_input(9, 9, 8), block_shape=block, paddings=pads)
    w = _constant("w", 3, 3, 8, 2)
    y = ops.DepthwiseConv2dNative(input=y, filter=w, strides=[1] * 4, padding="VALID")
    y = ops.BatchToSpaceND(input=y, block_shape=block, crops=tf.constant([[0, 1], [0, 1]]))
    y.set_shape((None, None, None, 16))
    ops.Relu(features=_batch_norm(ops.FusedBatchNormV3, y), name="y")


@_case("batch-norm-after-concat")
def _() -> None:
    x = _input(9, 9, 8)
    layers = [
        ops.Conv2D(input=x, filter=_constant(name, 3, 3, 8, width), strides=[1] * 4, padding="SAME")
        for name, width in (("w", 4), ("v", 8), ("u", 4))
    ]
    y = ops.ConcatV2(values=layers, axis=tf.constant(3))
    ops.Relu(features=_batch_norm(ops.FusedBatchNormV3, y), name="y")


@_case("batch-norm-behind-movement")
def _() -> None:
    """To channels first and back, of positions in a row, and of channels in groups, where it has to stay."""
    step = {"strides": [1] * 4, "padding": "SAME"}
    y = ops.Conv2D(input=_input(6, 6, 8), filter=_constant("w", 3, 3, 8, 12), **step)
    y = ops.Transpose(x=y, perm=tf.constant([0, 3, 1, 2]))
    y = ops.Mul(x=y, y=1 + weights("scale", 12, 1, 1)) + weights("offset", 12, 1, 1)
    y = ops.Transpose(x=tf.nn.relu(y), perm=tf.constant([0, 2, 3, 1]))
    y = ops.Conv2D(input=y, filter=_constant("v", 1, 1, 12, 12), **step)
    y = ops.Reshape(tensor=y, shape=tf.constant([-1, 36, 12]))
    y = tf.nn.relu(ops.Mul(x=y, y=1 + weights("more", 12)) + weights("shift", 12))
    y = ops.ExpandDims(input=y, axis=tf.constant(1))
    y = ops.Conv2D(input=y, filter=_constant("u", 1, 1, 12, 12), **step)
    y = ops.Reshape(tensor=ops.Squeeze(input=y, axis=[1]), shape=tf.constant([-1, 108, 4]))
    ops.Mul(x=y, y=1 + weights("last", 4), name="y")


@_case("factors-before-layers")
def _() -> None:
    step = {"strides": [1] * 4, "padding": "SAME"}
    x = tf1.placeholder(tf.float32, (2, 9, 9, 8), "x")
    y = ops.Conv2D(input=x * _constant("m", 8), filter=_constant("w", 3, 3, 8, 12), **step)
    y = ops.RealDiv(x=tf.tanh(y), y=tf.constant(0.3))
    ops.DepthwiseConv2dNative(input=y, filter=_constant("d", 3, 3, 12, 2), name="y", **step)


@_case("bias-twice")
def _() -> None:
    w = _constant("w", 3, 3, 8, 12)
    x = _input(9, 9, 8)
    y = ops.BiasAdd(
        value=ops.Conv2D(input=x, filter=w, strides=[1] * 4, padding="SAME"), bias=_constant("b", 12)
    )
    y = ops.Sub(x=ops.AddV2(x=tf.constant(0.3), y=y), y=_constant("c", 1, 1, 1, 12))
    z = ops.Conv2D(input=x, filter=w, strides=[1, 2, 2, 1], padding="SAME")
    ops.BiasAdd(value=z, bias=_constant("d", 12), name="z")
    ops.Identity(input=y, name="y")


@_case("padding-by-hand")
def _() -> None:
    around, more = (tf.constant([[0, 0], pads, pads, [0, 0]]) for pads in ([1, 1], [3, 2]))
    y = ops.Pad(input=_input(9, 9, 8), paddings=around)
    w, d = _constant("w", 3, 3, 8, 12), _constant("d", 5, 5, 12, 1)
    y = ops.Conv2D(input=y, filter=w, strides=[1] * 4, padding="VALID")
    y = ops.PadV2(input=tf.tanh(y), paddings=more, constant_values=tf.constant(0.0))
    ops.DepthwiseConv2dNative(
        input=y, filter=d, strides=[1, 2, 2, 1], padding="VALID", name="y"
    )


_ACTIVATIONS = (tf.identity, tf.nn.relu, tf.nn.relu6, tf.nn.elu, tf.nn.leaky_relu, tf.tanh, tf.sigmoid)


def _padded_layers(x: tf.Tensor) -> dict[str, tf.Tensor]:
    around = tf.constant([[0, 0], [0, 1], [0, 1], [0, 0]])
    step = {"strides": [1, 2, 2, 1], "padding": "VALID"}
    return {
        "w": ops.Conv2D(
            input=ops.Pad(input=x, paddings=around), filter=_constant("w", 3, 3, 8, 12), **step
        ),
        "d": ops.DepthwiseConv2dNative(
            input=ops.Pad(input=x, paddings=around), filter=_constant("d", 3, 3, 8, 1), **step
        ),
        "v": ops.Conv3D(
            input=tf.reshape(x, (-1, 8, 8, 4, 2)),
            filter=_constant("v", 3, 3, 3, 2, 12),
            strides=[1, 2, 2, 2, 1],
            padding="SAME",
        ),
        "m": ops.MatMul(a=tf.reshape(x, (-1, 512)), b=_constant("m", 512, 12)),
    }


@_case("layers-in-one-kernel")
def _() -> None:
    """TensorFlow computes a layer with the addition and the activation behind it in one kernel.

    With batch normalization as Keras writes it, and with a bias, before each activation.
    """
    x = _input(8, 8, 8)
    results = []
    for activate in _ACTIVATIONS:
        for name, y in _padded_layers(x).items():
            width = int(y.shape[-1])
            y = y * (1 + weights(f"{name}/scale", width)) + _constant(f"{name}/offset", width)
            results.append(activate(y))
        for name, y in _padded_layers(x).items():
            y = ops.BiasAdd(value=y, bias=_constant(f"{name}/bias", int(y.shape[-1])))
            results.append(activate(y))
    tf.concat([tf.reshape(each, (-1, math.prod(each.shape[1:]))) for each in results], 1, name="y")


@_case("depthwise-padded-by-sizes")
def _() -> None:
    """Its own sizes, and a batch normalization that is no bias yet."""
    d = _constant("d", 3, 3, 8, 1)
    sizes = {"padding": "EXPLICIT", "explicit_paddings": [0, 0, 0, 1, 0, 1, 0, 0]}
    y = ops.DepthwiseConv2dNative(input=_input(8, 8, 8), filter=d, strides=[1, 2, 2, 1], **sizes)
    ops.Relu(features=_batch_norm(ops.FusedBatchNormV3, y), name="y")


@_case("activations")
def _() -> None:
    y = ops.Conv2D(
        input=_input(9, 9, 8), filter=_constant("w", 3, 3, 8, 12), strides=[1] * 4, padding="VALID"
    )
    y = ops.Relu(features=ops.Minimum(x=ops.Relu(features=y), y=tf.constant(6.0)))
    y = ops.Maximum(x=tf.constant(0.0), y=tf.sin(y))
    ops.Relu(features=ops.Relu6(features=tf.sin(y)), name="y")


@_case("weights-through-identity")
def _() -> None:
    w = tf.identity(tf.identity(_constant("w", 64, 40)), "w/read")
    y = ops.MatMul(a=_input(64), b=w, name="y")
    ops.MatMul(a=y, b=w, transpose_b=True, name="z")


@_case("weights-all-zero")  # (G19)
def _() -> None:
    x = _input(64)
    product = ops.MatMul(a=x, b=tf.constant(np.zeros((64, 64), np.float32), name="w"))
    ops.AddV2(x=product, y=x, name="y")


@_case("weights-all-negative")  # (G20)
def _() -> None:
    w = tf.constant(-1 - np.abs(weights("w", 64, 40)), name="w")
    ops.MatMul(a=_input(64), b=w, name="y")


@_case("weights-are-an-output")
def _() -> None:
    ops.Identity(input=_constant("w", 64, 40), name="copy")
    ops.MatMul(a=_input(64), b=_constant("v", 64, 40), name="y")


@_case("weights-as-float-val")  # (G22)
def _() -> tf1.GraphDef:
    """One number for the whole tensor, and a list of numbers in place of bytes."""
    x = _input(64)
    y = ops.MatMul(a=x, b=tf.constant(0.25, shape=(64, 64), name="splat"))
    ops.MatMul(a=y, b=_constant("list", 64, 40), name="y")
    definition = x.graph.as_graph_def()
    for node in definition.node:
        if node.name == "list":
            tensor = node.attr["value"].tensor
            tensor.float_val.extend(np.frombuffer(tensor.tensor_content, np.float32))
            tensor.tensor_content = b""
    return definition


@_case("weights-double-and-half")  # (G35)
def _() -> None:
    double = tf.constant(weights("w", 64, 40, dtype=np.float64), name="w")
    x = tf.cast(_input(64), tf.float64)
    half = tf.constant(weights("v", 40, 64, dtype=np.float16), name="v")
    y = ops.MatMul(a=tf.cast(ops.MatMul(a=x, b=double), tf.float16), b=half)
    ops.Cast(x=y, DstT=tf.float32, name="y")


@_case("constants-with-control-inputs")  # (G25)
def _() -> None:
    x = _input(64)
    before = tf.no_op("before")
    with tf1.control_dependencies([before, x]):
        w = _constant("w", 64, 40)
    with tf1.control_dependencies([w]):
        v = _constant("v", 40, 48)
    y = ops.MatMul(a=ops.MatMul(a=x, b=w), b=v)
    with tf1.control_dependencies([v]):
        ops.Identity(input=y, name="y")


@_case("readers-before-constants")
def _() -> tf1.GraphDef:
    y = ops.MatMul(a=ops.MatMul(a=_input(64), b=_constant("w", 64, 40)), b=_constant("v", 40, 48))
    definition = y.graph.as_graph_def()
    nodes = list(definition.node)
    del definition.node[:]
    definition.node.extend(reversed(nodes))
    return definition


@_case("names-taken")  # (G18)
def _() -> None:
    x = _input(64)
    y = ops.MatMul(a=x, b=_constant("w", 64, 40))
    for name in ("w_quantized_const", "w_quantized_min", "w_quantized_max", "w_float16"):
        y = ops.AddV2(x=y, y=tf.constant(1.0, name=name))
    ops.Relu(features=y, name="y")


@_case("devices")
def _() -> None:
    with tf1.device("/device:CPU:0"):
        w = _constant("w", 64, 40)
    ops.MatMul(a=_input(64), b=w, name="y")


@_case("weights-in-a-loop")  # (G30)
def _() -> None:
    """Control flow of TensorFlow 1: the constant enters the frame of the loop."""
    tf1.disable_control_flow_v2()
    w = _constant("w", 40, 40) * 1.0
    v = _constant("v", 40, 40)
    tf1.while_loop(
        lambda step, state: step < 3,
        lambda step, state: (step + 1, tf.tanh(state @ w @ v)),
        (tf.constant(0), _input(40)),
    )


@_case("weights-in-functions")  # (G28)
def _() -> tf1.GraphDef:
    """Control flow of TensorFlow 2: bodies in the function library, with constants of their own."""
    tf1.enable_control_flow_v2()

    @tf.function(input_signature=[tf.TensorSpec((None, 40), tf.float32, name="x")])
    def network(x: tf.Tensor) -> tf.Tensor:
        outer = tf.constant(weights("outer", 40, 40))
        state = x
        for _ in tf.range(3):
            state = tf.tanh(state @ tf.constant(weights("inner", 40, 40)) + state @ outer)
        return tf.cond(
            tf.reduce_sum(state) > 0,
            lambda: state @ tf.constant(weights("yes", 40, 48)),
            lambda: state @ tf.constant(weights("no", 40, 48)),
        )

    with tf.init_scope():
        _, definition = freeze(network.get_concrete_function(), lower_control_flow=False)
    return definition


@_case("no-ops")  # (G02, G03, G42)
def _() -> None:
    """Ports, control edges to and from what can go, and an output that cannot."""
    x = tf1.placeholder(tf.float32, (3, 64), "x")
    before = tf.no_op("before")
    with tf1.control_dependencies([before]):
        checked = ops.CheckNumerics(tensor=ops.StopGradient(input=x), message="x", name="checked")
    w = ops.Identity(input=_constant("w", 64, 40), name="w/read")
    halves = ops.Split(axis=tf.constant(1), value=ops.MatMul(a=checked, b=w), num_split=2)
    second = ops.Identity(input=halves[1])
    with tf1.control_dependencies([w, second]):
        turned = ops.Transpose(x=second, perm=tf.constant([0, 1]))
    padded = ops.Pad(input=turned, paddings=tf.constant([[0, 0], [0, 0]]))
    same = ops.Reshape(tensor=x, shape=tf.constant([3, 64]))
    total = ops.Sum(input=same, axis=tf.constant(1), keep_dims=True)
    ops.Identity(input=ops.AddV2(x=padded, y=total), name="y")


@_case("transposes")  # (simplifiers/composed-transposes)
def _() -> None:
    there, back = [0, 3, 1, 2], [0, 2, 3, 1]
    y = ops.Transpose(x=ops.Transpose(x=_input(4, 5, 6), perm=there), perm=back)
    z = ops.Transpose(x=tf.tanh(y), perm=there)
    again = tf.sin(ops.Transpose(x=z, perm=back))
    ops.AddV2(x=ops.Transpose(x=again, perm=there), y=tf.cos(z), name="y")


@_case("duplicates")  # (G40)
def _() -> None:
    """Equal but for a control edge, a device or a port; and equal only once their inputs are."""
    x = tf1.placeholder(tf.float32, (3, 64), "x")
    before = tf.no_op("before")
    w, v = (tf.constant(weights("w", 64, 40), name=name) for name in ("w", "v"))
    with tf1.control_dependencies([before]):
        c = ops.MatMul(a=x, b=v)
    with tf1.device("/device:CPU:0"):
        d = ops.MatMul(a=x, b=w)
    halves = [
        ops.Split(axis=tf.constant(1), value=ops.Tanh(x=ops.MatMul(a=x, b=each)), num_split=2)
        for each in (w, v)
    ]
    sums = [ops.AddV2(x=left, y=right) for left, right in halves]
    ops.ConcatV2(values=[*sums, *halves[0], c, d], axis=tf.constant(1), name="y")


def _silent(name: str, *shape: int) -> tf.Tensor:
    return ops.Identity(input=tf.constant(silent(weights(name, *shape), -1), name=name))


def _silent_conv(x: tf.Tensor, name: str, *shape: int) -> tf.Tensor:
    return ops.Conv2D(input=x, filter=_silent(name, *shape), strides=[1] * 4, padding="SAME")


def _silent_norm(x: tf.Tensor, name: str, channels: int) -> tf.Tensor:
    statistics = {
        "scale": 1 + weights(f"{name}/scale", channels) / 4,
        "offset": silent(weights(f"{name}/offset", channels)),
        "mean": silent(weights(f"{name}/mean", channels)),
        "variance": np.abs(weights(f"{name}/variance", channels)) + 0.1,
    }
    return ops.FusedBatchNormV3(x=x, **statistics, is_training=False)[0]


@_case("silent-residual")
def _() -> None:
    a = ops.Relu(features=_silent_norm(_silent_conv(_input(9, 9, 3), "w1", 3, 3, 3, 16), "n1", 16))
    b = _silent_norm(_silent_conv(a, "w2", 3, 3, 16, 16), "n2", 16)
    pooled = ops.Mean(input=ops.AddV2(x=a, y=b), axis=tf.constant([1, 2]))
    ops.MatMul(a=pooled, b=_constant("v", 16, 5), name="y")


@_case("silent-inverted-residual")
def _() -> None:
    step = {"strides": [1] * 4, "padding": "SAME"}
    a = _silent_conv(_input(9, 9, 32), "w0", 1, 1, 32, 8)
    b = ops.Relu6(features=_silent_norm(_silent_conv(a, "w1", 1, 1, 8, 24), "n", 24))
    filters = tf.constant(silent(weights("d", 5, 5, 24, 1), 2))
    c = ops.DepthwiseConv2dNative(input=b, filter=filters, **step)
    c = ops.BiasAdd(value=c, bias=silent(weights("b", 24)))
    d = ops.AddV2(x=_silent_conv(c, "w2", 1, 1, 24, 8), y=a)
    e = ops.DepthwiseConv2dNative(input=d, filter=_constant("e", 5, 5, 8, 2), **step)
    ops.Conv2D(input=e, filter=_constant("v", 1, 1, 16, 5), name="y", **step)


@_case("silent-concat")
def _() -> None:
    x = _input(6, 6, 3)
    a, b = (_silent_conv(x, name, 1, 1, 3, 8) for name in ("w1", "w2"))
    c = ops.ConcatV2(values=[a, b, a], axis=tf.constant(3))
    d, e, f = ops.SplitV(value=c, size_splits=tf.constant([8, 8, 8]), axis=tf.constant(3), num_split=3)
    g, h = ops.Split(axis=tf.constant(3), value=f, num_split=2)
    parts = [c, ops.Mul(x=d, y=e), ops.Maximum(x=g, y=h)]
    y = ops.ConcatV2(values=parts, axis=tf.constant(3))
    v = _constant("v", 3, 3, 36, 5)
    ops.Conv2D(input=y, filter=v, strides=[1] * 4, padding="SAME", name="y")


@_case("silent-dense")
def _() -> None:
    a = ops.Relu(features=_silent_conv(_input(6, 6, 3), "w1", 3, 3, 3, 8))
    size = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}
    flat = ops.Reshape(tensor=ops.MaxPool(input=a, **size), shape=tf.constant([-1, 72]))
    h = ops.BiasAdd(value=ops.MatMul(a=flat, b=_silent("v", 72, 12)), bias=silent(weights("c", 12)))
    ops.MatMul(a=ops.Tanh(x=h), b=_constant("k", 12, 5), name="y")


@_case("silent-dense-rank-3")
def _() -> None:
    """Dense layers of sequences, as Keras writes them, then all of a sequence in a row."""
    a = tf.nn.bias_add(tf.tensordot(_input(7, 12), _silent("w1", 12, 16), 1), silent(weights("b1", 16)))
    b = tf.tanh(tf.tensordot(tf.nn.relu(a), _silent("w2", 16, 8), 1))
    rows = tf.reshape(b, tf.stack([tf.shape(b)[0], 56]))
    ops.MatMul(a=rows, b=_constant("v", 56, 5), name="y")


@_case("silent-behind")
def _() -> None:
    """Biases that are kept flat, as Keras has them, and weights that are kept turned."""
    a = _silent_conv(_input(6, 6, 3), "w1", 3, 3, 3, 8)
    flat = ops.Squeeze(input=tf.reshape(silent(weights("b1", 8)), (1, 1, 1, 8)))
    b = _silent_conv(tf.nn.relu(ops.BiasAdd(value=a, bias=flat)), "w2", 1, 1, 8, 12)
    c = ops.AddV2(x=b, y=tf.reshape(silent(weights("b2", 12)), (1, 1, -1)))
    turned = tf.transpose(tf.constant(weights("v", 5, 12)), (1, 0))
    ops.MatMul(a=tf.reduce_mean(c, (1, 2)), b=turned, name="y")


@_case("silent-transposed")
def _() -> tf1.GraphDef:
    """A transposed convolution has its size as an input; shapes are stated as attributes."""
    x = tf1.placeholder(tf.float32, (2, 5, 5, 3), "x")
    filters = tf.constant(silent(weights("w1", 3, 3, 8, 3), 2))
    size = tf.constant([2, 10, 10, 8])
    step = {"strides": [1, 2, 2, 1], "padding": "SAME"}
    a = ops.Conv2DBackpropInput(input_sizes=size, filter=filters, out_backprop=x, **step)
    b = ops.Pad(input=ops.Relu(features=a), paddings=tf.constant([[0, 0], [1, 1], [1, 1], [0, 0]]))
    y = ops.Conv2D(input=b, filter=_constant("v", 3, 3, 8, 5), strides=[1] * 4, padding="VALID")
    ops.Identity(input=y, name="y")
    return y.graph.as_graph_def(add_shapes=True)


@_case("training-leftovers")
def _() -> None:
    """What a checkpoint's graph carries besides the model."""
    y = ops.MatMul(a=_input(64), b=_constant("w", 64, 40), name="y")
    with tf1.control_dependencies([y]):
        tf1.Assert(tf.reduce_all(tf.math.is_finite(y)), [y])
    tf.no_op("init")
    ops.Relu(features=_constant("nobody", 64, 64), name="unfed")


@_case("unknown-fields")
def _() -> tf1.GraphDef:
    """Fields of a later TensorFlow: 999 in the graph, a node and a tensor."""
    y = ops.MatMul(a=_input(64), b=_constant("w", 64, 40), name="y")
    definition = y.graph.as_graph_def()
    later = bytes([0xBA, 0x3E, 0x03]) + b"new"
    for message in (definition.node[1], definition.node[1].attr["value"].tensor, definition):
        message.MergeFromString(later)
    assert isinstance(definition.node[1], node_def_pb2.NodeDef)
    return definition


@_case("constants-computed")
def _() -> None:
    x = tf1.placeholder(tf.float32, (1,), "x")
    fed = tf1.placeholder(tf.float32, (2, 5), "fed")
    a, v, column = _constant("a", 3, 4), _constant("v", 4), _constant("column", 3, 1)
    positive = tf.constant(np.abs(weights("a", 3, 4)) + np.float32(0.1))
    condition = tf.constant(weights("a", 3, 4) > 0)
    picks = tf.constant([3, -1, 0, 7], tf.int32)
    halves = tf.constant([-2.5, -0.5, 0, 0.5, 1.5, 2.6])
    low, high = ops.Split(axis=1, value=a, num_split=2)
    results = (
        ops.Identity(input=a),
        ops.Reshape(tensor=a, shape=[2, -1]),
        ops.Squeeze(input=column, axis=[1]),
        ops.ExpandDims(input=v, axis=-1),
        ops.Transpose(x=a, perm=[1, 0]),
        ops.ConcatV2(values=[a, column], axis=1),
        ops.Pack(values=[v, v], axis=1),
        ops.Unpack(value=a, num=3, axis=0)[2],
        ops.AddV2(x=low, y=high),
        ops.SplitV(value=a, size_splits=[1, -1], axis=1, num_split=2)[1],
        ops.Slice(input=a, begin=[1, 0], size=[-1, 2]),
        a[::-2, 1],
        a[..., tf.newaxis, 1:-1],
        ops.GatherV2(params=a, indices=[2, 0], axis=0),
        ops.Tile(input=v, multiples=[2]),
        ops.BroadcastTo(input=column, shape=[3, 2]),
        ops.Fill(dims=[2, 2], value=0.5),
        ops.Pad(input=a, paddings=[[1, 0], [0, 2]]),
        ops.PadV2(input=v, paddings=[[1, 1]], constant_values=9.0),
        ops.ZerosLike(x=a),
        ops.OnesLike(x=a),
        ops.Range(start=1, limit=9, delta=3),
        ops.Shape(input=fed),
        ops.Size(input=fed),
        ops.Rank(input=fed),
        ops.Cast(x=halves, DstT=tf.int32),
        ops.AddN(inputs=[v, v, v]),
        ops.BiasAdd(value=a, bias=v),
        ops.Sub(x=a, y=column),
        ops.Mul(x=a, y=v),
        ops.RealDiv(x=a, y=v),
        ops.FloorDiv(x=picks, y=2),
        ops.FloorMod(x=picks, y=-4),
        ops.TruncateDiv(x=picks, y=-4),
        ops.FloorDiv(x=a, y=0.3),
        ops.FloorMod(x=a, y=-0.3),
        ops.Maximum(x=a, y=v),
        ops.Minimum(x=a, y=v),
        ops.Pow(x=positive, y=1.7),
        ops.SquaredDifference(x=a, y=v),
        ops.Neg(x=a),
        ops.Abs(x=a),
        ops.Sign(x=a),
        ops.Square(x=a),
        ops.Sqrt(x=positive),
        ops.Rsqrt(x=positive),
        ops.Reciprocal(x=positive),
        ops.Exp(x=a),
        ops.Log(x=positive),
        ops.Floor(x=halves),
        ops.Ceil(x=halves),
        ops.Round(x=halves),
        ops.Less(x=a, y=v),
        ops.NotEqual(x=picks, y=7),
        ops.LogicalNot(x=condition),
        ops.SelectV2(condition=condition, t=a, e=v),
        ops.Select(condition=tf.constant([True, False, True]), x=a, y=positive),
        ops.Sum(input=a, axis=[1]),
        ops.Mean(input=a, axis=[0], keep_dims=True),
        ops.Prod(input=picks, axis=[0]),
        ops.Max(input=a, axis=[0, 1]),
        ops.Min(input=a, axis=[-1]),
        ops.MatMul(a=a, b=a, transpose_b=True),
    )
    rows = [tf.reshape(x + tf.cast(each, tf.float32), (-1,)) for each in results]
    ops.ConcatV2(values=[*rows, tf.reshape(fed, (-1,))], axis=0, name="y")


@_case("eight-bit-operators")
def _() -> None:
    """Every operator that has a form in eight bits; sums of unlike shapes and a dilated convolution have none."""
    x = _input(9, 9, 8)
    y = ops.Conv2D(input=x, filter=_constant("w", 3, 3, 8, 8), strides=[1, 2, 2, 1], padding="SAME")
    y = ops.Relu6(features=ops.BiasAdd(value=y, bias=_constant("b", 8)))
    pool = {"ksize": [1, 3, 3, 1], "strides": [1] * 4, "padding": "SAME"}
    both = [ops.MaxPool(input=y, **pool), ops.AvgPool(value=y, **pool)]
    y = ops.Mul(x=ops.ConcatV2(values=both, axis=tf.constant(-1)), y=_constant("factors", 16))
    v = _constant("v", 3, 3, 16, 16)
    y = ops.AddV2(x=y, y=ops.Conv2D(input=y, filter=v, strides=[1] * 4, padding="SAME"))
    y = ops.AddV2(x=y, y=_constant("column", 5, 1))
    y = ops.Conv2D(
        input=y, filter=v, strides=[1] * 4, padding="SAME", dilations=[1, 2, 2, 1], name="dilated"
    )
    y = ops.ResizeBilinear(images=y, size=tf.constant([4, 4]), half_pixel_centers=True)
    y = ops.Reshape(tensor=y, shape=tf.constant([-1, 256]))
    ops.Relu(features=ops.MatMul(a=y, b=_constant("u", 256, 32)), name="y")


@_case("eight-bit-alone")
def _() -> None:
    """Each operator by itself, from floats to floats."""
    x, z = _input(6, 6, 4), tf1.placeholder(tf.float32, (None, 6, 6, 4), "z")
    row = tf1.placeholder(tf.float32, (None, 8), "row")
    size = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "SAME"}
    step = {"strides": [1] * 4, "padding": "SAME"}
    w, b = _constant("w", 3, 3, 4, 8), _constant("b", 4)
    results = {
        "product": ops.MatMul(a=row, b=_constant("v", 8, 2)),  # (quantize_nodes/MatMulTiny)
        "small": ops.MatMul(a=row, b=_constant("u", 8, 40)),  # (quantize_nodes/MatMulSmall)
        "scaled": ops.Mul(x=x, y=b),  # (quantize_nodes/Mul)
        "times": ops.Mul(x=x, y=z),  # (quantize_nodes/Mul)
        "sum": ops.Add(x=x, y=z),  # (quantize_nodes/Add)
        "more": ops.AddV2(x=x, y=b),  # (quantize_nodes/Add)
        "conv": ops.Conv2D(input=x, filter=w, **step),  # (quantize_nodes/Conv2D)
        "biased": ops.BiasAdd(value=x, bias=b),  # (quantize_nodes/BiasAdd)
        "joined": ops.ConcatV2(values=[x, z], axis=tf.constant(2)),  # (quantize_nodes/Concat)
        "positive": ops.Relu(features=x),  # (quantize_nodes/Relu)
        "limited": ops.Relu6(features=x),  # (quantize_nodes/Relu6)
        "largest": ops.MaxPool(input=x, **size),  # (quantize_nodes/MaxPool)
        "mean": ops.AvgPool(value=x, **size),  # (quantize_nodes/AvgPool)
        "flat": ops.Reshape(tensor=x, shape=tf.constant([-1, 24])),  # (quantize_nodes/Reshape)
        "large": ops.ResizeBilinear(images=x, size=tf.constant([9, 9])),  # (quantize_nodes/ResizeBilinear)
    }
    for name, result in results.items():
        ops.Tanh(x=result / 4.0, name=name)


@_case("eight-bit-hoisted")  # (quantize_nodes/HoistFakeQuants)
def _() -> None:
    y = ops.Conv2D(
        input=_input(8, 8, 4), filter=_constant("w", 3, 3, 4, 8), strides=[1] * 4, padding="SAME"
    )
    size = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "SAME"}
    y = ops.MaxPool(input=ops.Relu(features=y), **size)
    y = ops.Reshape(tensor=y, shape=tf.constant([-1, 128]))
    low, high = tf.constant(-0.1), tf.constant(3.0)
    y = ops.FakeQuantWithMinMaxVars(inputs=y, min=low, max=high)
    ops.MatMul(a=y, b=_constant("v", 128, 10), name="y")


@_case("eight-bit-stated-ranges")
def _() -> None:
    x = ops.FakeQuantWithMinMaxArgs(inputs=_input(8), min=-4, max=4)
    y = tf.nn.relu(ops.MatMul(a=x, b=_constant("w", 8, 8)))
    low, high = tf.constant(0.0), tf.constant(3.0)
    y = ops.FakeQuantWithMinMaxVars(inputs=y, min=low, max=high)
    ops.MatMul(a=y, b=_constant("v", 8, 8), name="y")


@_case("residual-network")
def _() -> None:
    """A ResNet in small, frozen as TensorFlow 1 does it: fused normalizations, constants read through Identity."""
    x = _convolution(_input(16, 16, 3), "stem", 3, 8, 1)
    for name, channels, stride in (("a", 8, 1), ("b", 16, 2)):
        left = ops.Relu(features=_convolution(x, f"{name}/1", 1, 8, stride))
        left = ops.Relu(features=_convolution(left, f"{name}/2", 3, 8, 1))
        left = _convolution(left, f"{name}/3", 1, channels, 1)
        right = x if stride == 1 else _convolution(x, f"{name}/0", 1, channels, stride)
        x = ops.Relu(features=ops.AddV2(x=left, y=right))
    x = ops.Mean(input=ops.CheckNumerics(tensor=x, message="x"), axis=tf.constant([1, 2]))
    scores = ops.BiasAdd(value=ops.MatMul(a=x, b=_constant("w", 16, 40)), bias=_constant("b", 40))
    ops.Reshape(tensor=scores, shape=tf.constant([-1, 40]), name="y")


def _convolution(x: tf.Tensor, name: str, size: int, channels: int, stride: int) -> tf.Tensor:
    w = tf.identity(_constant(f"{name}/w", size, size, x.shape[-1], channels), f"{name}/read")
    y = ops.Conv2D(input=x, filter=w, strides=[1, stride, stride, 1], padding="SAME")
    return _batch_norm(ops.FusedBatchNormV3, y, name=f"{name}/norm")


@_case("defaults-left-out")
def _() -> tf1.GraphDef:
    y = _convolution(_input(9, 9, 3), "a", 3, 8, 1)
    ops.LRN(input=ops.ResizeBilinear(images=y, size=tf.constant([5, 5])), name="y")
    definition = y.graph.as_graph_def()
    for node in definition.node:
        for name in ("dilations", "data_format", "explicit_paddings", "epsilon", "alpha", "bias"):
            node.attr.pop(name, None)
    return definition
