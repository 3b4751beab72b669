"""One way to rewrite a model, measured: its process, and the file it leaves."""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from ai_edge_litert import schema_py_generated as schema
from tensorflow.core.framework.graph_pb2 import GraphDef

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "test" / "oracle"))

from fidelity import decibels, is_real, same  # noqa: E402
from reference import outputs_of  # noqa: E402
from standard import Standard  # noqa: E402

TIMES = 3


@dataclass(frozen=True)
class Process:
    seconds: float  # from its start to its end, the median of three
    peak: int  # the most memory it took, in bytes
    error: str | None = None


def timed(command: list[str]) -> Process:
    runs = []
    for _ in range(TIMES):
        words = [sys.executable, "-S", Path(__file__).with_name("process.py"), *command]
        run = Process(**json.loads(subprocess.run(words, capture_output=True, check=True).stdout))
        if run.error is not None:
            return run
        runs.append(run)
    return Process(
        statistics.median(each.seconds for each in runs),
        statistics.median(each.peak for each in runs),
    )


def nodes_of(model: Path) -> int:
    """Operators in all graphs of the file, without constants and inputs."""
    match model.suffix:
        case ".onnx":
            return _onnx_nodes(onnx.load(str(model), load_external_data=False).graph)
        case ".tflite":
            parsed = schema.Model.GetRootAsModel(model.read_bytes(), 0)
            return sum(parsed.Subgraphs(each).OperatorsLength() for each in range(parsed.SubgraphsLength()))
    graph = GraphDef.FromString(model.read_bytes())
    nodes = [*graph.node, *(each for function in graph.library.function for each in function.node_def)]
    return sum(each.op not in ("Const", "Placeholder", "NoOp") for each in nodes)


def _onnx_nodes(graph: onnx.GraphProto) -> int:
    count = 0
    for node in graph.node:
        count += node.op_type != "Constant"
        for attribute in node.attribute:
            inner = [*attribute.graphs, *([attribute.g] if attribute.HasField("g") else [])]
            count += sum(_onnx_nodes(each) for each in inner)
    return count


def closeness(result: Path, standard: Standard) -> str:
    """Of the outputs to those of the original: the lowest of all, in all its runtimes."""
    lowest = np.inf
    compared = False
    for reference in standard.references:
        if not reference.outputs:
            continue
        outcome = outputs_of(result, reference)
        if outcome.error is not None:
            return "does not run"
        for name, before in reference.outputs.items():
            after = outcome.value.get(name)
            if after is None or after.shape != before.shape:
                return "other outputs"
            compared = True
            if is_real(before):
                lowest = min(lowest, decibels(before, after))
            elif not same(before, after):
                return "other integers"
    if not compared:
        return "not comparable"
    return "equal" if lowest == np.inf else f"{lowest:.0f} dB"
