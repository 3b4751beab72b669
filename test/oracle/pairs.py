"""Every ordered pair of steps: what the second makes of what the first made runs, and keeps the bound of the second."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from checks import (
    BOUNDED,
    UNBOUNDED,
    digest,
    files_in,
    judge,
    outputs_instead,
    write,
)
from examine import Comparison, Failure, examine
from product import Product
from result import Result, Status
from standard import Standard
from tolerances import LARGEST_RELATIVE_DIFFERENCE, SMALLEST_DECIBELS, VARIANTS

CHECK = "pairs"
INTEGERS = ("quantize-weights", "quantize-dynamic", "int4", "int4-blocks", "zero-points")
# Where kernels make integers of activations, as those of LiteRT and what onnxruntime fuses do, any change tips some.
BESIDE_INTEGERS = 35.0  # dB
# Where each operator has its own integers, so does another order of adding up, as when a node between two layers goes.
OF_INTEGERS = 25.0  # dB
# Fifteen codes at equal steps do not fit the few values that clustering and rounding leave.
OF_FOUR_BITS = 6.0  # dB
STEPS = (*BOUNDED, *UNBOUNDED, "float16-compute", "int4", "int4-blocks", "zero-points")


def check_pairs(standard: Standard, product: Product) -> list[Result]:
    """Where the first step changes nothing, or makes what another makes, there is nothing to be seen of its own."""
    original = standard.subject.path
    results = []
    with tempfile.TemporaryDirectory() as folder:
        firsts: dict[bytes, tuple[str, Path]] = {}
        for first in STEPS:
            path = Path(folder) / first / original.name
            try:
                made = _step(product, original, first, path)
            except Failure as failure:
                results.append(_result(standard, first, str(failure)))
                continue
            if path.read_bytes() != original.read_bytes():
                firsts.setdefault(made, (first, path))
        for made, (first, path) in firsts.items():
            results += _seconds(standard, product, made, first, path)
    return results


def _seconds(
    standard: Standard, product: Product, made: bytes, first: str, path: Path
) -> Iterator[Result]:
    try:
        references = [outputs_instead(each, path) for each in standard.references]
    except Failure as failure:
        yield _result(standard, first, str(failure))
        return
    between = replace(standard, references=references)
    examined: dict[bytes, list[Comparison] | Failure] = {made: []}
    for second in STEPS:
        try:
            with tempfile.TemporaryDirectory() as folder:
                result = Path(folder) / path.name
                digested = _step(product, path, second, result)
                if digested not in examined:
                    try:
                        examined[digested] = examine(result, between)
                    except Failure as failure:
                        examined[digested] = failure
            found = examined[digested]
            if isinstance(found, Failure):
                raise found
            judge(found, *_bounds(first, second))
            error = None
        except Failure as failure:
            error = str(failure)
        yield _result(standard, f"{first}, {second}", error)


def _bounds(first: str, second: str) -> tuple[float | None, float | None]:
    """The largest relative difference, and the fewest decibels."""
    tolerance, wanted = LARGEST_RELATIVE_DIFFERENCE.get(second), SMALLEST_DECIBELS.get(second)
    if first == "quantize-nodes" and second not in UNBOUNDED:
        return None, min(wanted or OF_INTEGERS, OF_INTEGERS)
    if wanted is None:
        return tolerance, None
    if second.startswith("int4"):
        return None, OF_FOUR_BITS
    return None, min(wanted, BESIDE_INTEGERS) if first in INTEGERS else wanted


def _step(product: Product, model: Path, step: str, result: Path) -> bytes:
    result.parent.mkdir(exist_ok=True)
    transform, *options = VARIANTS.get(step, (step,))
    write(lambda: product.transform(model, transform, *options, result=result))
    return digest(files_in(result))


def _result(standard: Standard, steps: str, error: str | None) -> Result:
    status = Status.PASSED if error is None else Status.FAILED
    return Result(
        standard.subject.name, standard.described.format, CHECK, status, f"{steps}: {error or ''}"
    )
