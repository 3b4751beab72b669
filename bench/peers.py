"""Measures a tool others use on a model: peers.py open|quantize FILE [OUTPUT]. Prints JSON at its end."""

import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def memory(field: str) -> int:
    """Of this process, in bytes: "VmRSS" now, "VmHWM" at most. Other systems than Linux tell only the latter."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [each for each in status.read_text().splitlines() if each.startswith(f"{field}:")]
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def onnx_load(path: str):
    import onnx

    return lambda: onnx.load(path)


def litert_interpreter(path: str):
    from ai_edge_litert.interpreter import Interpreter

    return lambda: Interpreter(path)


def graphdef_from_string(path: str):
    from tensorflow.core.framework.graph_pb2 import GraphDef

    return lambda: GraphDef.FromString(Path(path).read_bytes())


def quantize_dynamic(path: str, output: str) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(path, output, weight_type=QuantType.QInt8, per_channel=True)


def ai_edge_quantizer(path: str, output: str) -> None:
    from ai_edge_quantizer import quantizer, recipe

    quantizer.Quantizer(path, recipe.dynamic_wi8_afp32()).quantize().export_model(output, overwrite=True)


OPEN = {".onnx": onnx_load, ".tflite": litert_interpreter, ".pb": graphdef_from_string}
QUANTIZE = {".onnx": quantize_dynamic, ".tflite": ai_edge_quantizer}


def measure_open(path: str) -> dict:
    """What importing the tool takes is not counted."""
    load = OPEN[Path(path).suffix](path)
    idle = memory("VmRSS")
    start = time.perf_counter()
    model = load()
    measured = {"time": (time.perf_counter() - start) * 1000, "memory": memory("VmHWM") - idle}
    del model
    return measured


def measure_quantize(path: str, output: str) -> dict:
    QUANTIZE[Path(path).suffix](path, output)
    return {"peak": memory("VmHWM")}


what, *paths = sys.argv[1:]
result = {"open": measure_open, "quantize": measure_quantize}[what](*paths)
print(f"\n{json.dumps(result)}")
