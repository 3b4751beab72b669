"""TFLite: operators with weights, by TensorFlow's converter."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import flatbuffers
import keras
import numpy as np
import tensorflow as tf
from ai_edge_litert import schema_py_generated as schema
from made.weights import silent, weights

MODELS: dict[str, Callable[[], bytes]] = {}
FLOAT = tf.float32


def make(folder: Path) -> None:
    for name, build in MODELS.items():
        (folder / f"{name}.tflite").write_bytes(build())


def _case(name: str, *shapes: Sequence[int | None], dtype: tf.DType = FLOAT):
    """A function of inputs of these shapes."""

    def register(function: Callable) -> None:
        MODELS[name] = lambda: converted(function, *shapes, dtype=dtype)

    return register


def converted(
    function: Callable,
    *shapes: Sequence[int | None],
    dtype: tf.DType = FLOAT,
    halves: bool = False,
) -> bytes:
    """@param function Of inputs of these shapes. @param halves Whether weights are stored as float16."""
    specs = [tf.TensorSpec(shape, dtype) for shape in shapes]
    module = tf.Module()
    module.call = tf.function(function, input_signature=specs)
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [module.call.get_concrete_function()], module
    )
    if halves:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    return converter.convert()


def _keras_case(name: str):
    def register(network: Callable[[], keras.Model]) -> None:
        def build() -> bytes:
            keras.utils.set_random_seed(1)
            return tf.lite.TFLiteConverter.from_keras_model(network()).convert()

        MODELS[name] = build

    return register


@_case("conv-grouped", (1, 9, 9, 16))  # (T18)
def _(x):
    return tf.nn.conv2d(x, weights("w", 3, 3, 4, 64), 1, "SAME")


@_case("conv-depthwise", (1, 9, 9, 128))  # (T19)
def _(x):
    return tf.nn.depthwise_conv2d(x, weights("w", 3, 3, 128, 2), [1] * 4, "SAME")


@_case("conv-transposed", (1, 7, 7, 16))  # (T17)
def _(x):
    y = tf.nn.conv2d_transpose(x, weights("w", 3, 3, 32, 16), (1, 14, 14, 32), 2)
    return tf.nn.relu(y + weights("b", 32))


def _fixed(data: bytes, **values: np.ndarray) -> bytes:
    """Makes inputs constants after the conversion, which would have folded them."""
    model = schema.ModelT.InitFromPackedBuf(data, 0)
    (graph,) = model.subgraphs
    for signature in model.signatureDefs:
        given = {each.name.decode(): each.tensorIndex for each in signature.inputs}
        for name, value in values.items():
            graph.tensors[given[name]].buffer = len(model.buffers)
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(value.tobytes(), np.uint8)
            model.buffers.append(buffer)
        constants = {given[name] for name in values}
        graph.inputs = [each for each in graph.inputs if each not in constants]
        signature.inputs = [each for each in signature.inputs if each.tensorIndex not in constants]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _factors_case(name: str, *shape: int):
    """A function of x, and of a factor m and an offset b by channel, whose operators are to stay."""

    def register(function: Callable) -> None:
        vector = (12,) if len(shape) == 2 else (1, 1, 1, 12)
        m, b = (weights(key, 1, 1, 1, 12).reshape(vector) for key in ("m", "b"))
        one = lambda x, m, b: {"y": function(x, m, b)}  # noqa: E731
        MODELS[f"factors-after-{name}"] = lambda: convert_with_factors(one, shape, m=m, b=b)

    return register


def convert_with_factors(function: Callable, shape: Sequence[int], **vectors: np.ndarray) -> bytes:
    """@param function Of x and the vectors, with outputs by name."""
    module = tf.Module()
    specs = [
        tf.TensorSpec(shape, FLOAT, name="x"),
        *(tf.TensorSpec(value.shape, FLOAT, name=key) for key, value in vectors.items()),
    ]
    module.call = tf.function(function, specs)
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, {"serving_default": module.call})
        model = tf.lite.TFLiteConverter.from_saved_model(folder).convert()
    return _fixed(model, **vectors)


@_factors_case("conv", 1, 9, 9, 8)
def _(x, m, b):
    return tf.nn.relu6(tf.nn.conv2d(x, weights("w", 3, 3, 8, 12), 1, "SAME") * m + b)


@_factors_case("conv-with-bias", 1, 9, 9, 8)
def _(x, m, b):
    y = tf.nn.conv2d(x, weights("w", 3, 3, 8, 12), 1, "VALID") + weights("c", 12)
    return tf.nn.relu(b - y * m)


@_factors_case("conv-with-activation", 1, 9, 9, 8)
def _(x, m, b):
    return tf.nn.relu(tf.nn.conv2d(x, weights("w", 3, 3, 8, 12), 1, "VALID")) * m + b


@_factors_case("conv-depthwise", 1, 9, 9, 6)
def _(x, m, b):
    return tf.nn.depthwise_conv2d(x, weights("w", 3, 3, 6, 2), [1] * 4, "SAME") * m - b


@_factors_case("conv-transposed", 1, 5, 5, 8)
def _(x, m, b):
    y = tf.nn.conv2d_transpose(x, weights("w", 3, 3, 12, 8), (1, 10, 10, 12), 2)
    return tf.reduce_mean(y * m + b, (1, 2))


@_factors_case("dense", 3, 8)
def _(x, m, b):
    return tf.nn.relu(tf.matmul(x, weights("w", 8, 12)) * m + b)


@_factors_case("concat", 1, 9, 9, 8)
def _(x, m, b):
    layers = [tf.nn.conv2d(x, weights(f"w{width}", 3, 3, 8, width), 1, "SAME") for width in (4, 8)]
    return tf.nn.relu(tf.concat(layers, 3) * m + b)


@_factors_case("nothing", 1, 9, 9, 12)
def _(x, m, b):
    y = tf.nn.conv2d(x * m + b, weights("w", 3, 3, 12, 6), 1, "VALID") + weights("c", 6)
    y = tf.nn.depthwise_conv2d(tf.tanh(y), weights("d", 3, 3, 6, 2), [1] * 4, "SAME")
    return tf.nn.conv2d(tf.tanh(y) * m, weights("v", 3, 3, 12, 6), 1, "SAME")


@_factors_case("shared-conv", 1, 9, 9, 12)
def _(x, m, b):
    w = weights("w", 3, 3, 12, 12)
    y = tf.sin(tf.nn.conv2d(x, w, 1, "SAME") + b)
    return tf.nn.relu6(tf.nn.conv2d(y, w, 1, "SAME") - b) + m


def _respelled(name: str, *shapes: Sequence[int | None], **operators: str):
    """A function whose operators are others in the end: the converter would have merged those."""

    def register(function: Callable) -> None:
        _case(name, *shapes)(function)
        convert = MODELS[name]

        def build() -> bytes:
            model = schema.ModelT.InitFromPackedBuf(convert(), 0)
            for code in model.operatorCodes:
                for one, other in operators.items():
                    if code.builtinCode == getattr(schema.BuiltinOperator, one):
                        code.builtinCode = getattr(schema.BuiltinOperator, other)
                        code.deprecatedBuiltinCode = code.builtinCode
            builder = flatbuffers.Builder(0)
            builder.Finish(model.Pack(builder), b"TFL3")
            return bytes(builder.Output())

        MODELS[name] = build

    return register


@_respelled("activations", (1, 9, 9, 8), SIN="RELU", COS="RELU6", SQUARED_DIFFERENCE="MINIMUM")
def _(x):
    y = tf.sin(tf.nn.conv2d(x, weights("w", 3, 3, 8, 12), 1, "SAME"))
    y = tf.nn.depthwise_conv2d(y, weights("d", 3, 3, 12, 1), [1] * 4, "SAME")
    y = tf.math.squared_difference(tf.sin(y), 6.0)
    y = tf.cos(tf.sin(y * y - 0.01))
    y = tf.cos(tf.nn.max_pool2d(tf.concat([y, y / 2.0], 3), 2, 2, "SAME"))
    return tf.sin(tf.matmul(tf.reshape(y, (25, 24)), weights("v", 24, 6)))


@_respelled("padding-by-hand", (1, 16, 16, 8), MIRROR_PAD="PAD")
def _(x):
    around, behind = ([[0, 0], pads, pads, [0, 0]] for pads in ([1, 1], [0, 1]))
    y = tf.nn.conv2d(tf.pad(x, around, "REFLECT"), weights("w", 3, 3, 8, 12), 1, "VALID")
    y = tf.pad(tf.tanh(y), behind, "REFLECT")
    y = tf.nn.depthwise_conv2d(y, weights("d", 3, 3, 12, 1), [1, 2, 2, 1], "VALID")
    y = tf.pad(tf.tanh(y), around, "REFLECT")
    return tf.nn.conv2d(y, weights("v", 3, 3, 12, 4), 2, "VALID")


@_case("conv-3d", (1, 5, 5, 5, 8))  # (T21)
def _(x):
    return tf.nn.conv3d(x, weights("w", 3, 3, 3, 8, 16), [1] * 5, "SAME")


@_case("factors-behind-movement", (1, 6, 6, 8))
def _(x):
    a = tf.transpose(tf.nn.conv2d(x, weights("w", 3, 3, 8, 12), 1, "SAME"), (0, 3, 1, 2))
    b = tf.transpose(tf.tanh(a * weights("s", 12, 1, 1) + weights("t", 12, 1, 1)), (0, 2, 3, 1))
    c = tf.reshape(tf.nn.conv2d(b, weights("v", 3, 3, 12, 12), 1, "SAME"), (1, 36, 12))
    return tf.nn.relu(c * weights("m", 12) + weights("b", 12))


@_case("batch-matmul", (4, 6, 32))
def _(x):
    return tf.matmul(x, weights("w", 4, 32, 40))


@_case("batch-matmul-transposed", (4, 6, 32))
def _(x):
    return tf.matmul(x, weights("w", 4, 40, 32), transpose_b=True)


@_case("dense-3d", (None, 6, 32))
def _(x):
    return tf.nn.relu(tf.matmul(x, weights("w", 32, 40)) + weights("b", 40))


@_case("dense-odd", (2, 63))
def _(x):
    return tf.nn.relu(tf.matmul(x, weights("w", 63, 41)) + weights("b", 41))


@_case("dense-wide", (4, 256))
def _(x):
    return tf.matmul(tf.nn.relu(tf.matmul(x, weights("w", 256, 128))), weights("v", 128, 40))


@_case("gather-and-dense", (1, 6), dtype=tf.int32)  # (T12, quantize_weights/VerifyGatherQuantization)
def _(x):
    rows = tf.gather(tf.constant(weights("w", 100, 32)), x)
    return tf.matmul(rows, weights("v", 32, 40))


@_case("embedding-lookup", (6,), dtype=tf.int32)
def _(x):
    @tf.function(experimental_implements="embedding_matmul")
    def lookup(table, ids):
        return tf.matmul(tf.one_hot(ids, 100), table)

    return lookup(tf.constant(weights("w", 100, 32)), x)


@_case("weights-tied", (1, 6), dtype=tf.int32)  # (T05)
def _(x):
    table = tf.constant(weights("w", 100, 32))
    return tf.matmul(tf.gather(table, x), table, transpose_b=True)


@_case("weights-tied-to-an-add", (40, 64))  # (T05)
def _(x):
    w = tf.constant(weights("w", 40, 64))
    return tf.matmul(x, w, transpose_b=True), x + w


@_case("weights-are-an-output", (1, 64))  # (T23)
def _(x):
    w = tf.constant(weights("w", 40, 64))
    return tf.matmul(x, w, transpose_b=True), w


@_case("weights-all-zero", (1, 64))  # (T14)
def _(x):
    return tf.matmul(x, np.zeros((64, 40), np.float32)) + weights("b", 40)


@_case("weights-with-zero-channels", (1, 9, 9, 16))  # (T14)
def _(x):
    w = weights("w", 3, 3, 16, 64)
    w[..., [0, 7, 63]] = 0
    v = weights("v", 64, 40)
    v[:, [0, 39]] = 0
    return tf.matmul(tf.reduce_mean(tf.nn.conv2d(x, w, 1, "SAME"), (1, 2)), v)


@_case("weights-beyond-float16", (1, 64))  # (T36)
def _(x):
    return tf.nn.relu(tf.matmul(x, weights("w", 64, 40) * np.float32(1e4))) * 1e-4


@_case("weights-in-branches", (1, 64))  # (T25)
def _(x):
    return tf.cond(
        tf.reduce_sum(x) > 0,
        lambda: tf.matmul(x, weights("yes", 64, 40)),
        lambda: tf.matmul(x, weights("no", 64, 40)),
    )


@_case("weights-in-a-loop", (1, 64))  # (T25)
def _(x):
    outer = tf.constant(weights("outer", 64, 64))
    for _ in tf.range(3):
        x = tf.tanh(tf.matmul(x, outer) + tf.matmul(x, weights("inner", 64, 64)))
    return x


@_case("prelu-and-matrices", (1, 4, 4, 128))
def _(x):
    slopes = np.abs(weights("slopes", 4, 4, 128))
    return tf.maximum(x, 0) + slopes * tf.minimum(x, 0) + weights("v", 4, 4, 128)


@_keras_case("lstm")
def _():
    return keras.Sequential([keras.Input((5, 24), batch_size=1), keras.layers.LSTM(32)])


@_keras_case("gru-bidirectional")
def _():
    layer = keras.layers.Bidirectional(keras.layers.GRU(32, return_sequences=True))
    return keras.Sequential([keras.Input((5, 24), batch_size=1), layer])


@_keras_case("lstm-unrolled")
def _():
    layer = keras.layers.LSTM(32, unroll=True)
    return keras.Sequential([keras.Input((5, 24), batch_size=1), layer])


def _lstm_case(
    operator: str,
    name: str,
    cells: int = 48,
    outputs: int | None = None,
    gates: int = 4,
    peepholes: bool = False,
    normalized: bool = False,
    time_major: bool = False,
) -> None:
    """The converter makes loops of LSTMs, so the operator is put together by hand.

    @param outputs None: no projection. @param gates 3: the input gate is coupled to the forget gate.
    """
    sequence = operator == "UNIDIRECTIONAL_SEQUENCE_LSTM"
    batch, steps, inputs = 2, 5, 40
    width = outputs or cells
    places = (steps, batch) if time_major else (batch, steps)
    shape = places if sequence else (batch,)

    def build() -> bytes:
        model, graph = schema.ModelT(), schema.SubGraphT()
        model.version, model.buffers, graph.tensors = 3, [schema.BufferT()], []

        def tensor(name: str, *dimensions: int, data: np.ndarray | None = None) -> int:
            made = schema.TensorT()
            made.name, made.shape, made.type, made.buffer = name, list(dimensions), 0, 0
            made.isVariable = name in ("h", "c")
            if data is not None:
                made.buffer = len(model.buffers)
                buffer = schema.BufferT()
                buffer.data = np.frombuffer(data.tobytes(), np.uint8)
                model.buffers.append(buffer)
            graph.tensors.append(made)
            return len(graph.tensors) - 1

        def constant(name: str, *dimensions: int) -> int:
            return tensor(name, *dimensions, data=weights(name, *dimensions))

        def each(name: str, *dimensions: int, first: int = 4 - gates, count: int = 4) -> list[int]:
            """Of the input, forget, cell and output gate."""
            return [constant(f"{name}{gate}", *dimensions) if gate >= first else -1 for gate in range(count)]

        x = tensor("x", *shape, inputs)
        operands = [x, *each("w", cells, inputs), *each("r", cells, width)]
        operands += each("p", cells, first=4 - gates if peepholes else 3, count=3)
        operands += each("b", cells)
        operands += [-1 if outputs is None else constant("q", width, cells), -1]
        operands += [tensor("h", batch, width), tensor("c", batch, cells)]
        operands += each("n", cells, first=4 - gates if normalized else 4)
        y = tensor("y", *shape, width)

        options = schema.UnidirectionalSequenceLSTMOptionsT() if sequence else schema.LSTMOptionsT()
        options.fusedActivationFunction = schema.ActivationFunctionType.TANH
        options.cellClip = 2.0
        if sequence:
            options.timeMajor = time_major
        code, call = schema.OperatorCodeT(), schema.OperatorT()
        code.builtinCode = code.deprecatedBuiltinCode = getattr(schema.BuiltinOperator, operator)
        call.inputs, call.outputs, call.builtinOptions = operands, [y], options
        call.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
        graph.operators, graph.inputs, graph.outputs = [call], [x], [y]
        model.subgraphs, model.operatorCodes = [graph], [code]
        builder = flatbuffers.Builder(0)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

    MODELS[f"lstm-{name}"] = build


for operator, prefix in (("UNIDIRECTIONAL_SEQUENCE_LSTM", "sequence"), ("LSTM", "step")):
    _lstm_case(operator, prefix)
    _lstm_case(operator, f"{prefix}-coupled", gates=3)
    _lstm_case(operator, f"{prefix}-peepholes", peepholes=True)
    _lstm_case(operator, f"{prefix}-projected", outputs=24)
    _lstm_case(operator, f"{prefix}-everything", 56, 32, 3, True, True)
_lstm_case("UNIDIRECTIONAL_SEQUENCE_LSTM", "sequence-normalized", normalized=True)
_lstm_case("UNIDIRECTIONAL_SEQUENCE_LSTM", "sequence-time-major", time_major=True)


def _silent_conv(x, name: str, *shape: int):
    y = tf.nn.conv2d(x, silent(weights(name, *shape), -1), 1, "SAME")
    return y + silent(weights(f"{name}/b", shape[-1]))


@_case("silent-residual", (1, 9, 9, 3))
def _(x):
    a = tf.nn.relu(_silent_conv(x, "w1", 3, 3, 3, 16))
    b = tf.nn.relu(_silent_conv(a, "w2", 3, 3, 16, 16) + a)
    return tf.reduce_mean(b, (1, 2)) @ weights("v", 16, 5)


@_case("silent-inverted-residual", (1, 9, 9, 32))
def _(x):
    a = _silent_conv(x, "w0", 1, 1, 32, 8)
    b = tf.nn.relu6(_silent_conv(a, "w1", 1, 1, 8, 24))
    c = tf.nn.depthwise_conv2d(b, silent(weights("d", 5, 5, 24, 1), 2), [1] * 4, "SAME")
    d = _silent_conv(c + silent(weights("b", 24)), "w2", 1, 1, 24, 8) + a
    e = tf.nn.depthwise_conv2d(d, weights("e", 5, 5, 8, 2), [1] * 4, "SAME")
    return tf.nn.conv2d(e, weights("v", 1, 1, 16, 5), 1, "SAME")


@_case("silent-concat", (1, 6, 6, 3))
def _(x):
    a, b = (tf.nn.relu(_silent_conv(x, name, 1, 1, 3, 8)) for name in ("w1", "w2"))
    c = tf.concat([a, b, a], 3)
    d, e, f = tf.split(c, [8, 12, 4], 3)
    g, h = tf.split(c, 2, 3)
    parts = tf.concat([c, d, tf.tanh(e), f, tf.maximum(g, h)], 3)
    return tf.nn.conv2d(parts, weights("v", 3, 3, 60, 5), 1, "SAME")


@_case("silent-dense", (None, 6, 6, 3))
def _(x):
    a = tf.nn.max_pool2d(tf.nn.relu(_silent_conv(x, "w1", 3, 3, 3, 8)), 2, 2, "VALID")
    flat = tf.reshape(a, (-1, 72))
    h = tf.tanh(flat @ silent(weights("v", 72, 12), 1) + silent(weights("c", 12)))
    return h @ weights("k", 12, 5)


@_case("silent-dense-rank-3", (None, 7, 12))
def _(x):
    """Dense layers of sequences, as Keras has them converted, then all of a sequence in a row."""
    a = tf.nn.relu(tf.tensordot(x, silent(weights("w1", 12, 16), 1), 1) + silent(weights("b1", 16)))
    b = tf.tensordot(a, silent(weights("w2", 16, 8), 1), 1) + silent(weights("b2", 8))
    rows = tf.reshape(tf.tanh(b), (tf.shape(b)[0], 56))
    return rows @ weights("v", 56, 5)


@_case("silent-dense-open", (None, None, 12))
def _(x):
    """Sequences of any length; normalized where that leaves channels apart; lengths that are measured elsewhere."""
    a = tf.nn.gelu(tf.tensordot(x, silent(weights("w1", 12, 16), 1), 1))
    b = tf.tensordot(a, weights("w2", 16, 12), 1) + x
    c = b - tf.reduce_mean(b, -1, keepdims=True)
    d = tf.nn.relu(tf.tensordot(c, silent(weights("w3", 12, 24), 1), 1) + silent(weights("b3", 24)))
    e = d - tf.reduce_mean(d, 1, keepdims=True)
    flat = tf.reshape(e, (-1, tf.shape(e)[2]))
    return tf.reshape(flat @ weights("w4", 24, 5), tf.concat([tf.shape(d)[:2], [5]], 0))


@_case("silent-grouped", (1, 6, 6, 3))
def _(x):
    a = tf.nn.relu(_silent_conv(x, "w1", 1, 1, 3, 16))
    b = tf.nn.conv2d(a, silent(weights("w2", 3, 3, 4, 32), -1), 1, "SAME")
    return tf.nn.conv2d(tf.tanh(b), weights("v", 1, 1, 32, 5), 1, "SAME")


@_case("silent-transposed", (1, 5, 5, 3))
def _(x):
    a = tf.nn.conv2d_transpose(x, silent(weights("w1", 3, 3, 8, 3), 2), (1, 10, 10, 8), 2)
    b = tf.pad(tf.nn.relu(a), ((0, 0), (1, 1), (1, 1), (0, 0)))
    return tf.nn.conv2d(b, weights("v", 3, 3, 8, 5), 1, "VALID")


def _duplicates() -> bytes:
    """The converter merges what is equal: of two unlike buffers one gets the content of the other."""
    module = tf.Module()
    first, second = weights("w", 40, 64), weights("v", 40, 64)
    specs = [tf.TensorSpec((1, 64), FLOAT, name="x")]
    module.call = tf.function(
        lambda x: tf.tanh(tf.matmul(x, first, transpose_b=True))
        + tf.tanh(tf.matmul(x, second, transpose_b=True)),
        specs,
    )
    model = tf.lite.TFLiteConverter.from_concrete_functions(
        [module.call.get_concrete_function()], module
    ).convert()
    assert model.count(second.tobytes()) == 1
    return model.replace(second.tobytes(), first.tobytes())


MODELS["duplicates"] = _duplicates


def _two_signatures() -> bytes:
    module = tf.Module()
    module.w = tf.Variable(weights("w", 64, 64))
    specs = [tf.TensorSpec((1, 64), FLOAT, name="x")]
    module.once = tf.function(lambda x: {"y": x @ module.w}, specs)
    module.twice = tf.function(lambda x: {"y": x @ module.w @ module.w}, specs)
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, {"once": module.once, "twice": module.twice})
        return tf.lite.TFLiteConverter.from_saved_model(folder).convert()


def _no_ops() -> bytes:
    """The converter removes what changes nothing: a real transposition is told to move nothing."""
    module = tf.Module()
    specs = [tf.TensorSpec((8, 8), FLOAT, name="x")]
    module.call = tf.function(lambda x: tf.tanh(tf.transpose(tf.sin(x), [1, 0])), specs)
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [module.call.get_concrete_function()], module
    )
    model = converter.convert()
    turned, same = (np.int32([8, *order]).tobytes() for order in ((1, 0), (0, 1)))
    assert model.count(turned) == 1  # the buffer of eight bytes
    return model.replace(turned, same)


MODELS["no-ops"] = _no_ops
MODELS["weights-shared-by-signatures"] = _two_signatures


def _computed(x, a, v, column, positive, picks):
    """What operators make of constants, each added to x."""
    condition = a > 0.0
    results = (
        tf.reshape(a, (2, 6)),
        tf.squeeze(column, 1),
        tf.expand_dims(v, 0),
        tf.transpose(a),
        tf.concat([a, column], 1),
        tf.stack([v, v], 1),
        tf.unstack(a)[2],
        tf.add(*tf.split(a, 2, 1)),
        tf.split(a, (1, 3), 1)[1],
        tf.slice(a, (1, 0), (2, 2)),
        a[::-2, 1],
        tf.gather(a, (2, 0)),
        tf.tile(v, (2,)),
        tf.broadcast_to(column, (3, 2)),
        tf.pad(a, ((1, 0), (0, 2))),
        tf.pad(v, ((1, 1),), constant_values=9.0),
        tf.zeros_like(a) + 1.0,
        a - column,
        a * v,
        a / v,
        picks // 2,
        tf.math.floormod(picks, 4),
        tf.maximum(a, v),
        tf.minimum(a, v),
        tf.pow(positive, 1.7),
        tf.math.squared_difference(a, v),
        -a,
        tf.abs(a),
        tf.sign(a),
        tf.square(a),
        tf.sqrt(positive),
        tf.math.rsqrt(positive),
        tf.exp(a),
        tf.math.log(positive),
        tf.floor(a),
        tf.math.ceil(a),
        tf.round(a * 2.0),
        tf.cast(a * 5.0, tf.int32),
        a < v,
        tf.logical_not(condition),
        tf.where(condition, a, v),
        tf.reduce_sum(a, 1),
        tf.reduce_mean(a, 0, keepdims=True),
        tf.reduce_prod(picks),
        tf.reduce_max(a),
        tf.reduce_min(a, -1),
    )
    rows = [tf.reshape(x + tf.cast(each, FLOAT), (-1,)) for each in results]
    return {"y": tf.concat(rows, 0)}


def _constants_computed() -> bytes:
    a = weights("a", 3, 4)
    constants = {
        "a": a,
        "v": weights("v", 4),
        "column": weights("column", 3, 1),
        "positive": np.abs(a) + np.float32(0.1),
        "picks": np.array((3, -1, 2, 7), np.int32),
    }
    specs = [tf.TensorSpec((1,), FLOAT, name="x")]
    specs += [tf.TensorSpec(value.shape, value.dtype, name=name) for name, value in constants.items()]
    module = tf.Module()
    module.call = tf.function(_computed, specs)
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, {"serving_default": module.call})
        model = tf.lite.TFLiteConverter.from_saved_model(folder).convert()
    return _fixed(model, **constants)


MODELS["constants-computed"] = _constants_computed
