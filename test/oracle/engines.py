"""What the engines of the command line make of models, against what the reference runtimes make of the same inputs."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
from isolation import isolated
from subject import Subject, corpus, samples

ROOT = Path(__file__).parents[2]
# Of the largest magnitude. Kernels sum up in different orders.
FLOAT = 1e-4
# Integers that stand for reals may be rounded to the next one.
STEPS = 1
BUNDLE = ["npx", "esbuild", "test/oracle/engine-runs.ts", "--bundle", "--platform=node", "--target=node20"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="PATTERN", help="of model names")
    patterns = parser.parse_args().only
    subjects = [
        each
        for each in samples() + corpus()
        if each.path.suffix in READERS and each.expected_format != "saved-model"
        and (patterns is None or any(fnmatch(each.name, pattern) for pattern in patterns))
    ]
    excused = _exceptions()
    counts: Counter[str] = Counter()
    failed = stale = 0
    with tempfile.TemporaryDirectory() as name:
        for subject, ran in zip(subjects, _runs(subjects, Path(name)), strict=True):
            word, detail = _compared(subject, ran)
            is_excused = subject.name in excused
            counts[f"{subject.path.suffix} {word}"] += 1
            if word == "differs" and not is_excused:
                failed += 1
            if word == "same" and is_excused:
                stale += 1
                print(f"{subject.name}: is the same by now; take it out of engine_exceptions.tsv")
            if word in ("differs", "not run by the runtime"):
                print(f"{subject.name}: {word}: {detail[:200]}", flush=True)
    for key, count in sorted(counts.items()):
        print(f"{key}: {count}")
    return 1 if failed + stale > 0 else 0


def _exceptions() -> set[str]:
    lines = Path(__file__).with_name("engine_exceptions.tsv").read_text().splitlines()
    return {line.split("\t")[0] for line in lines}


def _runs(subjects: list[Subject], folder: Path) -> list[dict]:
    script = folder / "runs.js"
    subprocess.run([*BUNDLE, f"--outfile={script}", "--log-level=error"], cwd=ROOT, check=True)
    words = ["node", script, ROOT / "dist" / "engines", folder, *(each.path for each in subjects)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _compared(subject: Subject, ran: dict) -> tuple[str, str]:
    if "error" in ran:
        return "not run by the engine", ran["error"]
    feeds = {each["name"]: _array(each) for each in ran["inputs"]}
    outputs = {each["name"]: _array(each) for each in ran["outputs"]}
    outcome = isolated(READERS[subject.path.suffix], subject.path, feeds, list(outputs))
    if outcome.error is not None:
        return "not run by the runtime", outcome.error
    for name, expected in outcome.value.items():
        distance = _distance(np.asarray(expected), outputs[name])
        if distance is not None:
            return "differs", f"{name} {distance}"
    return "same", ""


def _array(entry: dict) -> np.ndarray:
    elements = np.fromfile(entry["file"], np.dtype(entry["dtype"]))
    return elements.reshape(entry["shape"])


def _distance(expected: np.ndarray, got: np.ndarray) -> str | None:
    if expected.shape != got.shape:
        return f"has the shape {got.shape}, not {expected.shape}"
    if expected.size == 0:
        return None
    a, b = expected.astype(np.float64), got.astype(np.float64)
    with np.errstate(invalid="ignore"):
        apart = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0, np.abs(a - b)).max()
    largest = np.abs(a[np.isfinite(a)]).max(initial=0)
    limit = STEPS if expected.dtype.kind in "iu" else FLOAT * max(largest, 1e-30)
    return None if apart <= limit else f"is {apart:.3g} off at a magnitude of {largest:.3g}"


def _onnx(path: Path, feeds: dict[str, np.ndarray], outputs: list[str]) -> dict[str, np.ndarray]:
    from runtimes.onnx_runtime import load

    session = load(path, is_optimized=True)
    return dict(zip(outputs, session.run(outputs, feeds), strict=True))


def _tflite(path: Path, feeds: dict[str, np.ndarray], outputs: list[str]) -> dict[str, np.ndarray]:
    from runtimes.litert import load

    interpreter = load(path, "XNNPACK")
    details = interpreter.get_input_details()
    for each in details:
        interpreter.resize_tensor_input(each["index"], feeds[each["name"]].shape)
    interpreter.allocate_tensors()
    for each in details:
        interpreter.set_tensor(each["index"], feeds[each["name"]])
    interpreter.invoke()
    return {
        each["name"]: interpreter.get_tensor(each["index"])
        for each in interpreter.get_output_details()
        if each["name"] in outputs
    }


def _graph(path: Path, feeds: dict[str, np.ndarray], outputs: list[str]) -> dict[str, np.ndarray]:
    from runtimes.tensorflow_graph import fetch, load, session_of

    graph = load(path, is_optimized=True)
    named = {name: graph.get_tensor_by_name(name if ":" in name else f"{name}:0") for name in feeds}
    fed = {tensor: feeds[name].astype(tensor.dtype.as_numpy_dtype) for name, tensor in named.items()}
    tensors = {name: name if ":" in name else f"{name}:0" for name in outputs}
    with session_of(graph, is_optimized=True) as session:
        return fetch(session, tensors, fed)


READERS = {".onnx": _onnx, ".tflite": _tflite, ".pb": _graph}

if __name__ == "__main__":
    sys.exit(main())
