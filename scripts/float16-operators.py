"""Writes src/core/formats/onnx/half-precision/operator-types.ts from the operators of onnx and onnxruntime.

Run it with the Python of test/oracle: python scripts/float16-operators.py
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import onnx
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import get_all_operator_schema

TARGET = Path(__file__).parent.parent / "src/core/formats/onnx/half-precision/operator-types.ts"
HEAD = """// Which inputs and outputs of an operator have one element type, since which version of the operator set: inputs ">"
// outputs, a character each. A letter stands for a type that may be float32: small where it may be float16 too, capital
// where not. "=" is float32, "#" int64, "!" bool, "." any other type. "+" repeats the letter before it, as does "*", but
// each time with a type of its own.
// Written by scripts/float16-operators.py from onnx {onnx} and onnxruntime {onnxruntime}.

/** The newest operator set that the table knows. */
export const NEWEST_OPSET = {opset};

export const OPERATOR_TYPES = `
{rows}
`;
"""
FIXED = {"tensor(float)": "=", "tensor(int64)": "#", "tensor(bool)": "!"}
# Of onnxruntime's own operators those on floats that its optimizer puts into models of float16 too.
CONTRIB = """
Attention BiasAdd BiasGelu EmbedLayerNormalization FastGelu FusedConv FusedGemm FusedMatMul Gelu GroupQueryAttention
MultiHeadAttention QuickGelu RotaryEmbedding SkipLayerNormalization SkipSimplifiedLayerNormalization
""".split()

# Type variables that the operator's definition lets differ and that onnx's inference of types or onnxruntime wants alike:
# the other is taken for the first. test/oracle/half_precision.py finds them.
ALIKE = {"Attention": ("T1", "T2"), "RMSNormalization": ("T", "V")}


def main() -> None:
    standard = [
        (each.name, each.since_version, each.type_constraints, each.inputs, each.outputs, "type_str", "is_homogeneous")
        for each in onnx.defs.get_all_schemas_with_history()
        if each.domain == ""
    ]
    contrib = [
        (f"{each.domain}:{each.name}", each.since_version, each.type_constraints, each.inputs, each.outputs, "typeStr",
         "isHomogeneous")
        for each in get_all_operator_schema()
        if each.domain == "com.microsoft" and each.name in CONTRIB
    ]
    rows = defaultdict(list)
    for name, version, constraints, inputs, outputs, kind, alike in sorted(standard + contrib, key=lambda row: row[:2]):
        allowed = {each.type_param_str: set(each.allowed_type_strs) for each in constraints}
        letters = _Letters(allowed, ALIKE.get(name, ()))
        types = ">".join(letters.text(places, kind, alike) for places in (inputs, outputs))
        if not rows[name] or rows[name][-1][1] != types:
            rows[name].append((version, types))
    lines = [" ".join([name, *(f"{version} {types}" for version, types in row)]) for name, row in rows.items()]
    TARGET.write_text(
        HEAD.format(
            onnx=onnx.__version__,
            onnxruntime=onnxruntime.__version__,
            opset=onnx.defs.onnx_opset_version(),
            rows="\n".join(lines),
        ),
        encoding="utf-8",
    )


class _Letters:
    """The type variables of one operator, in the order in which they appear."""

    def __init__(self, allowed: dict[str, set[str]], alike: Sequence[str]) -> None:
        self._allowed = allowed
        self._alike = alike
        self._names: list[str] = []

    def text(self, places: Iterable, kind: str, alike: str) -> str:
        return "".join(self._place(getattr(each, kind)) + self._repeated(each, alike) for each in places)

    def _place(self, name: str) -> str:
        types = self._allowed.get(name, {name})
        if len(types) == 1 or "tensor(float)" not in types:
            return FIXED.get(next(iter(types)), ".") if len(types) == 1 else "."
        name = self._alike[0] if name in self._alike else name
        if name not in self._names:
            self._names.append(name)
        letter = chr(ord("a") + self._names.index(name))
        return letter if "tensor(float16)" in types else letter.upper()

    @staticmethod
    def _repeated(place: object, alike: str) -> str:
        if not str(place.option).endswith("Variadic"):
            return ""
        return "+" if getattr(place, alike) else "*"


if __name__ == "__main__":
    main()
