"""Writes src/core/formats/tensorflow/output-types.ts from the operators that TensorFlow has registered.

Run it with the Python of test/oracle: python scripts/output-types.py
"""

from collections import defaultdict
from pathlib import Path

import tensorflow as tf
from tensorflow.core.framework import op_def_pb2
from tensorflow.python.client import pywrap_tf_session

TARGET = Path(__file__).parent.parent / "src/core/formats/tensorflow/output-types.ts"
HEAD = """// What TensorFlow's operators make: first the types of the outputs, then the operators that have these. A type is that of
// all such outputs (float32), that of an attribute (T), or each in a list that an attribute holds (T[]); "N*" before it
// stands for as many as the attribute N says, "-" for no output, "&" for references, which variables of old graphs hand
// on. Written by scripts/output-types.py from the operators of TensorFlow {version}.
export const OUTPUT_TYPES = `
{rows}
`;
"""
WIDTH = 118
TYPES = {"float": "float32", "double": "float64", "half": "float16"}


def main() -> None:
    rows = defaultdict(list)
    for operator in sorted(_operators(), key=lambda each: each.name):
        rows[" ".join(map(_text, operator.output_arg)) or "-"].append(operator.name)
    lines = [line for types, names in sorted(rows.items()) for line in (f"{types}:", *_wrapped(names, "  "))]
    TARGET.write_text(HEAD.format(version=tf.__version__, rows="\n".join(lines)), encoding="utf-8")


def _operators() -> list[op_def_pb2.OpDef]:
    """Those that TensorFlow offers, those it makes of them, those of graphs that it splits, and those of XLA, as JAX has them."""
    data = pywrap_tf_session.TF_GetBuffer(pywrap_tf_session.TF_GetAllOpList())
    known = op_def_pb2.OpList.FromString(data).op
    return [each for each in known if hasattr(tf.raw_ops, each.name) or each.name.startswith(("_", "Xla"))]


def _text(output: op_def_pb2.OpDef.ArgDef) -> str:
    if output.type_list_attr:
        return f"{output.type_list_attr}[]"
    name = output.type_attr or TYPES.get(tf.dtypes.as_dtype(output.type).name, tf.dtypes.as_dtype(output.type).name)
    count = f"{output.number_attr}*" if output.number_attr else ""
    return f"{'&' if output.is_ref else ''}{count}{name}"


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
