"""Runs a tool that others use, on a model: tools.py TOOL FILE [OUTPUT [INPUTS OUTPUTS]]. Prints JSON at its end."""

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


OPEN = {".onnx": onnx_load, ".tflite": litert_interpreter, ".pb": graphdef_from_string}


def measure_open(path: str) -> dict:
    """What importing the tool takes is not counted."""
    load = OPEN[Path(path).suffix](path)
    idle = memory("VmRSS")
    start, started = time.perf_counter(), time.process_time()
    model = load()
    measured = {
        "time": (time.perf_counter() - start) * 1000,
        "processTime": (time.process_time() - started) * 1000,
        "memory": memory("VmHWM") - idle,
    }
    del model
    return measured


def quantize_dynamic(path: str, output: str) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(path, output, weight_type=QuantType.QInt8, per_channel=True)


def ai_edge_quantizer(path: str, output: str) -> None:
    from ai_edge_quantizer import quantizer, recipe

    quantizer.Quantizer(path, recipe.dynamic_wi8_afp32()).quantize().export_model(output, overwrite=True)


def onnxconverter_float16(path: str, output: str) -> None:
    import onnx
    from onnxconverter_common import float16

    onnx.save(float16.convert_float_to_float16(onnx.load(path), keep_io_types=True), output)


def onnxsim(path: str, output: str) -> None:
    import onnx
    from onnxsim import simplify

    onnx.save(simplify(path)[0], output)


def onnxslim(path: str, output: str) -> None:
    from onnxslim import slim

    slim(path, output)


def onnxoptimizer(path: str, output: str) -> None:
    import onnx
    import onnxoptimizer

    passes = onnxoptimizer.get_fuse_and_elimination_passes()
    onnx.save(onnxoptimizer.optimize(onnx.load(path), passes), output)


def optimize_for_inference(path: str, output: str, inputs: str, outputs: str) -> None:
    from tensorflow.core.framework.graph_pb2 import GraphDef
    from tensorflow.python.tools.optimize_for_inference_lib import optimize_for_inference

    graph = GraphDef.FromString(Path(path).read_bytes())
    names = inputs.split(",")
    types = [next(node for node in graph.node if node.name == name).attr["dtype"].type for name in names]
    optimized = optimize_for_inference(graph, names, outputs.split(","), types)
    Path(output).write_bytes(optimized.SerializeToString())


def graph_transforms(pipeline: str):
    """TensorFlow no longer documents its Graph Transform Tool, but still has it."""

    def transform(path: str, output: str, inputs: str, outputs: str) -> None:
        from tensorflow.python.util import _pywrap_transform_graph as tool

        arguments = (each.encode() for each in (inputs, outputs, pipeline))
        Path(output).write_bytes(tool.TransformGraphWithStringInputs(Path(path).read_bytes(), *arguments))

    return transform


TOOLS = {
    "quantize_dynamic": quantize_dynamic,
    "ai-edge-quantizer": ai_edge_quantizer,
    "onnxconverter-common": onnxconverter_float16,
    "onnxsim": onnxsim,
    "onnxslim": onnxslim,
    "onnxoptimizer": onnxoptimizer,
    "optimize_for_inference": optimize_for_inference,
    "graph_transforms": graph_transforms(
        "strip_unused_nodes remove_nodes(op=Identity, op=CheckNumerics) fold_constants(ignore_errors=true)"
        " fold_batch_norms fold_old_batch_norms merge_duplicate_nodes"
    ),
    "graph_transforms: quantize_weights": graph_transforms("quantize_weights"),
    "graph_transforms: quantize_nodes": graph_transforms("quantize_nodes"),
}


def run(tool: str, *arguments: str) -> dict:
    TOOLS[tool](*arguments)
    return {"peak": memory("VmHWM")}


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    result = measure_open(*rest) if what == "open" else run(what, *rest)
    print(f"\n{json.dumps(result)}")
