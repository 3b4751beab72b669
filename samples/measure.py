"""Measures the samples before and after shrinking: accuracy on the 10,000 test digits and bytes.

Exits with 1 where a sample no longer does what README.md says of it.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # its sums depend on the processor

import io
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from classifier import classify
from digits import test_digits

HERE = Path(__file__).resolve().parent
CLI = HERE.parent / "dist" / "cli.js"
AND = ","
PRUNE = ("prune-weights", "--scope", "model", "--sparsity")
SHRINKERS = {
    "int8": ("quantize-weights",),
    "int8, one scale a tensor": ("quantize-weights", "--per-channel", "false"),
    "int8, dynamic": ("quantize-dynamic",),
    "float16": ("quantize-float16",),
    "clustered to 16": ("cluster-weights",),
    "clustered to 16, as a table": ("cluster-weights", "--codebook", "true"),
    "clustered to 16, int8": ("cluster-weights", AND, "quantize-weights"),
    "50 % pruned, int8": (*PRUNE, "0.50", AND, "quantize-weights"),
}
# TensorFlow's Dequantize has one range for the whole tensor in any case, and its graphs have no hybrid operators.
NOT_IN_GRAPHDEFS = ("int8, one scale a tensor", "int8, dynamic")
LOSSLESS = ("int8", "int8, one scale a tensor", "float16")
# How far it goes: of mnist-mlp.tflite only.
FURTHER = {
    "clustered to 8": ("cluster-weights", "--clusters", "8"),
    "rounded to 16 steps": ("round-weights", "--steps", "16"),
    **{
        f"{share} % pruned, int8": (*PRUNE, f"0.{share}", AND, "quantize-weights")
        for share in (60, 70, 80, 90)
    },
    "80 % pruned, stored sparsely": (*PRUNE, "0.80", "--sparse", "true"),
    "75 % pruned, clustered to 16, int8": (
        *(*PRUNE, "0.75"),
        *(AND, "cluster-weights", "--keep-zeros", "true"),
        *(AND, "quantize-weights"),
    ),
}
KILOBYTE = 1024
# Of mnist-mlp.tflite: what was done, digits of 10,000, KB.
ZIPPED_GOALS = (
    ("clustered to 8", 9700, 56),
    ("clustered to 16, as a table", 9700, 56),
    ("clustered to 16, int8", 9700, 56),
    ("80 % pruned, int8", 9650, 33),
    ("75 % pruned, clustered to 16, int8", 9700, 33),
)


@dataclass
class Measurement:
    correct: int
    size: int
    zipped: int


def measure_all() -> dict[tuple[str, str, str], Measurement]:
    """By sample, format and what was done to it."""
    images, labels = test_digits()
    measurements = {}
    with tempfile.TemporaryDirectory() as folder:
        for sample in ("mnist-mlp", "mnist-cnn"):
            for suffix in (".tflite", ".onnx", ".pb"):
                original = HERE / f"{sample}{suffix}"
                variants = {"float32": original}
                further = FURTHER if (sample, suffix) == ("mnist-mlp", ".tflite") else {}
                for name, words in (SHRINKERS | further).items():
                    if suffix == ".pb" and name in NOT_IN_GRAPHDEFS:
                        continue
                    variants[name] = Path(folder) / f"{name}{suffix}"
                    shrink(original, variants[name], words)
                for name, path in variants.items():
                    correct = int((classify(path, images) == labels).sum())
                    size = path.stat().st_size
                    measurements[sample, suffix, name] = Measurement(
                        correct, size, zipped_size(path)
                    )
    return measurements


def shrink(model: Path, result: Path, words: tuple[str, ...]) -> None:
    while words:
        end = words.index(AND) if AND in words else len(words)
        transform, *options = words[:end]
        command = ["node", CLI, transform, model, "-o", result, "--force", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        model, words = result, words[end + 1 :]


def zipped_size(path: Path) -> int:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as writer:
        writer.write(path, path.name)
    return len(archive.getvalue())


def print_table(measurements: dict[tuple[str, str, str], Measurement]) -> None:
    print("| sample | format | weights | accuracy | KB | KB zipped |")
    print("|---|---|---|---:|---:|---:|")
    for (sample, suffix, name), measured in measurements.items():
        accuracy = f"{measured.correct / 100:.2f} %"
        size, zipped = (f"{each / KILOBYTE:.1f}" for each in (measured.size, measured.zipped))
        print(f"| {sample} | {suffix} | {name} | {accuracy} | {size} | {zipped} |")


def broken_promises(measurements: dict[tuple[str, str, str], Measurement]) -> list[str]:
    broken = []
    dense = {name: measurements["mnist-mlp", ".tflite", name] for name in ("float32", *SHRINKERS, *FURTHER)}
    if dense["float32"].correct < 9740:
        broken.append("mnist-mlp is below 97.40 %")
    if dense["int8"].size > 106 * KILOBYTE:
        broken.append("mnist-mlp.tflite is over 106 KB as int8")
    if dense["clustered to 16, as a table"].size > 60 * KILOBYTE:
        broken.append("mnist-mlp.tflite is over 60 KB clustered to 16, as a table")
    for name in LOSSLESS:
        if dense["float32"].correct - dense[name].correct > 2:
            broken.append(f"mnist-mlp.tflite loses over 0.02 points as {name}")
    for name, correct, kilobytes in ZIPPED_GOALS:
        if dense[name].correct < correct or dense[name].zipped > kilobytes * KILOBYTE:
            broken.append(
                f"mnist-mlp.tflite, {name}, is below {correct / 100:.2f} %"
                f" or over {kilobytes} KB zipped"
            )
    for sample in ("mnist-mlp", "mnist-cnn"):
        correct = {
            measurements[sample, suffix, "float32"].correct
            for suffix in (".tflite", ".onnx", ".pb")
        }
        if max(correct) - min(correct) > 1:
            broken.append(f"the formats of {sample} differ by more than one digit in 10,000")
    return broken


def main() -> int:
    measurements = measure_all()
    print_table(measurements)
    broken = broken_promises(measurements)
    for promise in broken:
        print(promise, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
