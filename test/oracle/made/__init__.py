"""Models made on the spot, for what real ones seldom have."""

from pathlib import Path

PREFIX_OF_COMBINED = "combined-"


def make_models(folder: Path) -> None:
    from made import (
        combined_models,
        fused_models,
        graphdef_models,
        half_precision_models,
        half_weight_models,
        onnx_models,
        tflite_models,
    )

    folder.mkdir()
    for each in (
        combined_models,
        fused_models,
        graphdef_models,
        half_precision_models,
        half_weight_models,
        onnx_models,
        tflite_models,
    ):
        each.make(folder)
