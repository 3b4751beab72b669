"""Article 002 of 2021 took an MNIST classifier from 412 KB to 106 KB and lost 0.02 points of accuracy. So do we."""

import sys
from pathlib import Path

from product import REPOSITORY, Product
from result import Result, Status

sys.path.append(str(REPOSITORY / "samples"))

from classifier import classify  # noqa: E402
from digits import test_digits  # noqa: E402

LARGEST_SIZE = 106 * 1024
MOST_DIGITS_LOST = 2  # of 10,000: 0.02 points


def check_accuracy(product: Product, folder: Path) -> list[Result]:
    model = REPOSITORY / "samples" / "mnist-mlp.tflite"
    quantized = folder / "quantized.tflite"
    product.transform(model, "quantize-weights", quantized)
    images, labels = test_digits()
    before, after = (int((classify(each, images) == labels).sum()) for each in (model, quantized))
    size = quantized.stat().st_size
    good = before - after <= MOST_DIGITS_LOST and size <= LARGEST_SIZE
    detail = f"{before / 100:.2f} % to {after / 100:.2f} %, {size / 1024:.1f} KB"
    status = Status.PASSED if good else Status.FAILED
    return [Result(model.name, "tflite", "accuracy", status, detail)]
