"""Models made on the spot, for what real ones seldom have."""

from pathlib import Path


def make_models(folder: Path) -> None:
    from made import (
        fused_models,
        graphdef_models,
        half_precision_models,
        onnx_models,
        tflite_models,
    )

    folder.mkdir()
    for each in (
        fused_models,
        graphdef_models,
        half_precision_models,
        onnx_models,
        tflite_models,
    ):
        each.make(folder)
