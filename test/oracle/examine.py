"""What a file that the command line wrote is worth: whether it is sound, and what its runtimes make of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx_file
import tflite_file
from fidelity import agreement, decibels, is_real, logits, relative_difference, rounding, same
from reference import Reference, load_error, outputs_of
from standard import Standard


class Failure(Exception):
    """What is wrong with a result."""


@dataclass(frozen=True)
class Comparison:
    """An output of a rewritten model beside that of the original."""

    runtime: str
    output: str
    is_real: bool
    is_finite: bool
    is_same: bool
    agreement: float
    relative_difference: float = 0
    rounding: float = 0
    decibels: float = np.inf
    logit_decibels: float = np.inf  # of what Softmax made probabilities of


def examine(result: Path, standard: Standard) -> list[Comparison]:
    """@raises Failure where it is damaged, or does not run as the original does.

    (invariant/loads, invariant/interface)
    """
    check_file(result, standard)
    return [
        comparison
        for reference in standard.references
        if reference.outputs
        for comparison in _compare(result, reference)
    ]


def check_file(result: Path, standard: Standard, load: bool = False) -> None:
    """@param load Whether to load it where it is not going to be run, too."""
    if standard.described.format == "tflite" and tflite_file.misaligned(result):
        if result.read_bytes() == standard.subject.path.read_bytes():
            return  # copied as it was
        raise Failure(f"buffers {tflite_file.misaligned(result)} are not aligned")
    if standard.is_checked_onnx:
        error = onnx_file.checker_error(result)
        if error is not None:
            raise Failure(f"onnx.checker: {error}")
    for reference in standard.references:
        if reference.refusal is None and (load or not reference.outputs):
            error = load_error(result, reference.runtime)
            if error is not None:
                raise Failure(f"{reference.runtime.name} does not load it any more: {error}")


def _compare(result: Path, reference: Reference) -> Iterator[Comparison]:
    runtime = reference.runtime.name
    # The original ran in less: a rewritten model is not slower, but the machine may be busier.
    outcome = outputs_of(result, reference, seconds=300)
    if outcome.error is not None:
        raise Failure(f"{runtime} does not run it any more: {outcome.error}")
    for output, before in reference.outputs.items():
        if output not in outcome.value:
            raise Failure(f"output {output} is gone")
        after = outcome.value[output]
        if before.shape != after.shape or before.dtype != after.dtype:
            raise Failure(
                f"output {output} was {before.dtype} {before.shape}, now it is"
                f" {after.dtype} {after.shape}"
            )
        common = (same(before, after), agreement(before, after))
        if is_real(before):
            is_finite = bool(np.isfinite(after.astype(np.complex128)).all())
            width = reference.widths.get(output, 0)
            noise = (
                relative_difference(before, after),
                rounding(before),
                decibels(before, after),
                decibels(*logits(before, after, width)),
            )
            yield Comparison(runtime, output, True, is_finite, *common, *noise)
        else:
            yield Comparison(runtime, output, False, True, *common)
