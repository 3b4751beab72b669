"""TFLite files through the reader that Google generates from the schema."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema


def differences(before: Path, after: Path) -> Iterator[str]:
    """Fields that are not equal, absent and empty being different. Bytes may lie elsewhere in the file."""
    one, other = before.read_bytes(), after.read_bytes()
    yield from _compare("model", _tree(one), _tree(other))
    if _archive(one) != _archive(other):
        yield "the archive after the model"


def misaligned(path: Path) -> list[int]:
    """Numbers of the buffers whose bytes do not start at a multiple of 16, as kernels need them to."""
    model = schema.Model.GetRootAsModel(path.read_bytes(), 0)
    numbers = []
    for number in range(model.BuffersLength()):
        buffer = model.Buffers(number)
        start = buffer.Offset()
        if start <= 1:
            field = buffer._tab.Offset(4)
            start = buffer._tab.Vector(field) if field and buffer.DataLength() else 0
        if start % 16:
            numbers.append(number)
    return numbers


def _tree(data: bytes) -> schema.ModelT:
    model = schema.ModelT.InitFromPackedBuf(data, 0)
    for each in model.buffers or []:
        if each.offset > 1:
            each.data = np.frombuffer(data, np.uint8, each.size, each.offset)
            each.offset = each.size = 1
    for graph in model.subgraphs or []:
        for each in graph.operators or []:
            if each.largeCustomOptionsOffset > 1:
                start, size = each.largeCustomOptionsOffset, each.largeCustomOptionsSize
                each.customOptions = np.frombuffer(data, np.uint8, size, start)
                each.largeCustomOptionsOffset = each.largeCustomOptionsSize = 1
    return model


def _compare(place: str, one: object, other: object) -> Iterator[str]:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
            yield place
        elif one.dtype != other.dtype or one.tobytes() != other.tobytes():
            yield place
    elif type(one) is not type(other):
        yield place
    elif isinstance(one, list):
        if len(one) != len(other):
            yield place
        else:
            for position, pair in enumerate(zip(one, other, strict=True)):
                yield from _compare(f"{place}[{position}]", *pair)
    elif hasattr(one, "__dict__"):
        for name, value in vars(one).items():
            yield from _compare(f"{place}.{name}", value, vars(other)[name])
    elif one != other:
        yield place


def _archive(data: bytes) -> dict[str, bytes] | None:
    """Files such as labels, in a zip that follows the model."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return None
