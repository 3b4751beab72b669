"""What is compared. A line for each way to do it: ours is a pipeline of steps, in the order they are given."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ours:
    title: str
    steps: tuple[tuple[str, dict], ...]  # with what differs from their defaults


@dataclass(frozen=True)
class Task:
    title: str
    models: tuple[str, ...]  # our samples by file name, models of the corpus by id
    ours: tuple[Ours, ...]
    peers: tuple[str, ...]  # of tools.py


def ours(step: str, **parameters: bool | list[str]) -> Ours:
    given = (name if value is True else f"{name}={','.join(value)}" for name, value in parameters.items())
    return Ours(" ".join((step, *given)), ((step, parameters),))


CLEAN = Ours(
    "shrink for device, without quantizing",
    (
        ("strip-unused", {}),
        ("remove-nodes", {}),
        ("fold-constants", {}),
        ("fold-batchnorm", {}),
        ("fuse-bias", {}),
        ("fuse-activation", {}),
        ("merge-duplicates", {}),
    ),
)

TASKS = (
    Task(
        "Fewer nodes, the same outputs: ONNX",
        (
            "mnist-cnn.onnx",
            "mlsd-mlsd_320x320_tiny",
            "ocr-ch_ppocr_mobile_v2.0_cls_infer",
            "bf-face_detection_front_128x128_barracuda",
            "sv-silero_vad_v5",
            "bp-basic_pitch-nmp",
            "onnx-light_resnet50",
        ),
        (CLEAN,),
        ("onnxsim", "onnxslim", "onnxoptimizer"),
    ),
    Task(
        "Fewer nodes, the same outputs: frozen graphs",
        ("mnist-cnn.pb", "kws-ds_cnn_s", "kws-cnn_s", "utensor-cifar10_cnn", "tf2onnx-lstm-frozen"),
        (CLEAN,),
        ("optimize_for_inference", "graph_transforms"),
    ),
    Task(
        "Eight bits: frozen graphs",
        ("mnist-mlp.pb", "mnist-cnn.pb", "kws-ds_cnn_s", "utensor-cifar10_cnn", "tf2onnx-ae0-frozen"),
        (ours("quantize-weights"), ours("quantize-nodes")),
        ("graph_transforms: quantize_weights", "graph_transforms: quantize_nodes"),
    ),
    Task(
        "Eight bits: ONNX",
        ("mnist-mlp.onnx", "mnist-cnn.onnx", "mlsd-mlsd_320x320_tiny", "magika-standard_v3_3-model", "dtln-model_1_2"),
        (ours("quantize-weights"), ours("quantize-dynamic"), ours("quantize-dynamic", target=["onnxruntime"])),
        ("quantize_dynamic",),
    ),
    Task(
        "Eight bits: TFLite",
        ("mnist-mlp.tflite", "mnist-cnn.tflite", "mlperf-vww_96_float", "mlperf-pretrainedresnet", "dtln-model_1"),
        (ours("quantize-weights"), ours("quantize-dynamic")),
        ("ai-edge-quantizer",),
    ),
    Task(
        "Sixteen bits: ONNX",
        ("mnist-cnn.onnx", "mlsd-mlsd_320x320_tiny", "magika-standard_v3_3-model", "dtln-model_1_2"),
        (ours("quantize-float16"), ours("quantize-float16", compute=True)),
        ("onnxconverter-common",),
    ),
)
