"""Writes src/core/formats/onnx/operator-attributes.ts from the operators of onnx and onnxruntime.

Run it with the Python of test/oracle: python scripts/onnx-attributes.py
"""

import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import AttributeProto
from onnxruntime.capi.onnxruntime_pybind11_state import get_all_operator_schema

ONNX = Path(__file__).parent.parent / "src/core/formats/onnx"
TARGET = ONNX / "operator-attributes.ts"
HEAD = """// The attributes of ONNX's operators and of those of onnxruntime that we know: first the attributes, then the operators that
// have these, each since a version of the operator set. One with "=" has a default, one with "?" may be left out without,
// one with "!" has to be there. "-": none any more.
// Written by scripts/onnx-attributes.py from onnx {onnx} and onnxruntime {onnxruntime}.
export const OPERATOR_ATTRIBUTES = `
{rows}
`;
"""
WIDTH = 118
LISTS = {AttributeProto.INTS, AttributeProto.FLOATS, AttributeProto.STRINGS}


def main() -> None:
    schemas = [
        (each.name if each.domain == "" else f"{each.domain}:{each.name}", each.since_version, each.attributes.values())
        for each in onnx.defs.get_all_schemas_with_history()
        if each.domain in ("", "ai.onnx.ml")
    ]
    ours = set(re.findall(r"com\.microsoft:\w+", "".join(each.read_text() for each in ONNX.glob("operators/*.ts"))))
    for each in get_all_operator_schema():
        if (name := f"{each.domain}:{each.name}") in ours:
            schemas.append((name, each.since_version, each.attributes.values()))
    rows = defaultdict(list)
    before = {}
    for name, version, attributes in sorted(schemas, key=lambda row: row[:2]):
        line = " ".join(sorted(map(_text, attributes))) or "-"
        if line != before.get(name, "-"):
            rows[line].append(f"{name}@{version}")
        before[name] = line
    lines = [line for attributes, names in sorted(rows.items()) for line in (attributes, *_wrapped(names))]
    TARGET.write_text(
        HEAD.format(onnx=onnx.__version__, onnxruntime=onnxruntime.__version__, rows="\n".join(lines)),
        encoding="utf-8",
    )


def _text(attribute: object) -> str:
    default = getattr(attribute, "default_value", None)
    if default is None:
        default = AttributeProto.FromString(attribute._default_value)
    if attribute.required:
        return f"{attribute.name}!"
    if default.type in LISTS:
        return f"{attribute.name}=[{','.join(map(_item, onnx.helper.get_attribute_value(default)))}]"
    if default.type in (AttributeProto.INT, AttributeProto.FLOAT, AttributeProto.STRING):
        return f"{attribute.name}={_item(onnx.helper.get_attribute_value(default))}"
    return f"{attribute.name}?"


def _item(value: object) -> str:
    if isinstance(value, bytes):
        text = value.decode()
        assert not set(text) & set("` \\")
        return json.dumps(text)
    return repr(float(str(np.float32(value)))) if isinstance(value, float) else str(value)


def _wrapped(names: list[str]) -> list[str]:
    lines = ["  " + names[0]]
    for name in names[1:]:
        if len(lines[-1]) + 1 + len(name) > WIDTH:
            lines.append(f"  {name}")
        else:
            lines[-1] += f" {name}"
    return lines


if __name__ == "__main__":
    main()
