"""What articles took an MNIST classifier down to, and what it cost, compared with us.

Article 002 of 2021: 412 KB to 106 KB at a loss of 0.02 points by quantization, a zip of 384 KB to 56 KB by clustering.
"""

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from product import REPOSITORY, Product
from result import Result, Status

sys.path.append(str(REPOSITORY / "samples"))

from classifier import classify  # noqa: E402
from digits import test_digits  # noqa: E402

MODEL = REPOSITORY / "samples" / "mnist-mlp.tflite"
KILOBYTE = 1024
LARGEST_SIZE = 106 * KILOBYTE
MOST_DIGITS_LOST = 2  # of 10,000: 0.02 points

Step = tuple[str, ...]
INT8: Step = ("quantize-weights",)
INT4: Step = ("quantize-weights", "--bits", "int4")


def cluster(clusters: int, *options: str) -> Step:
    return ("cluster-weights", "--clusters", str(clusters), *options)


def prune(sparsity: float, scope: str) -> Step:
    return ("prune-weights", "--sparsity", str(sparsity), "--scope", scope)


@dataclass(frozen=True)
class Goal:
    steps: tuple[Step, ...]
    fewest_correct: int = 0  # of 10,000
    largest_zip: float = float("inf")  # KB


GOALS = (  # those without a bound are there to be read
    Goal((INT4,), 9780),
    Goal((cluster(32),), 9790),
    Goal((cluster(16),), 9790),
    Goal((cluster(8),), 9700, 56),
    Goal((cluster(16), INT8), 9700, 56),
    Goal((("round-weights", "--steps", "16"),), 9700, 56),
    *(Goal((prune(each / 10, "layer"), INT8)) for each in range(5, 10)),
    *(Goal((prune(each / 10, "model"), INT8)) for each in (5, 6, 7, 9)),
    Goal((prune(0.8, "model"), INT8), 9650, 33),
    Goal((prune(0.75, "model"), cluster(16, "--keep-zeros", "true"), INT8), 9700, 33),
)


def check_accuracy(product: Product, folder: Path) -> list[Result]:
    images, labels = test_digits()
    correct = lambda model: int((classify(model, images) == labels).sum())  # noqa: E731
    before = correct(MODEL)
    results = [_check_quantized(product, folder, before, correct)]
    for goal in GOALS:
        model = MODEL
        for index, (transform, *options) in enumerate(goal.steps):
            model, source = folder / f"goal{index}.tflite", model
            product.transform(source, transform, "--force", *options, result=model)
        after, zipped = correct(model), _zipped(model) / KILOBYTE
        good = after >= goal.fewest_correct and zipped <= goal.largest_zip
        steps = ", ".join(" ".join(step) for step in goal.steps)
        detail = f"{steps}: {after / 100:.2f} %, {zipped:.1f} KB zipped"
        results.append(_result(good, detail))
    return results


def _check_quantized(product: Product, folder: Path, before: int, correct) -> Result:
    quantized = folder / "quantized.tflite"
    product.transform(MODEL, "quantize-weights", result=quantized)
    after, size = correct(quantized), quantized.stat().st_size
    good = before - after <= MOST_DIGITS_LOST and size <= LARGEST_SIZE
    return _result(good, f"{before / 100:.2f} % to {after / 100:.2f} %, {size / KILOBYTE:.1f} KB")


def _zipped(model: Path) -> int:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as writer:
        writer.write(model, model.name)
    return len(archive.getvalue())


def _result(good: bool, detail: str) -> Result:
    status = Status.PASSED if good else Status.FAILED
    return Result(MODEL.name, "tflite", "accuracy", status, detail)
