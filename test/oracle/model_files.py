"""All files of a model."""

from pathlib import Path

import onnx_file

# Of a SavedModel, beside saved_model.pb.
FOLDERS = ("variables", "assets", "assets.extra", "debug")


def files_of(model: Path, format: str) -> set[Path]:
    if format == "onnx":
        return onnx_file.files_of(model)
    if format == "saved-model":
        beside = (each for folder in FOLDERS for each in (model.parent / folder).rglob("*"))
        return {model, *(each for each in beside if each.is_file())}
    return {model}
