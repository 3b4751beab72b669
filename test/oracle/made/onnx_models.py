"""ONNX: operators with weights, opsets, and the places where weights can be kept."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from made.weights import integers, silent, weights
from onnx import TensorProto, helper, numpy_helper, parser

MODELS: dict[str, Callable[[], onnx.ModelProto]] = {}


def make(folder: Path) -> None:
    for name, build in MODELS.items():
        onnx.save(build(), folder / f"{name}.onnx")
    _save_with_external_data(folder)


def model_of(text: str, opset: int = 17, ir: int = 8, **arrays: np.ndarray) -> onnx.ModelProto:
    """@param text A graph in the syntax of onnx.parser. @param arrays Its initializers."""
    graph = parser.parse_graph(text)
    graph.initializer.extend(numpy_helper.from_array(each, name) for name, each in arrays.items())
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)


def _case(name: str):
    def register(build: Callable[[], onnx.ModelProto]) -> Callable[[], onnx.ModelProto]:
        MODELS[name] = build
        return build

    return register


def _add(name: str, text: str, opset: int = 17, ir: int = 8, **arrays: np.ndarray) -> None:
    MODELS[name] = lambda: model_of(text, opset, ir, **arrays)


_add(
    "conv-grouped",
    "g (float[N,16,9,9] x) => (float[N,64,9,9] y) { y = Conv<group=4, pads=[1,1,1,1]>(x, w, b) }",
    w=weights("w", 64, 4, 3, 3),
    b=weights("b", 64),
)
_add(
    "conv-depthwise-1d",
    "g (float[N,256,20] x) => (float[N,512,16] y) { y = Conv<group=256>(x, w) }",
    w=weights("w", 512, 1, 5),
)
_add(
    "conv-3d",
    "g (float[N,4,6,6,6] x) => (float[N,32,4,4,4] y) { y = Conv(x, w) }",
    w=weights("w", 32, 4, 3, 3, 3),
)
_add(
    "conv-transposed-grouped",  # (O10)
    "g (float[N,16,7,7] x) => (float[N,32,15,15] y)"
    " { y = ConvTranspose<group=2, strides=[2,2]>(x, w, b) }",
    w=weights("w", 16, 16, 3, 3),
    b=weights("b", 32),
)
for trans_b in (0, 1):
    _add(
        f"gemm-trans-b-{trans_b}",  # (O09, O47)
        f"g (float[64,N] x) => (float[N,40] y)"
        f" {{ y = Gemm<transA=1, transB={trans_b}, alpha=0.5, beta=2.0>(x, w, b) }}",
        w=weights("w", *((40, 64) if trans_b else (64, 40))),
        b=weights("b", 40),
    )
_add(
    "gemm-plain",
    "g (float[N,64] x) => (float[N,40] y, float[N,40] z)"
    " { h = Gemm<transB=1>(x, w, b) y = Relu(h) z = Gemm(h, v) }",
    w=weights("w", 40, 64),
    v=weights("v", 40, 40),
    b=weights("b", 1, 40),
)
_add(
    "gemm-tied",
    "g (float[N,64] x, int64[N,6] i) => (float[N,64] y, float[N,64] z, float[N,6,64] e)"
    " { y = Gemm<transB=1>(x, w, b) z = MatMul(x, w) e = Gather(w, i) }",
    w=weights("w", 64, 64),
    b=weights("b", 64),
)
_add(
    "conv-shared-bias",
    "g (float[N,16,9,9] x) => (float[N,32,5,5] y)"
    " { h = Conv<pads=[1,1,1,1]>(x, w, b) y = Conv<strides=[2,2], pads=[1,1,1,1]>(h, v, b) }",
    w=weights("w", 32, 16, 3, 3),
    v=weights("v", 32, 32, 3, 3),
    b=weights("b", 32),
)
_add(
    "conv-1d",
    "g (float[N,16,20] x) => (float[N,48,18] y) { y = Conv(x, w, b) }",
    w=weights("w", 48, 16, 3),
    b=weights("b", 48),
)
_add(
    "matmul-batched-weights",  # (O11)
    "g (float[N,4,5,32] x) => (float[N,4,5,24] y) { y = MatMul(x, w) }",
    w=weights("w", 4, 32, 24),
)
_add(
    "matmul-weights-on-the-left",
    "g (float[N,48,6] x) => (float[N,32,6] y) { y = MatMul(w, x) }",
    w=weights("w", 32, 48),
)
_add(
    "matmul-vector-weights",
    "g (float[N,2048] x) => (float[N] y) { y = MatMul(x, w) }",
    w=weights("w", 2048),
)
_add(
    "einsum-weights",
    'g (float[N,5,64] x) => (float[N,5,4,16] y) { y = Einsum<equation="btd,dhk->bthk">(x, w) }',
    w=weights("w", 64, 4, 16),
)
_add(
    "gather-rows",
    "g (int64[N,6] i) => (float[N,6,32] y) { y = Gather(w, i) }",
    w=weights("w", 100, 32),
)
_add(
    "gather-columns",
    "g (int64[6] i) => (float[32,6] y) { y = Gather<axis=1>(w, i) }",
    w=weights("w", 32, 100),
)
_add(
    "prelu-slopes",
    "g (float[N,2048,2,2] x) => (float[N,2048,2,2] y) { y = PRelu(x, w) }",
    w=np.abs(weights("w", 2048, 1, 1)),
)
_add(
    "batch-norm-wide",
    "g (float[N,2048,2,2] x) => (float[N,2048,2,2] y)"
    " { y = BatchNormalization(x, scale, shift, mean, variance) }",
    scale=1 + weights("scale", 2048) / 10,
    shift=weights("shift", 2048),
    mean=weights("mean", 2048),
    variance=np.abs(weights("variance", 2048)) + 0.01,
)
_add(
    "layer-norm-wide",
    "g (float[N,2048] x) => (float[N,2048] y) { y = LayerNormalization(x, scale, shift) }",
    scale=1 + weights("scale", 2048) / 10,
    shift=weights("shift", 2048),
)
_add(
    "mul-and-add-matrices",
    "g (float[N,32,64] x) => (float[N,32,64] y) { z = Mul(x, w) y = Add(z, v) }",
    w=weights("w", 32, 64),
    v=weights("v", 32, 64),
)
_add(
    "resize-linear",
    "g (float[N,32,4,4] x) => (float[N,32,8,8] y)"
    ' { z = Conv(x, w) y = Resize<mode="linear">(z, , scales) }',
    w=weights("w", 32, 32, 1, 1),
    scales=np.float32([1, 1, 2, 2]),
)


def _statistics(channels: int, suffix: str = "") -> dict[str, np.ndarray]:
    return {
        f"scale{suffix}": 1 + weights(f"scale{suffix}", channels) / 4,
        f"shift{suffix}": weights(f"shift{suffix}", channels),
        f"mean{suffix}": weights(f"mean{suffix}", channels),
        f"variance{suffix}": np.abs(weights(f"variance{suffix}", channels)) + 0.1,
    }


for operator, shape, layer, arrays in (
    ("conv-1d", "8,9", "Conv<pads=[1,1]>(x, w)", {"w": weights("w", 12, 8, 3)}),
    (
        "conv-grouped",
        "8,9,9",
        "Conv<group=4>(x, w, b)",
        {"w": weights("w", 12, 2, 3, 3), "b": weights("b", 12)},
    ),
    ("conv-depthwise", "6,9,9", "Conv<group=6>(x, w)", {"w": weights("w", 12, 1, 3, 3)}),
    (
        "conv-transposed",
        "8,5,5",
        "ConvTranspose<strides=[2,2]>(x, w, b)",
        {"w": weights("w", 8, 12, 3, 3), "b": weights("b", 12)},
    ),
    (
        "conv-transposed-grouped",
        "8,5,5",
        "ConvTranspose<group=2>(x, w)",
        {"w": weights("w", 8, 6, 3, 3)},
    ),
    (
        "gemm",
        "8",
        "Gemm<transB=1, alpha=0.5, beta=2.0>(x, w, b)",
        {"w": weights("w", 12, 8), "b": weights("b", 1, 12)},
    ),
    ("gemm-one-bias", "8", "Gemm(x, w, b)", {"w": weights("w", 8, 12), "b": weights("b")}),
    ("matmul", "8", "MatMul(x, w)", {"w": weights("w", 8, 12)}),
):
    _add(
        f"batch-norm-after-{operator}",
        f"g (float[3,{shape}] x) => (float[{','.join(['N'] * (shape.count(',') + 2))}] y)"
        f" {{ z = {layer} y = BatchNormalization(z, scale, shift, mean, variance) }}",
        **arrays,
        **_statistics(12),
    )
_add(
    "batch-norm-by-hand",
    "g (float[N,8,9,9] x) => (float[N,12,7,7] y)"
    " { a = Conv(x, w) b = Mul(f, a) c = Sub(s, b) d = Div(c, h) e = Relu(d)"
    " p = Conv(e, v) q = Mul(p, k) y = Add(q, k) }",
    w=weights("w", 12, 8, 3, 3),
    v=weights("v", 12, 12, 1, 1),
    f=weights("f", 12, 1, 1),
    s=weights("s", 1, 12, 1, 1),
    h=np.float32(0.7),
    k=weights("k", 12, 1, 1),
)

_add(
    "batch-norm-before-layers",
    "g (float[N,8,9,9] x) => (float[N,6] y)"
    " { a = BatchNormalization(x, scale, shift, mean, variance) b = Conv(a, w, c)"
    " d = Relu(b) e = Mul(d, f) h = Conv<pads=[1,1,1,1]>(e, v) i = GlobalAveragePool(h)"
    " j = Flatten(i) k = Sub(j, o) y = Gemm<alpha=0.5, transB=1>(k, m) }",
    w=weights("w", 8, 8, 3, 3),
    c=weights("c", 8),
    f=np.float32(0.3),
    v=weights("v", 8, 8, 3, 3),
    o=np.float32(0.2),
    m=weights("m", 6, 8),
    **_statistics(8),
)
_add(
    "batch-norm-behind-movement",
    "g (float[N,8,6,6] x) => (float[N,4,108] y)"
    " { a = Conv<pads=[1,1,1,1]>(x, w) b = Transpose<perm=[0,2,3,1]>(a) c = Mul(b, m) d = Add(c, m)"
    " e = Transpose<perm=[0,3,1,2]>(d) f = Relu(e) g = Conv(f, v) h = Reshape(g, rows)"
    " i = BatchNormalization(h, scale, shift, mean, variance) j = Relu(i) k = Unsqueeze(j, two)"
    " l = Conv(k, u) o = Squeeze(l, two) p = BatchNormalization(o, scale, shift, mean, variance)"
    " q = Reshape(p, groups) y = BatchNormalization(q, scale4, shift4, mean4, variance4) }",
    w=weights("w", 12, 8, 3, 3),
    v=weights("v", 12, 12, 1, 1),
    u=weights("u", 12, 12, 1, 1),
    m=1 + weights("m", 12),
    rows=np.int64([0, 12, 36]),
    two=np.int64([2]),
    groups=np.int64([0, 4, 108]),
    **_statistics(12),
    **_statistics(4, "4"),
)
_add(
    "batch-norm-after-concat",
    "g (float[N,4,9,9] x) => (float[N,12,9,9] y)"
    " { a = Conv(x, w) b = Conv(x, v, c) d = Concat<axis=1>(a, b)"
    " y = BatchNormalization(d, scale, shift, mean, variance) }",
    w=weights("w", 8, 4, 1, 1),
    v=weights("v", 4, 4, 1, 1),
    c=weights("c", 4),
    **_statistics(12),
)
_add(
    "bias-by-hand",
    "g (float[N,8,9,9] x) => (float[N,8,8,8] y)"
    " { a = Conv<pads=[1,1,1,1]>(x, w) b = Add(s, a) c = Tanh(b) d = Conv(c, w, k) e = Sub(d, s)"
    " f = ConvTranspose<group=2>(e, t) y = Add(f, o) }",
    w=weights("w", 8, 8, 3, 3),
    s=weights("s", 8, 1, 1),
    k=weights("k", 8),
    t=weights("t", 8, 4, 2, 2),
    o=np.float32(0.7),
)
_add(
    "bias-of-matmul",
    "g (float[N,8] x) => (float[N,6] y)"
    " { a = MatMul(x, w) b = Add(a, s) c = Sigmoid(b) d = MatMul(c, v) y = Add(t, d) }",
    w=weights("w", 8, 12),
    v=weights("v", 12, 6),
    s=weights("s", 12),
    t=weights("t", 1, 6),
)
_add(
    "padding-by-hand",
    "g (float[N,4,9,9] x) => (float[N,8,H,W] y)"
    " { a = Pad(x, p, z) b = Conv<strides=[2,2]>(a, w) c = Pad(b, q)"
    ' d = Conv<auto_pad="VALID">(c, v, s) e = Pad(d, q) f = AveragePool<kernel_shape=[3,3]>(e)'
    " g = Pad(f, q) y = MaxPool<kernel_shape=[3,3]>(g) }",
    w=weights("w", 8, 4, 5, 5),
    v=weights("v", 8, 8, 3, 3),
    s=weights("s", 8),
    p=np.int64([0, 0, 2, 1, 0, 0, 1, 3]),
    q=np.int64([0, 0, 1, 1, 0, 0, 1, 1]),
    z=np.float32(0),
)
_add(
    "padding-of-max-pools",  # (simplifiers/pad-into-pool)
    "g (float[N,4,9,9] x) => (float[N,4,4,4] y)"
    " { a = Neg(x) b = Pad(a, q, least) c = MaxPool<kernel_shape=[3,3], strides=[2,2]>(b)"
    " d = Relu(c) e = Pad(d, q) y = MaxPool<kernel_shape=[4,4], pads=[0,0,0,0]>(e) }",
    q=np.int64([0, 0, 1, 1, 0, 0, 1, 1]),
    least=np.float32(-np.inf),
)
_add(
    "activations",
    "g (float[N,4,9,9] x) => (float[N,4,9,9] y, float[N,4,9,9] z)"
    " { a = Conv(x, w) b = Relu(a) c = Clip(b, m, h) d = Conv(c, w) e = Max(o, d) f = Min(e, h)"
    " y = Relu(f) g = Sin(y) i = Relu(g) j = QuantizeLinear(i, s, l) z = DequantizeLinear(j, s, l) }",
    w=weights("w", 4, 4, 1, 1),
    o=np.float32(0),
    m=np.float32(-1),
    h=np.float32(0.4),
    s=np.float32(0.01),
    l=np.int8(-128),
)

_add(
    "transposes-and-slices",  # (simplifiers/composed-transposes, simplifiers/consecutive-slices)
    "g (float[N,6,7,8] x) => (float[N,8,5,3] y, float[N,6,7,8] z)"
    " { a = Transpose<perm=[0,3,1,2]>(x) b = Transpose<perm=[0,2,3,1]>(a) z = Neg(b)"
    " c = Slice(z, s1, e1, a1) d = Slice(c, s2, e2, a2, t2) e = Slice(d, s3, e3, a3)"
    " f = Transpose<perm=[0,2,1,3]>(e) g = Transpose<perm=[0,3,1,2]>(f) y = Tanh(g) }",
    s1=np.int64([1]),
    e1=np.int64([2**31 - 1]),
    a1=np.int64([1]),
    s2=np.int64([-1, 1]),
    e2=np.int64([-100, 2**63 - 1]),
    a2=np.int64([3, 2]),
    t2=np.int64([-1, 1]),
    s3=np.int64([2, 0]),
    e3=np.int64([9, 5]),
    a3=np.int64([1, 2]),
)
_add(
    "constant-conditions",  # (simplifiers/constant-condition)
    "g (float[N,4,8] x) => (float[N,4,8] y, float[8] z, float[N,4,8] u)"
    " { s = Shape(w) d = Gather(s, first) p = Equal(d, eight) q = Not(p)"
    " y, z = If(p)<then_branch = yes () => (float[N,4,8] r, float[8] k) { h = Mul(x, w) r = If(q)<"
    " then_branch = a () => (float[N,4,8] i) { i = Neg(h) },"
    " else_branch = b () => (float[N,4,8] i) { j = Add(h, w) i = Tanh(j) }> k = Exp(w) },"
    " else_branch = no () => (float[N,4,8] r, float[8] k) { h = Mul(x, v) r = Neg(h) k = Neg(v) }>"
    " u = If(q)<then_branch = c () => (float[N,4,8] r) { r = Neg(y) },"
    " else_branch = e () => (float[N,4,8] r) { h = Mul(y, w) r = Sin(h) }> }",
    w=weights("w", 8),
    v=weights("v", 8),
    first=np.int64(0),
    eight=np.int64(8),
)
_add(
    "negative-scales",  # (O35)
    "g (float[N,32] x) => (float[N,40] y, float[N,32] z)"
    " { w = DequantizeLinear<axis=1>(q, s, o) y = MatMul(x, w) v = DequantizeLinear(r, t) z = Mul(x, v) }",
    q=(weights("q", 32, 40) * 250).clip(-127, 127).astype(np.int8),
    s=weights("s", 40) - np.float32(0.01),
    o=np.arange(40, dtype=np.int8) - 20,
    r=np.arange(32, dtype=np.int8) - 9,
    t=np.float32(-0.25),
)

for operator, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
    _add(
        f"{operator.lower()}-bidirectional",
        f"g (float[5,N,24] x) => (float[5,2,N,32] y, float[2,N,32] h)"
        f' {{ y, h = {operator}<hidden_size=32, direction="bidirectional">(x, w, r, b) }}',
        w=weights("w", 2, 32 * gates, 24),
        r=weights("r", 2, 32 * gates, 32),
        b=weights("b", 2, 64 * gates),
    )


def _lstm_weights(suffix: str, directions: int, inputs: int, hidden: int) -> dict[str, np.ndarray]:
    return {
        f"w{suffix}": weights(f"w{suffix}", directions, 4 * hidden, inputs),
        f"r{suffix}": weights(f"r{suffix}", directions, 4 * hidden, hidden),
    }


_add(
    "lstm-reverse",
    "g (float[7,N,40] x) => (float[7,1,N,32] y, float[1,N,32] c)"
    ' { y, , c = LSTM<hidden_size=32, direction="reverse", layout=0, clip=3.0,'
    ' activations=["Sigmoid", "Tanh", "Relu"]>(x, w, r, b) }',
    **_lstm_weights("", 1, 40, 32),
    b=weights("b", 1, 256),
)
for direction, directions in (("forward", 1), ("bidirectional", 2)):
    _add(
        f"lstm-all-inputs-{direction}",
        f"g (float[7,3,40] x, float[{directions},3,32] h, float[{directions},3,32] c)"
        f" => (float[7,{directions},3,32] y, float[{directions},3,32] hn, float[{directions},3,32] cn)"
        f' {{ y, hn, cn = LSTM<hidden_size=32, direction="{direction}">(x, w, r, b, lengths, h, c, p) }}',
        **_lstm_weights("", directions, 40, 32),
        b=weights("b", directions, 256),
        lengths=np.int32([7, 2, 5]),
        p=weights("p", directions, 96),
    )
_add(
    "lstm-shared",
    "g (float[5,N,32] x, float[1,N,32] h, float[1,N,32] c)"
    " => (float[5,1,N,32] y, float[5,1,N,32] z, float[5,1,N,32] t)"
    " { y = LSTM<hidden_size=32>(x, w, r, b) z = LSTM<hidden_size=32>(x, w, r1, , , h, c)"
    " t = LSTM<hidden_size=32, input_forget=1>(x, r1, r1) }",
    **_lstm_weights("", 1, 32, 32),
    r1=weights("r1", 1, 128, 32),
    b=weights("b", 1, 256),
)
_add(
    "lstm-ir-3",
    "g (float[5,N,24] x, float[1,128,24] w, float[1,128,32] r) => (float[5,1,N,32] y)"
    " { y = LSTM<hidden_size=32>(x, w, r) }",
    11,
    3,
    **_lstm_weights("", 1, 24, 32),
)
_add(
    "lstm-in-loop",  # (ort/subgraphs)
    "g (float[5,N,32] x, bool several) => (float[1,N,32] hn, float[5,1,N,32] z)"
    " { n = Shape<start=1, end=2>(x) o = Concat<axis=0>(one, n, width) h = Expand(zero, o)"
    " hn, cn = Loop(three, , h, h) <body = step (int64 i, bool go, float[1,N,32] hi, float[1,N,32] ci)"
    " => (bool on, float[1,N,32] ho, float[1,N,32] co)"
    " { on = Identity(go) s, ho, co = LSTM<hidden_size=32>(x, w, r, b, , hi, ci) }>"
    " z = If(several)"
    " <then_branch = yes () => (float[5,1,N,32] zy) { zy = LSTM<hidden_size=32>(x, w, r, b) },"
    " else_branch = no () => (float[5,1,N,32] zn) { zn = LSTM<hidden_size=32>(x, w, r, b, , hn, cn) }> }",
    **_lstm_weights("", 1, 32, 32),
    b=weights("b", 1, 256),
    three=np.int64(3),
    one=np.int64([1]),
    width=np.int64([32]),
    zero=np.float32([[[0]]]),
)


def _add_exact_lstm(direction: str, directions: int) -> None:
    """Eight bits times powers of two, in each row with the least and the greatest, so that what finds their range finds
    2^-8 for a scale; one step, as what comes of it is no such number."""
    ends = np.float32([-64, 63.5]) / 128
    size = 128 * directions
    _add(
        f"exact-lstm-{direction}",
        f"g (int8[1,4,38] x, int8[{directions},4,30] h, float[{directions},4,32] c)"
        f" => (float[1,{directions},4,32] y, float[{directions},4,32] hn, float[{directions},4,32] cn)"
        " { f = Cast<to=1>(x) s = Mul(f, step) i = Concat<axis=2>(s, xe)"
        " k = Cast<to=1>(h) t = Mul(k, step) j = Concat<axis=2>(t, he)"
        f' y, hn, cn = LSTM<hidden_size=32, direction="{direction}">(i, w, r, b, lengths, j, c) }}',
        w=(integers("w", size, 40, axis=0) / 128).reshape(directions, 128, 40),
        r=(integers("r", size, 32, axis=0) / 128).reshape(directions, 128, 32),
        b=(integers("b", directions, 256) / 128),
        lengths=np.int32([1, 1, 1, 1]),
        step=np.float32(2**-8),
        xe=np.broadcast_to(ends, (1, 4, 2)).copy(),
        he=np.broadcast_to(ends, (directions, 4, 2)).copy(),
    )


for direction, directions in (("forward", 1), ("reverse", 1), ("bidirectional", 2)):
    _add_exact_lstm(direction, directions)

for opset, ir in ((6, 3), (7, 3), (9, 4), (10, 5), (11, 6), (12, 7), (13, 7), (21, 10), (23, 11)):
    activation = "z = Softmax<axis=1>(u)"
    _add(
        f"opset-{opset:02}",
        "g (float[N,3,8,8] x, float[48,3,3,3] w, float[48] b, float[48,32] v) => (float[N,32] y)"
        " { c = Conv<pads=[1,1,1,1]>(x, w, b) r = Relu(c) p = GlobalAveragePool(r)"
        f" u = Flatten(p) {activation} y = MatMul(z, v) }}"
        if ir == 3
        else "g (float[N,3,8,8] x) => (float[N,32] y)"
        " { c = Conv<pads=[1,1,1,1]>(x, w, b) r = Relu(c) p = GlobalAveragePool(r)"
        f" u = Flatten(p) {activation} y = MatMul(z, v) }}",
        opset,
        ir,
        w=weights("w", 48, 3, 3, 3),
        b=weights("b", 48),
        v=weights("v", 48, 32),
    )

def _add_opset_21(name: str, text: str, **arrays: np.ndarray) -> None:
    """From this opset on there are four bits and blocks."""
    _add(f"opset-21-{name}", text, 21, 10, **arrays)


_add_opset_21(
    "conv-grouped",
    "g (float[N,64,9,9] x) => (float[N,64,9,9] y) { y = Conv<group=2, pads=[1,1,1,1]>(x, w) }",
    w=weights("w", 64, 32, 3, 3),
)
_add_opset_21(
    "conv-transposed",
    "g (float[N,64,7,7] x) => (float[N,32,15,15] y) { y = ConvTranspose<strides=[2,2]>(x, w) }",
    w=weights("w", 64, 32, 3, 3),
)
_add_opset_21(
    "gemm",
    "g (float[N,100] x) => (float[N,40] y, float[N,41] z)"
    " { y = Gemm<transB=1>(x, w, b) z = Gemm(x, v) }",
    w=weights("w", 40, 100),
    b=weights("b", 40),
    v=weights("v", 100, 41),
)
_add_opset_21(
    "weights-tied",
    "g (int64[N,6] i) => (float[N,6,81] y)"
    " { e = Gather(w, i) t = Transpose<perm=[1,0]>(w) y = MatMul(e, t) }",
    w=weights("w", 81, 64),
)
_add_opset_21(
    "lstm",
    "g (float[5,N,64] x) => (float[5,1,N,32] y) { y = LSTM<hidden_size=32>(x, w, r) }",
    w=weights("w", 1, 128, 64),
    r=weights("r", 1, 128, 32),
)
_add_opset_21(
    "matmul-batched-weights",
    "g (float[N,4,5,33] x) => (float[N,4,5,24] y) { y = MatMul(x, w) }",
    w=weights("w", 4, 33, 24),
)
for rank, batch in enumerate(("", "4,", "4,5,"), 2):
    _add(
        f"matmul-odd-{rank}d",  # (ort/matmul-4-bits)
        f"g (float[{batch}N,100] x) => (float[{batch}N,41] y, float[{batch}N,41] z)"
        " { y = MatMul(x, w) r = Relu(x) z = MatMul(r, w) }",
        w=weights("w", 100, 41),
    )
_add(
    "weights-all-zero",  # (O14)
    "g (float[N,48] x) => (float[N,64] y, float[N,48] copy)"
    " { y = Gemm<transB=1>(x, w, b) copy = Identity(x) }",
    w=np.zeros((64, 48), np.float32),
    b=weights("b", 64),
)
_zero_channel = weights("w", 64, 16, 1, 1)
_zero_channel[[0, 7, 63]] = 0
_add(
    "weights-with-zero-channels",  # (O14)
    "g (float[N,16,3,3] x) => (float[N,64,3,3] y) { y = Conv(x, w) }",
    w=_zero_channel,
)
_tiny_channel = weights("w", 64, 32)
_tiny_channel[3] *= 1e-30
_tiny_channel[4] *= 1e-42
_add(
    "weights-with-tiny-channels",
    "g (float[N,32] x) => (float[N,64] y) { y = Gemm<transB=1>(x, w) }",
    w=_tiny_channel,
)
_add(
    "weights-beyond-float16",
    "g (float[N,32] x) => (float[N,64] y) { z = Gemm<transB=1>(x, w) y = Mul(z, small) }",
    w=weights("w", 64, 32) * np.float32(1e4),
    small=np.float32(1e-4),
)
_add(
    "weights-double-and-half",  # (O41)
    "g (double[N,32] x) => (float16[N,64] y)"
    " { z = MatMul(x, w) h = Cast<to=10>(z) y = MatMul(h, v) }",
    w=weights("w", 32, 48, dtype=np.float64),
    v=weights("v", 48, 64, dtype=np.float16),
)
_add(
    "weights-tied",  # (O01, O05)
    "g (int64[N,6] i) => (float[N,6,80] y)"
    " { e = Gather(w, i) t = Transpose<perm=[1,0]>(w) y = MatMul(e, t) }",
    w=weights("w", 80, 32),
)
_add(
    "weights-shared-by-unlike-operators",  # (O01)
    "g (float[N,32] x) => (float[N,40] y, float[N,32] z)"
    " { y = Gemm<transB=1>(x, w) z = Gemm(y, w) }",
    w=weights("w", 40, 32),
)
_add(
    "weights-are-an-output",  # (O03)
    "g (float[N,32] x) => (float[N,40] y, float[32,40] w) { y = MatMul(x, w) }",
    w=weights("w", 32, 40),
)
_add(
    "weights-can-be-overridden",  # (O02)
    "g (float[N,32] x, float[32,40] w) => (float[N,40] y) { y = MatMul(x, w) }",
    w=weights("w", 32, 40),
)
_add(
    "names-taken",  # (O21)
    "g (float[N,32] x) => (float[N,40] y, float[N,40] w_scale_DequantizeLinear)"
    " { w_quantized = MatMul(x, w) w_scale = Relu(w_quantized)"
    " y = Add(w_scale, w_float16) w_scale_DequantizeLinear = Neg(y) }",
    w=weights("w", 32, 40),
    w_float16=weights("b", 40),
)
_add(
    "shape-settings",  # (O26)
    "g (float[N,2048] x) => (float[N,32,64] y) { r = Reshape(x, shape) y = Expand(r, ones) }",
    shape=np.int64([0, 32, 64]),
    ones=np.int64([1, 1, 1]),
)
_add(
    "unused-leftovers",
    "g (float[N,32] x, float[N,4] nobody) => (float[N,40] y)"
    " { y = MatMul(x, w) d = Relu(y) e = MatMul(d, v) }",
    w=weights("w", 32, 40),
    v=weights("v", 40, 50),
    u=weights("u", 2000),
)

_add(
    "no-ops",  # (O31, simplifiers/no-ops)
    "g (float[N,64] x) => (float[N,40] y, float[N,64] same, float[N,40] twin)"
    " { i = Identity(x) d, mask = Dropout(i, ratio, off) c = Cast<to=1>(d)"
    " r = Reshape(c, shape) t = Transpose<perm=[0,1]>(r) p = Pad(t, zeros) k = Concat<axis=0>(p)"
    " s = Slice(k, first, last) v = Identity(w) m = MatMul(s, v) y = Identity(m)"
    " twin = Identity(m) same = Identity(x) }",
    w=weights("w", 64, 40),
    ratio=np.float32(0.5),
    off=np.array(False),
    shape=np.int64([0, -1]),
    zeros=np.int64([0, 0, 0, 0]),
    first=np.int64([0]),
    last=np.int64([2**63 - 1]),
)
_add(
    "no-ops-in-branches",  # (O06)
    "g (float[4,32] x, bool c) => (float[4,40] y)"
    " { i = Identity(x) v = Identity(w)"
    " r = If(c) <"
    "   then_branch = a () => (float[4,40] p) { j = Identity(i) q = MatMul(j, v) p = Identity(q) },"
    "   else_branch = b () => (float[4,40] o) { n = MatMul(i, w) o = Neg(n) }>"
    " y = Identity(r) }",
    w=weights("w", 32, 40),
)

_add(
    "duplicates",  # (simplifiers/output-duplicates)
    "g (float[N,64] x, bool c) => (float[N,40] y, float[N,40] z, float[64,40] v)"
    " { a = MatMul(x, w) b = MatMul(x, v) d = Tanh(a) e = Tanh(b)"
    " r = RandomNormalLike<seed=1.0>(d) s = RandomNormalLike<seed=1.0>(e)"
    " p = If(c) <"
    "   then_branch = t () => (float[N,40] o) { o = Add(d, e) },"
    "   else_branch = f () => (float[N,40] q) { q = Sub(d, e) }>"
    " zero = Sub(r, r) none = Sub(s, s) y = Sum(p, d, zero, none) z = Sum(p, e, zero, none) }",
    w=weights("w", 64, 40),
    v=weights("w", 64, 40),
)


def _silent_statistics(channels: int, suffix: str) -> dict[str, np.ndarray]:
    statistics = _statistics(channels, suffix)
    quiet = {f"shift{suffix}", f"mean{suffix}"}
    return {key: silent(each) if key in quiet else each for key, each in statistics.items()}


_add(
    "silent-residual",
    "g (float[2,3,9,9] x) => (float[2,5] y)"
    " { a = Conv<pads=[1,1,1,1]>(x, w1) b = BatchNormalization(a, scale1, shift1, mean1, variance1)"
    " c = Relu(b) d = Conv<pads=[1,1,1,1]>(c, w2, b2)"
    " e = BatchNormalization(d, scale2, shift2, mean2, variance2) f = Add(c, e) g = PRelu(f, slope)"
    " p = GlobalAveragePool(g) u = Flatten(p) y = Gemm<transB=1>(u, v, bias) }",
    w1=silent(weights("w1", 16, 3, 3, 3)),
    w2=silent(weights("w2", 16, 16, 3, 3)),
    b2=silent(weights("b2", 16)),
    slope=np.abs(weights("slope", 16, 1, 1)),
    v=weights("v", 5, 16),
    bias=weights("bias", 5),
    **_silent_statistics(16, "1"),
    **_silent_statistics(16, "2"),
)
_add(
    "silent-inverted-residual",
    "g (float[N,3,9,9] x) => (float[N,7] y)"
    " { s = Conv(x, w0) a = Conv(s, w1) b = BatchNormalization(a, scale1, shift1, mean1, variance1)"
    " c = Clip(b, zero, six) d = Conv<group=24, pads=[1,1,1,1]>(c, w2, b2) e = Clip(d, zero, six)"
    " f = Conv(e, w3) g = Add(f, s) h = Conv<group=8>(g, w4)"
    " p = ReduceMean<axes=[2,3], keepdims=0>(h) y = MatMul(p, v) }",
    w0=silent(weights("w0", 8, 3, 1, 1)),
    w1=silent(weights("w1", 24, 8, 1, 1)),
    w2=silent(weights("w2", 24, 1, 3, 3)),
    b2=silent(weights("b2", 24)),
    w3=silent(weights("w3", 8, 24, 1, 1)),
    w4=weights("w4", 16, 1, 1, 1),
    v=weights("v", 16, 7),
    zero=np.float32(0),
    six=np.float32(6),
    **_silent_statistics(24, "1"),
)
_add(
    "silent-concat",
    "g (float[N,3,9,9] x) => (float[N,6,7,7] y, float[N,5,9,9] z)"
    " { a = Conv(x, w1) b = Conv(x, w2) c = Concat<axis=1>(a, b, a) d, e, f = Split<axis=1>(c, sizes)"
    " r = Relu(c) y = Conv(r, w3) m = Mul(d, e) z = Conv(m, w4) }",
    w1=silent(weights("w1", 8, 3, 1, 1)),
    w2=silent(weights("w2", 8, 3, 1, 1)),
    w3=weights("w3", 6, 24, 3, 3),
    w4=weights("w4", 5, 8, 1, 1),
    sizes=np.int64([8, 8, 8]),
)

def _add_integers(
    name: str, shape: tuple[int, ...], outputs: str, nodes: str, **arrays: np.ndarray
) -> None:
    """Eight bits, halved, with the least and the greatest, so that what finds their range finds one half for a scale.

    (backend/matmul-integer)
    """
    ends = np.full((2, *shape), -64, np.float32)
    ends[1] = 63.5
    dimensions = ",".join(map(str, shape))
    _add(
        f"integers-{name}",
        f"g (int8[N,{dimensions}] x) => ({outputs})"
        f" {{ f = Cast<to=1>(x) h = Mul(f, half) i = Concat<axis=0>(h, ends) {nodes} }}",
        half=np.float32(0.5),
        ends=ends,
        **arrays,
    )


_add_integers(
    "matmul",  # (ort/matmul-dynamic, ort/gemm-dynamic)
    (64,),
    "float[M,40] y, float[M,40] z",
    "y = MatMul(i, w) z = Gemm<transB=1>(i, v, b)",
    w=integers("w", 64, 40, axis=1),
    v=integers("v", 40, 64, axis=0),
    b=integers("b", 40),
)
_add_integers(
    "matmul-batched",  # (ort/matmul-dynamic)
    (4, 5, 32),
    "float[M,4,5,24] y",
    "y = MatMul(i, w)",
    w=integers("w", 4, 32, 24),
)
_add_integers(
    "conv",  # (ort/conv-dynamic)
    (8, 9, 9),
    "float[M,16,9,9] y, float[M,32,5,4] z",
    "y = Conv<pads=[1,1,1,1]>(i, w, b) z = Conv<group=2, strides=[2,2], pads=[2,0,0,0]>(i, v)",
    w=integers("w", 16, 8, 3, 3, axis=0),
    v=integers("v", 32, 4, 3, 3, axis=0),
    b=integers("b", 16),
)
_add(
    "integers-gather",  # (ort/gather)
    "g (int64[N,6] i) => (float[N,6,32] y) { y = Gather(w, i) }",
    w=np.where(np.arange(3200).reshape(100, 32) == 0, -128, integers("w", 100, 32)).astype(np.float32),
)
for trans_b in (0, 1):
    _add(
        f"silent-dense-{trans_b}",
        "g (float[2,3,9,9] x) => (float[2,5] y)"
        " { a = Conv(x, w1) b = Relu(a) p = MaxPool<kernel_shape=[2,2], strides=[2,2]>(b)"
        f" u = {'Flatten(p)' if trans_b else 'Reshape(p, shape)'}"
        f" h = Gemm<transB={trans_b}>(u, v, c) t = Tanh(h) y = MatMul(t, k) }}",
        w1=silent(weights("w1", 8, 3, 2, 2)),
        v=silent(weights("v", 12, 128)) if trans_b else silent(weights("v", 128, 12), 1),
        c=silent(weights("c", 12)),
        k=weights("k", 12, 5),
        **({} if trans_b else {"shape": np.int64([0, 128])}),
    )
_add(
    "silent-dense-rank-3",  # as PyTorch and tf2onnx write it
    "g (float[N,T,12] x) => (float[N,T,5] y, float[N,T,6] z)"
    " { shape = Shape(x) lead = Slice(shape, first, second) rows = ReduceProd<axes=[0]>(lead)"
    " matrix = Concat<axis=0>(rows, twelve) flat = Reshape(x, matrix) p1 = MatMul(flat, w1)"
    " n = Gather(shape, zero) t = Gather(shape, one) batch = Unsqueeze(n, first) steps = Unsqueeze(t, first)"
    " full = Concat<axis=0>(batch, steps, units) d1 = Reshape(p1, full) a1 = Add(d1, b1) r1 = Relu(a1)"
    " shape2 = Shape(r1) float2 = Cast<to=1>(shape2) whole2 = Cast<to=7>(float2) last2 = Slice(whole2, second, third)"
    " matrix2 = Concat<axis=0>(rest, last2) flat2 = Reshape(r1, matrix2) p2 = MatMul(flat2, w2)"
    " shape3 = Concat<axis=0>(lead, five) y = Reshape(p2, shape3)"
    " p4 = MatMul(flat, w4) d4 = Reshape(p4, full) both = Concat<axis=2>(r1, d4) z = MatMul(both, w5) }",
    w1=silent(weights("w1", 12, 16), 1),
    b1=silent(weights("b1", 16)),
    w2=weights("w2", 16, 5),
    w4=silent(weights("w4", 12, 16), 1),
    w5=weights("w5", 32, 6),
    zero=np.int64(0),
    one=np.int64(1),
    first=np.int64([0]),
    second=np.int64([2]),
    third=np.int64([3]),
    rest=np.int64([-1]),
    twelve=np.int64([12]),
    units=np.int64([16]),
    five=np.int64([5]),
)
_add(
    "silent-resized",
    "g (float[N,3,6,6] x) => (float[N,5,9,9] y)"
    " { a = Conv(x, w1) shape1 = Shape(a) lead1 = Slice(shape1, first, third) sizes1 = Concat<axis=0>(lead1, size)"
    " b = Resize(a, , , sizes1) turned = Transpose<perm=[3,2,0,1]>(w2) c = Conv(b, turned)"
    " shape2 = Shape(c) lead2 = Slice(shape2, first, second) sizes2 = Concat<axis=0>(lead2, channels, size)"
    " d = Resize(c, , , sizes2) y = Conv(d, w3) }",
    w1=silent(weights("w1", 8, 3, 1, 1)),
    w2=silent(weights("w2", 1, 1, 8, 12), -1),
    w3=weights("w3", 5, 12, 1, 1),
    first=np.int64([0]),
    second=np.int64([1]),
    third=np.int64([2]),
    channels=np.int64([12]),
    size=np.int64([9, 9]),
)
_add(
    "silent-grouped",
    "g (float[N,3,9,9] x) => (float[N,6,9,9] y)"
    " { a = Conv(x, w1) b = Conv<group=4, pads=[1,1,1,1]>(a, w2) c = Relu(b)"
    " d = ConvTranspose<group=2>(c, w3) y = Conv(d, w4) }",
    w1=silent(weights("w1", 16, 3, 1, 1)),
    w2=silent(weights("w2", 32, 4, 3, 3)),
    w3=silent(weights("w3", 32, 8, 1, 1), 1),
    w4=weights("w4", 6, 16, 1, 1),
)
_add(
    "silent-shuffled",
    "g (float[2,3,4,4] x) => (float[2,6,4,4] y)"
    " { a = Conv(x, w1) b = Reshape(a, apart) c = Transpose<perm=[0,2,1,3,4]>(b)"
    " d = Reshape(c, together) y = Conv(d, w2) }",
    w1=silent(weights("w1", 16, 3, 1, 1)),
    w2=weights("w2", 6, 16, 1, 1),
    apart=np.int64([2, 2, 8, 4, 4]),
    together=np.int64([2, -1, 4, 4]),
)


@_case("attention")  # (ort/attention)
def _() -> onnx.ModelProto:
    """Masked by each place, unidirectional behind what is past, and masked by lengths."""
    model = model_of(
        "g (float[2,6,64] x, float[2,2,4,3,16] past)"
        " => (float[2,6,64] y, float[2,6,64] z, float[2,2,4,9,16] present, float[2,6,64] t)"
        " { y = com.microsoft.Attention<num_heads=4>(x, w, b, mask)"
        " z, present = com.microsoft.Attention<num_heads=4, unidirectional=1>(y, v, c, , past)"
        " t = com.microsoft.Attention<num_heads=4>(x, w, b, lengths) }",
        w=weights("w", 64, 192),
        v=weights("v", 64, 192),
        b=weights("b", 192),
        c=weights("c", 192),
        mask=np.int32([[1, 1, 1, 1, 0, 0], [1, 0, 1, 1, 1, 1]]),
        lengths=np.int32([6, 4]),
    )
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model


_add(
    "resized-lengths",
    "g (float[1,2,5,7] x) => (int64[4] lengths_by_factors, int64[4] lengths_by_sizes, int64[4] lengths_transposed)"
    " { by_factors = Resize(x, , scales) by_sizes = Resize(x, , , sizes)"
    " transposed = ConvTranspose<strides=[2,3], output_padding=[1,0], pads=[0,1,0,0]>(x, w)"
    + "".join(
        f" shape_{each} = Shape({each}) negative_shape_{each} = Neg(shape_{each})"
        f" absolute_shape_{each} = Abs(negative_shape_{each}) lengths_{each} = Neg(absolute_shape_{each})"
        for each in ("by_factors", "by_sizes", "transposed")
    )
    + " }",
    scales=np.float32([1, 1, 1.5, 0.55]),
    sizes=np.int64([1, 2, 3, 9]),
    w=weights("w", 2, 3, 1, 2),
)


@_case("weights-in-constant-nodes")  # (O04)
def _() -> onnx.ModelProto:
    model = model_of("g (float[N,3,8,8] x) => (float[N,64,6,6] y) { y = Conv(x, w) }")
    tensor = numpy_helper.from_array(weights("w", 64, 3, 3, 3))
    model.graph.node.insert(0, helper.make_node("Constant", [], ["w"], value=tensor))
    return model


@_case("weights-in-constant-floats")  # (O04, O05)
def _() -> onnx.ModelProto:
    model = model_of(
        "g (float[N,64] x) => (float[N,32] y) { m = Reshape(w, shape) y = MatMul(x, m) }",
        shape=np.int64([64, 32]),
    )
    floats = weights("w", 2048).tolist()
    model.graph.node.insert(0, helper.make_node("Constant", [], ["w"], value_floats=floats))
    return model


@_case("weights-as-float-data")  # (O15)
def _() -> onnx.ModelProto:
    model = model_of("g (float[N,64] x) => (float[N,32] y) { y = MatMul(x, w) }")
    data = weights("w", 64, 32).ravel().tolist()
    model.graph.initializer.append(helper.make_tensor("w", TensorProto.FLOAT, [64, 32], data))
    return model


@_case("weights-in-branches")  # (O06, ort/subgraphs)
def _() -> onnx.ModelProto:
    """One branch has weights of its own, the other captures the outer ones; both are in one If."""
    model = model_of(
        "g (float[4,32] x, bool c) => (float[4,40] y)"
        " { y = If(c) <"
        "   then_branch = a () => (float[4,40] p) { p = MatMul(x, inner) },"
        "   else_branch = b () => (float[4,40] q) { q = MatMul(x, outer) }> }",
        outer=weights("outer", 32, 40),
    )
    then_branch = model.graph.node[0].attribute[0].g
    then_branch.initializer.append(numpy_helper.from_array(weights("inner", 32, 40), "inner"))
    return model


@_case("weights-in-a-loop")  # (O06)
def _() -> onnx.ModelProto:
    return model_of(
        "g (float[4,32] x) => (float[4,32] y)"
        " { y = Loop(trips, , x) <"
        "   body = b (int64 i, bool go, float[4,32] s) => (bool on, float[4,32] t)"
        "   { on = Identity(go) m = MatMul(s, w) t = Tanh(m) }> }",
        trips=np.int64(3),
        w=weights("w", 32, 32) * 2,
    )


@_case("weights-in-a-local-function")  # (O38)
def _() -> onnx.ModelProto:
    model = model_of(
        "g (float[N,32] x) => (float[N,40] y) { y = ours.Dense(x, w) }", w=weights("w", 32, 40)
    )
    imports = [helper.make_opsetid("", 17)]
    constant = numpy_helper.from_array(weights("v", 40, 40))
    nodes = [
        helper.make_node("Constant", [], ["v"], value=constant),
        helper.make_node("MatMul", ["x", "w"], ["m"]),
        helper.make_node("MatMul", ["m", "v"], ["y"]),
    ]
    model.functions.append(helper.make_function("ours", "Dense", ["x", "w"], ["y"], nodes, imports))
    model.opset_import.append(helper.make_opsetid("ours", 1))
    return model


@_case("weights-sparse")  # (O39)
def _() -> onnx.ModelProto:
    model = model_of("g (float[N,64] x) => (float[N,32] y) { y = MatMul(x, w) }")
    positions = np.arange(0, 2048, 3, dtype=np.int64)
    values = numpy_helper.from_array(weights("w", len(positions)), "w")
    indices = numpy_helper.from_array(positions)
    model.graph.sparse_initializer.append(helper.make_sparse_tensor(values, indices, [64, 32]))
    return model


_CONSTANT_EXPRESSIONS = (
    "Transpose<perm=[1,0]>(a)",
    "Reshape(a, flat)",
    "Flatten<axis=0>(a)",
    "Unsqueeze(v, one)",
    "Squeeze(row, zero)",
    "Concat<axis=1>(a, column)",
    "Slice(a, one, far, one, two)",
    "Slice(a, far, near, one, back)",
    "Gather<axis=1>(a, picks)",
    "Expand(column, shape)",
    "Tile(row, shape)",
    "Pad(a, pads, half)",
    "Shape(a)",
    "Size(a)",
    "ConstantOfShape(shape)",
    "Range(start, limit, step)",
    "NonZero(small)",
    "Where(small, a, v)",
    "Add(a, v)",
    "Sub(a, v)",
    "Mul(a, column)",
    "Div(a, v)",
    "Pow(positive, step_half)",
    "Pow(v, two)",
    "Mod(picks, minus)",
    "Mod<fmod=1>(picks, minus)",
    "Div(picks, minus)",
    "Sum(a, v, column)",
    "Max(a, v, column)",
    "Min(a, v, column)",
    "Neg(a)",
    "Abs(a)",
    "Sign(a)",
    "Floor(a)",
    "Ceil(a)",
    "Round(halves)",
    "QuantizeLinear(halves, step_half)",
    "QuantizeLinear(a, tenth, signed)",
    "QuantizeLinear<axis=0>(a, thirds, zeros)",
    "Sqrt(positive)",
    "Reciprocal(v)",
    "Exp(a)",
    "Log(positive)",
    "Equal(a, v)",
    "Less(a, v)",
    "GreaterOrEqual(a, v)",
    "And(small, small)",
    "Xor(small, small)",
    "Not(small)",
    "Cast<to=6>(halves)",
    "Cast<to=10>(a)",
    "Cast<to=9>(halves)",
    "ReduceSum<keepdims=0>(a, one)",
    "ReduceMean<axes=[0]>(a)",
    "ReduceProd(picks)",
    "ReduceMax<axes=[-1], keepdims=0>(a)",
    "ReduceMin(a)",
    "MatMul(a, square)",
)


@_case("constants-computed")  # (backend/quantize-linear)
def _() -> onnx.ModelProto:
    outputs = [f"y{index}" for index in range(len(_CONSTANT_EXPRESSIONS) + 1)]
    lines = [
        f"r{index} = {each} f{index} = Cast<to=1>(r{index}) y{index} = Add(x, f{index})"
        for index, each in enumerate(_CONSTANT_EXPRESSIONS)
    ]
    parts = f"p, q = Split<axis=1>(square, parts) s = Add(p, q) {outputs[-1]} = Add(x, s)"
    text = f"g (float[1] x) => ({', '.join(f'float {each}' for each in outputs)}) {{ {' '.join(lines)} {parts} }}"
    integers = {
        "flat": [-1],
        "zero": [0],
        "one": [1],
        "two": [2],
        "back": [-1],
        "far": [1000],
        "near": [-1000],
        "picks": [3, -1, 0],
        "minus": [-2],
        "shape": [3, 4],
        "pads": [1, 0, 0, 2],
        "parts": [2, 2],
    }
    arrays = {name: np.array(each, np.int64) for name, each in integers.items()}
    a = weights("a", 3, 4)
    return model_of(
        text,
        17,
        8,
        a=a,
        positive=np.abs(a) + np.float32(0.1),
        small=a > 0,
        v=weights("v", 4),
        row=weights("row", 1, 4),
        column=weights("column", 3, 1),
        square=weights("square", 4, 4),
        halves=np.array([-2.5, -0.5, 0, 0.5, 1.5, 2.6], np.float32),
        half=np.float32(0.5),
        tenth=np.float32(0.005),
        signed=np.int8(3),
        thirds=np.array([0.01, 0.02, 0.03], np.float32),
        zeros=np.array([0, 7, 128], np.uint8),
        step_half=np.float32(1.7),
        start=np.float32(1),
        limit=np.float32(8),
        step=np.float32(2),
        **arrays,
    )


def _save_with_external_data(folder: Path) -> None:
    model = model_of(
        "g (float[N,3,8,8] x) => (float[N,32] y)"
        " { c = Conv(x, w, b) p = GlobalAveragePool(c) u = Flatten(p) y = MatMul(u, v) }",
        w=weights("w", 64, 3, 3, 3),
        b=weights("b", 64),
        v=weights("v", 64, 32),
    )
    for name, options in {
        "external-data-in-one-file": {"location": "external-data.bin"},
        "external-data-in-files": {"all_tensors_to_one_file": False},
    }.items():
        place = folder / name
        place.mkdir()
        copy = onnx.ModelProto.FromString(model.SerializeToString())
        onnx.save(
            copy, place / "model.onnx", save_as_external_data=True, size_threshold=0, **options
        )
