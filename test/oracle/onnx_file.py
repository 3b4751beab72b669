"""ONNX files through the onnx package."""

from pathlib import Path

import onnx
from onnx.external_data_helper import ExternalDataInfo, uses_external_data

from isolation import isolated


def checker_error(path: Path) -> str | None:
    return isolated(_check, path).error


def _check(path: Path) -> None:
    onnx.checker.check_model(str(path), full_check=True)


def files_of(path: Path) -> set[Path]:
    """The model and the files its tensors are in."""
    model = onnx.load(str(path), load_external_data=False)
    tensors = onnx.external_data_helper._get_all_tensors(model)
    locations = {ExternalDataInfo(each).location for each in tensors if uses_external_data(each)}
    return {path, *(path.parent / each for each in locations)}
