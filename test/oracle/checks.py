"""What is asked of everything the command line writes."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx_file
import tflite_file
from fidelity import agreement, decibels, is_real, relative_difference, same
from product import Description, Product, Refusal
from reference import Reference, load_error, outputs_of, reference_of
from result import Result, Status
from runtimes import runtimes_of
from subject import Subject
from tolerances import (
    LARGEST_RELATIVE_DIFFERENCE,
    MAY_GROW,
    SMALLEST_DECIBELS,
    SMALLEST_OWN_DECIBELS,
    UNBOUNDED,
    Exemption,
)

NO_OP = "no-op"
BOUNDED = (*LARGEST_RELATIVE_DIFFERENCE, *SMALLEST_DECIBELS)
# How far these move an output is the user's choice: small models of ours tell whether the results run.
TRANSFORMS = (*BOUNDED, *SMALLEST_OWN_DECIBELS, *UNBOUNDED)


class Failure(Exception):
    """What is wrong with a result."""


class Skip(Exception):
    """Why nothing can be said of a result."""


@dataclass(frozen=True)
class Pass:
    detail: str = ""
    decibels: float | None = None


def check(
    subject: Subject, product: Product, exemptions: Mapping[tuple[str, str], Exemption]
) -> list[Result]:
    try:
        described = product.describe(subject.path)
    except Refusal as refusal:
        return [_refused(subject, str(refusal))]
    references = [
        reference_of(subject, runtime)
        for runtime in runtimes_of(described.format, described.outputs)
    ]
    results = []
    untouched = {subject.path.read_bytes()}
    for name in (NO_OP, *(TRANSFORMS if subject.is_ours else BOUNDED)):
        with tempfile.TemporaryDirectory() as folder:
            rewriting = _Rewriting(
                subject.path, Path(folder), described, references, product, untouched
            )
            try:
                if name == NO_OP:
                    passed = rewriting.check_no_op()
                else:
                    exemption = exemptions.get((subject.name, name))
                    passed = rewriting.check_transform(name, exemption)
                status, detail, lowest = Status.PASSED, passed.detail, passed.decibels
            except Failure as failure:
                status, detail, lowest = Status.FAILED, str(failure), None
            except Skip as skip:
                status, detail, lowest = Status.SKIPPED, str(skip), None
        results.append(Result(subject.name, described.format, name, status, detail, lowest))
    return results


def _refused(subject: Subject, refusal: str) -> Result:
    """Refusing a file is right where its own runtime does not load it either."""
    accepting = [
        runtime.name
        for runtime in runtimes_of(subject.expected_format)
        if load_error(subject.path, runtime) is None
    ]
    if accepting:
        status, detail = Status.FAILED, f"{' and '.join(accepting)} loads it, we do not: {refusal}"
    else:
        status, detail = Status.SKIPPED, f"refused, as by its own runtime: {refusal}"
    return Result(subject.name, subject.expected_format, "read", status, detail)


@dataclass(frozen=True)
class _Rewriting:
    original: Path
    folder: Path
    described: Description
    references: list[Reference]
    product: Product
    untouched: set[bytes]  # files known to be the model as it was

    @property
    def result(self) -> Path:
        return self.folder / self.original.name

    def check_no_op(self) -> Pass:
        self._write(lambda: self.product.rewrite(self.original, self.result))
        if self.described.format == "tflite":
            different = list(tflite_file.differences(self.original, self.result))
            if different:
                raise Failure(f"differs in {', '.join(different[:5])}")
        elif self.original.read_bytes() != self.result.read_bytes():
            raise Failure("the bytes differ")
        self._check_file()
        for reference in self.references:
            self._check_loads(reference)
        self.untouched.add(self.result.read_bytes())
        return Pass()

    def check_transform(self, name: str, exemption: Exemption | None) -> Pass:
        self._write(lambda: self.product.transform(self.original, name, self.result))
        if self.result.read_bytes() in self.untouched:
            return Pass("unchanged")
        self._check_file(name in MAY_GROW)
        for reference in self.references:
            if not reference.outputs:
                self._check_loads(reference)
        comparable = [reference for reference in self.references if reference.outputs]
        if not comparable:
            raise Skip("; ".join({each.refusal or each.silence for each in self.references}))
        passes = [self._check_outputs(reference, name, exemption) for reference in comparable]
        lowest = [each.decibels for each in passes if each.decibels is not None]
        return Pass(
            "; ".join(each.detail for each in passes if each.detail), min(lowest, default=None)
        )

    def _write(self, write: Callable[[], None]) -> None:
        try:
            write()
        except Refusal as refusal:
            raise Failure(f"not written: {refusal}") from None
        if self.described.format == "saved-model":
            for companion in self.original.parent.iterdir():
                if companion.is_dir():
                    shutil.copytree(companion, self.folder / companion.name)

    def _check_file(self, may_grow: bool = False) -> None:
        before, after = (self._size(each) for each in (self.original, self.result))
        if after > before and not may_grow:
            raise Failure(f"grew from {before:,} to {after:,} bytes")
        if self.described.format == "tflite" and tflite_file.misaligned(self.result):
            raise Failure(f"buffers {tflite_file.misaligned(self.result)} are not aligned")
        if self.described.format == "onnx" and onnx_file.checker_error(self.original) is None:
            error = onnx_file.checker_error(self.result)
            if error is not None:
                raise Failure(f"onnx.checker: {error}")

    def _size(self, model: Path) -> int:
        files = onnx_file.files_of(model) if self.described.format == "onnx" else {model}
        return sum(each.stat().st_size for each in files)

    def _check_loads(self, reference: Reference) -> None:
        if reference.refusal is None:
            error = load_error(self.result, reference.runtime)
            if error is not None:
                raise Failure(f"{reference.runtime.name} does not load it any more: {error}")

    def _check_outputs(self, reference: Reference, name: str, exemption: Exemption | None) -> Pass:
        runtime = reference.runtime
        # The original ran in less: a rewritten model is not slower, but the machine may be busier.
        outcome = outputs_of(self.result, runtime, reference.recipe, seconds=300)
        if outcome.error is not None:
            raise Failure(f"{runtime.name} does not run it any more: {outcome.error}")
        notes, lowest = [], None
        for output, before in reference.outputs.items():
            if output not in outcome.value:
                raise Failure(f"output {output} is gone")
            after = outcome.value[output]
            if before.shape != after.shape or before.dtype != after.dtype:
                raise Failure(
                    f"output {output} was {before.dtype} {before.shape}, now it is"
                    f" {after.dtype} {after.shape}"
                )
            if name in LARGEST_RELATIVE_DIFFERENCE:
                _check_equal(output, before, after, LARGEST_RELATIVE_DIFFERENCE[name])
            elif is_real(before):
                if name in UNBOUNDED and not np.isfinite(after.astype(np.complex128)).all():
                    raise Failure(f"{output} is not finite any more")
                lowest = min(np.inf if lowest is None else lowest, decibels(before, after))
            elif not same(before, after):
                notes.append(f"{output} agrees in {agreement(before, after):.1%}")
        if lowest is not None and name not in UNBOUNDED:
            bounds = SMALLEST_DECIBELS | SMALLEST_OWN_DECIBELS
            wanted = bounds[name] if exemption is None else exemption.decibels
            if not lowest >= wanted:
                raise Failure(f"{lowest:.1f} dB in {runtime.name}, not {wanted:.1f}")
        return Pass("; ".join(notes), lowest)


def _check_equal(output: str, before: np.ndarray, after: np.ndarray, tolerance: float) -> None:
    if is_real(before):
        if relative_difference(before, after) > tolerance:
            raise Failure(f"{output} differs by {relative_difference(before, after):.1e}")
    elif not same(before, after):
        raise Failure(f"{output} agrees in {agreement(before, after):.1%} only")


def unneeded(
    results: Iterable[Result], exemptions: Mapping[tuple[str, str], Exemption]
) -> Iterator[tuple[str, str]]:
    """Exemptions of checks that would have passed, or could not be made, without."""
    for result in results:
        key = (result.subject, result.check)
        if key in exemptions and result.status is not Status.FAILED:
            bounds = SMALLEST_DECIBELS | SMALLEST_OWN_DECIBELS
            if result.decibels is None or result.decibels >= bounds[result.check]:
                yield key
