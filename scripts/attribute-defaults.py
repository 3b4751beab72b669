"""Writes src/core/formats/tensorflow/attribute-defaults.ts from the operators that TensorFlow has registered.

Run it with the Python of test/oracle: python scripts/attribute-defaults.py
"""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow.core.framework import attr_value_pb2, op_def_pb2
from tensorflow.python.client import pywrap_tf_session

TARGET = Path(__file__).parent.parent / "src/core/formats/tensorflow/attribute-defaults.ts"
HEAD = """// The attributes that TensorFlow's operators take when a node does not have them: first the values, then the operators
// that have these. Written by scripts/attribute-defaults.py from the operators of TensorFlow {version}.
export const ATTRIBUTE_DEFAULTS = `
{rows}
`;

/** The other operators: none of their attributes can be left out. */
export const WITHOUT_DEFAULTS = `
{others}
`;
"""
WIDTH = 118
TYPES = {"float": "float32", "double": "float64", "half": "float16"}


def main() -> None:
    rows = defaultdict(list)
    for operator in sorted(_operators(), key=lambda each: each.name):
        defaults = [
            f"{each.name}={_text(each.type, each.default_value)}"
            for each in operator.attr
            if each.HasField("default_value") and "tensor" not in each.type
        ]
        rows[" ".join(defaults)].append(operator.name)
    others = _wrapped(rows.pop(""))
    lines = [line for defaults, names in sorted(rows.items()) for line in (defaults, *_wrapped(names, "  "))]
    TARGET.write_text(
        HEAD.format(version=tf.__version__, rows="\n".join(lines), others="\n".join(others)),
        encoding="utf-8",
    )


def _operators() -> list[op_def_pb2.OpDef]:
    """Those that TensorFlow offers and those it fuses; the others are its tests' or are made while it runs."""
    data = pywrap_tf_session.TF_GetBuffer(pywrap_tf_session.TF_GetAllOpList())
    known = op_def_pb2.OpList.FromString(data).op
    return [each for each in known if hasattr(tf.raw_ops, each.name) or each.name.startswith("_Fused")]


def _text(kind: str, value: attr_value_pb2.AttrValue) -> str:
    if kind.startswith("list("):
        items = getattr(value.list, {"list(string)": "s", "list(int)": "i", "list(float)": "f", "list(bool)": "b"}.get(
            kind, kind[5:-1]))
        return f"[{','.join(_item(kind[5:-1], each) for each in items)}]"
    return _item(kind, getattr(value, {"string": "s", "int": "i", "float": "f", "bool": "b"}.get(kind, kind)))


def _item(kind: str, value: object) -> str:
    match kind:
        case "string":
            text = value.decode()
            assert not set(text) & set("` \\")
            return json.dumps(text)
        case "float":
            number = repr(float(str(np.float32(value))))
            return number if "inf" not in number else number.replace("inf", "1e999")
        case "bool":
            return "true" if value else "false"
        case "type":
            name = tf.dtypes.as_dtype(value).name
            return TYPES.get(name, name)
        case "shape":
            return "?" if value.unknown_rank else f"<{'x'.join(str(dim.size) for dim in value.dim)}>"
        case _:
            return str(value)


def _wrapped(names: list[str], indent: str = "") -> list[str]:
    lines = [indent + names[0]]
    for name in names[1:]:
        if len(lines[-1]) + 1 + len(name) > WIDTH:
            lines.append(indent + name)
        else:
            lines[-1] += f" {name}"
    return lines


if __name__ == "__main__":
    main()
