"""ONNX: what computing in float16 has to get right: branches, loops, lengths, masks, and operators without float16."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from made.weights import weights
from onnx import helper, numpy_helper, parser

MODELS: dict[str, Callable[[], onnx.ModelProto]] = {}
LOWEST = float(np.finfo(np.float32).min)


def make(folder: Path) -> None:
    for name, build in MODELS.items():
        onnx.save(build(), folder / f"{name}.onnx")


def _add(name: str, text: str, opset: int = 17, **arrays: np.ndarray) -> None:
    def build() -> onnx.ModelProto:
        graph = parser.parse_graph(text)
        graph.initializer.extend(numpy_helper.from_array(each, key) for key, each in arrays.items())
        imports = [helper.make_opsetid("", opset)]
        return helper.make_model(graph, opset_imports=imports, ir_version=8)

    MODELS[f"half-precision-{name}"] = build


_add(
    "branches",  # (O33)
    "g (float[4,32] x, bool c, int64[1] k) => (float[4,40] y, float[4,40] z, float[4,32] u)"
    " { h = Tanh(x) s = MatMul(x, v)"
    "   y, z, u = If(c) <"
    "   then_branch = a () => (float[4,40] p, float[4,40] p2, float[4,32] p3)"
    "   { p = MatMul(h, w) p2 = CumSum(s, axis) p3 = Identity(x) },"
    "   else_branch = b () => (float[4,40] q, float[4,40] q2, float[4,32] q3)"
    "   { q = MatMul(x, w) q2 = Relu(s) t, i = TopK(h, k) q3 = Add(h, t) }> }",
    w=weights("w", 32, 40),
    v=weights("v", 32, 40),
    axis=np.int64(1),
)
_add(
    "branch-of-captured",  # (O33)
    "g (float[4,32] x, bool c) => (float[4,32] y)"
    " { h = MatMul(x, w)"
    "   r = If(c) <"
    "   then_branch = a () => (float[4,32] p) { p = Identity(h) },"
    "   else_branch = b () => (float[4,32] q)"
    "   { q = If(c) <"
    "     then_branch = d () => (float[4,32] m) { m = CumSum(h, axis) },"
    "     else_branch = e () => (float[4,32] n) { n = MatMul(h, w) }> }>"
    "   y = Add(r, h) }",
    w=weights("w", 32, 32),
    axis=np.int64(1),
)
_add(
    "loop",  # (O33)
    "g (float[4,32] x, float[4,32] a) => (float[4,32] y, float[N,4,32] all, float[4,32] z)"
    " { y, z, all = Loop(trips, , x, a) <"
    "   body = b (int64 i, bool go, float[4,32] s, float[4,32] sum)"
    "   => (bool on, float[4,32] t, float[4,32] total, float[4,32] kept)"
    "   { on = Identity(go) m = MatMul(s, w) t = Tanh(m) f = Cast<to=1>(i) d = Add(t, f)"
    "     total = Max(sum, d) kept = Identity(a) }> }",
    trips=np.int64(3),
    w=weights("w", 32, 32) * 2,
)
_add(
    "scan",  # (O33)
    "g (float[4,32] state, float[5,4,32] x) => (float[4,32] last, float[5,4,32] all)"
    " { last, all = Scan<num_scan_inputs=1,"
    "   body = b (float[4,32] s, float[4,32] e) => (float[4,32] t, float[4,32] o)"
    "   { m = MatMul(e, w) n = Add(m, s) t = Tanh(n) o = CumSum(t, axis) }>(state, x) }",
    w=weights("w", 32, 32),
    axis=np.int64(1),
)
_add(
    "positions",  # 3,001 and 2,999 differ in float32 alone
    "g (float[1,64] x) => (float[3001,64] y)"
    " { s = Shape(long) n = Gather(s, zero) f = Cast<to=1>(n) r = Range(start, f, one)"
    "   c = Unsqueeze(r, last) a = Mul(c, rates) p = Cos(a) h = MatMul(x, w) y = Add(h, p) }",
    long=np.zeros((3001, 1), np.int8),
    zero=np.int64(0),
    start=np.float32(0),
    one=np.float32(1),
    last=np.int64([1]),
    rates=np.float32(10000.0 ** -(np.arange(64) / 64))[None],
    w=weights("w", 64, 64),
)
_add(
    "sizes",  # what a length is multiplied with decides the shape
    "g (float[1,1,2051,32] x) => (float[1,1,M,32] y)"
    " { s = Shape(x) f = Cast<to=1>(s) d = Mul(f, factors) l = Floor(d) t = Cast<to=7>(l)"
    "   h = MatMul(x, w) y = Resize<mode=\"nearest\">(h, , , t) }",
    factors=np.float32([1, 1, 0.5, 1]),
    w=weights("w", 32, 32),
)
_add(
    "mask",  # a mask whose lowest value is beyond float16 must not become infinite
    "g (float[2,8,32] x, int64[2,8] attend) => (float[2,8,32] y)"
    " { m = Cast<to=1>(attend) u = Unsqueeze(m, one) i = Sub(ones, u) b = Mul(i, lowest)"
    "   q = MatMul(x, w) t = Transpose<perm=[0,2,1]>(x) s = MatMul(q, t) a = Add(s, b)"
    "   p = Softmax(a) y = MatMul(p, x) }",
    one=np.int64([1]),
    ones=np.float32(1),
    lowest=np.float32(LOWEST),
    w=weights("w", 32, 32),
)
_add(
    "causal-mask",
    "g (float[2,8,32] x) => (float[2,8,32] y)"
    " { s = Shape(x) l = Slice(s, one, two) e = Concat<axis=0>(l, l)"
    f"   f = ConstantOfShape<value = float[1] {{{LOWEST}}}>(e) b = Trilu<upper=1>(f, diagonal)"
    "   q = MatMul(x, w) t = Transpose<perm=[0,2,1]>(x) s2 = MatMul(q, t) a = Add(s2, b)"
    "   p = Softmax(a) z = ConstantOfShape(s) h = MatMul(p, x) y = Add(h, z) }",
    one=np.int64([1]),
    two=np.int64([2]),
    diagonal=np.int64(1),
    w=weights("w", 32, 32),
)
for opset, inputs in ((10, "h, scales"), (11, "h, roi, scales"), (13, "h, roi, scales")):
    _add(
        f"resize-{opset}",  # (O33)
        "g (float[1,4,8,8] x) => (float[1,40,20,20] y, float[1,40,8,8] z)"
        f" {{ h = Conv<pads=[1,1,1,1]>(x, w) y = Resize<mode=\"linear\">({inputs}) z = Relu(h) }}",
        opset,
        w=weights("w", 40, 4, 3, 3),
        scales=np.float32([1, 1, 2.5, 2.5]),
        **({} if opset == 10 else {"roi": np.float32([])}),
    )
_add(
    "upsample-9",
    "g (float[1,4,8,8] x) => (float[1,40,16,16] y) { h = Conv<pads=[1,1,1,1]>(x, w) y = Upsample(h, scales) }",
    9,
    w=weights("w", 40, 4, 3, 3),
    scales=np.float32([1, 1, 2, 2]),
)
_add(
    "upsample-7",
    "g (float[1,4,8,8] x) => (float[1,40,16,16] y)"
    " { h = Conv<pads=[1,1,1,1]>(x, w) y = Upsample<scales=[1.0,1.0,2.0,2.0]>(h) }",
    7,
    w=weights("w", 40, 4, 3, 3),
)
_add(
    "denied",  # (O33)
    "g (float[4,32] x, int64[1] k) => (float[4,K] y, int64[4,K] i, float[4,32] s, float[4,32] c)"
    " { h = MatMul(x, w) m = Max(h, low) n = Min(m, high) y, i = TopK(n, k) c = CumSum(n, axis)"
    "   a = Add(n, low) s = MatMul(a, w) }",
    low=np.float32([-0.5]),
    high=np.float32([0.5]),
    axis=np.int64(1),
    w=weights("w", 32, 32),
)
_add(
    "suppression",
    "g (float[1,16,4] x, float[1,2,16] scores) => (int64[N,3] y, float[1,16,4] z)"
    " { a = MatMul(x, w) b = MatMul(a, v) y = NonMaxSuppression(b, scores, most, overlap, least) z = Relu(b) }",
    w=weights("w", 4, 32) * 10,
    v=weights("v", 32, 4),
    most=np.int64([4]),
    overlap=np.float32([0.5]),
    least=np.float32([0.01]),
)
_add(
    "outputs",  # outputs that are read, made twice, given and constant
    "g (float[4,32] x) => (float[4,32] h, float[4,32] y, float[4,32] i, float[32,32] w, float[4,32] c)"
    " { g = MatMul(x, v) h = MatMul(g, w) y = Relu(h) i = Identity(x) c = CumSum(y, axis) }",
    axis=np.int64(1),
    w=weights("w", 32, 32),
    v=weights("v", 32, 32),
)
_add(
    "types",  # where attributes and other inputs say the type of a result
    "g (float[4,32] x, int64[4] i) => (float[4,32] y, float[4,32] o, bool[4,32] less, double[4,32] d)"
    " { h = MatMul(x, w) e = EyeLike(h) l = CastLike(i, h) u = Unsqueeze(l, one) a = Add(h, u)"
    "   o = OneHot(i, depth, ends) y = Add(a, e) less = Less(a, e) d = Cast<to=11>(h) }",
    one=np.int64([1]),
    depth=np.int64(32),
    ends=np.float32([0, 1]),
    w=weights("w", 32, 32),
)
_add(
    "recurrent",
    "g (float[5,2,16] x) => (float[5,1,2,24] y) { y, h, c = LSTM<hidden_size=24>(x, w, r, b) }",
    w=weights("w", 1, 96, 16),
    r=weights("r", 1, 96, 24),
    b=weights("b", 1, 192),
)
_add(
    "normalization",
    "g (float[2,8,32] x) => (float[2,8,32] y, float[2,32] z)"
    " { h = MatMul(x, w) n = LayerNormalization<axis=-1, epsilon=1e-12>(h, scale, shift)"
    "   m = ReduceMean<axes=[-1]>(n) d = Sub(n, m) p = Pow(d, two) v = ReduceMean<axes=[-1]>(p)"
    "   e = Add(v, tiny) r = Sqrt(e) y = Div(d, r) z = ReduceMean<axes=[1], keepdims=0>(y) }",
    two=np.float32(2),
    tiny=np.float32(1e-12),
    w=weights("w", 32, 32),
    scale=weights("scale", 32),
    shift=weights("shift", 32),
)


def _stored_before() -> onnx.ModelProto:
    """Weights that are float16 behind a Cast already."""
    graph = parser.parse_graph(
        "g (float[4,32] x) => (float[4,40] y, float[4,40] z)"
        " { f = Cast<to=1>(w) h = MatMul(x, f) a = Add(h, b) y = MatMul(a, v) t = CumSum(f, axis) z = MatMul(x, t) }"
    )
    arrays = {
        "w": weights("w", 32, 40).astype(np.float16),
        "b": weights("b", 1, 40),
        "v": weights("v", 40, 40),
        "axis": np.int64(1),
    }
    graph.initializer.extend(numpy_helper.from_array(each, key) for key, each in arrays.items())
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _function() -> onnx.ModelProto:
    """A function that is called twice, with an operator in it that stays float32."""
    graph = parser.parse_graph(
        "g (float[4,32] x) => (float[4,32] y, float[4,32] z)"
        " { h = ours.Dense(x, w) y = ours.Dense(h, w) z = ours.Sum(y) }"
    )
    graph.initializer.append(numpy_helper.from_array(weights("w", 32, 32), "w"))
    axis = numpy_helper.from_array(np.int64(1))
    shift = numpy_helper.from_array(weights("shift", 32))
    bodies = {
        "Dense": (
            ["x", "w"],
            [
                helper.make_node("Constant", [], ["b"], value=shift),
                helper.make_node("MatMul", ["x", "w"], ["m"]),
                helper.make_node("Add", ["m", "b"], ["a"]),
                helper.make_node("Sum", ["a"], ["y"], domain="ours"),
            ],
        ),
        "Sum": (
            ["x"],
            [
                helper.make_node("Constant", [], ["axis"], value=axis),
                helper.make_node("CumSum", ["x", "axis"], ["c"]),
                helper.make_node("Tanh", ["c"], ["y"]),
            ],
        ),
    }
    imports = [helper.make_opsetid("", 17), helper.make_opsetid("ours", 1)]
    functions = [
        helper.make_function("ours", name, inputs, ["y"], nodes, imports)
        for name, (inputs, nodes) in bodies.items()
    ]
    return helper.make_model(graph, opset_imports=imports, ir_version=8, functions=functions)


MODELS["half-precision-stored-before"] = _stored_before
MODELS["half-precision-function"] = _function
