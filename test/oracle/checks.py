"""What is asked of everything the command line writes."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import tflite_file
from examine import Comparison, Failure, check_file, examine
from model_files import files_of
from product import Product, Refusal
from reference import Reference, load_error, outputs_of
from result import Result, Status
from runtimes import runtimes_of
from standard import Standard
from subject import Subject
from tolerances import (
    FORMS,
    GROWING,
    HELD_IN_PART,
    LARGEST_RELATIVE_DIFFERENCE,
    SMALLEST_DECIBELS,
    UNBOUNDED,
    VARIANTS,
    Exemption,
    largest_relative_difference,
    preserved_within,
)

NO_OP = "no-op"
# All that is recommended for a device, beside quantizing alone.
SHRINK = "shrink"
ALONE = ("quantize-weights", "--halves", "true")
MOST_LOST = 3.0  # dB
# Quantizing alone may have found nothing large enough to quantize.
CLOSE = 43.0  # dB
# Those with options are tried on models of ours.
OPTIONAL = (*VARIANTS, *FORMS)
BOUNDED = tuple(
    each for each in (*LARGEST_RELATIVE_DIFFERENCE, *SMALLEST_DECIBELS) if each not in OPTIONAL
)
TRANSFORMS = (*BOUNDED, *UNBOUNDED)


class Skip(Exception):
    """Why nothing can be said of a result."""


@dataclass(frozen=True)
class Pass:
    detail: str = ""
    decibels: float | None = None
    grew: bool = False


def check(
    standard: Standard, product: Product, exemptions: Mapping[tuple[str, str], Exemption]
) -> list[Result]:
    subject = standard.subject
    rewriting = _Rewriting(standard, product)
    results = []
    for name in (NO_OP, *TRANSFORMS, SHRINK, *(OPTIONAL if subject.is_ours else ())):
        try:
            if name == NO_OP:
                passed = rewriting.check_no_op()
            elif name == SHRINK:
                passed = rewriting.check_shrink()
            elif name in FORMS:
                passed = rewriting.check_form(name)
            else:
                passed = rewriting.check_transform(name, exemptions.get((subject.name, name)))
            status = Status.PASSED
        except Failure as failure:
            status, passed = Status.FAILED, Pass(str(failure))
        except Skip as skip:
            status, passed = Status.SKIPPED, Pass(str(skip))
        results.append(
            Result(
                subject.name,
                standard.described.format,
                name,
                status,
                passed.detail,
                passed.decibels,
                standard.is_hurried,
                passed.grew,
            )
        )
    return results


def refused(subject: Subject, refusal: Refusal) -> Result:
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


@dataclass
class _Rewriting:
    standard: Standard
    product: Product
    _untouched: set[bytes] = field(default_factory=set)  # digests of the model as it was
    # What was found out about a result: several transforms often make the same one.
    _examined: dict[bytes, list[Comparison] | Failure] = field(default_factory=dict)

    def check_no_op(self) -> Pass:
        original, format = self.standard.subject.path, self.standard.described.format
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / original.name
            write(lambda: self.product.rewrite(original, result))
            if format == "tflite":
                different = list(tflite_file.differences(original, result))
                if different:
                    raise Failure(f"differs in {', '.join(different[:5])}")
            elif _contents(original, format) != _contents(result, format):
                raise Failure("the bytes differ")
            self._untouched = {digest([original]), digest(files_in(result))}
            self._check_size(NO_OP, files_in(result))
            check_file(result, self.standard, load=True)
        return Pass()

    def check_transform(self, name: str, exemption: Exemption | None) -> Pass:
        original = self.standard.subject.path
        made = self._made(name, VARIANTS.get(name, (name,)))
        if made is None:
            if preserved_within(original.name, name) is not None:
                raise Failure("nothing was changed")
            return Pass("unchanged")
        examined, grew = made
        if not examined:
            reasons = {each.refusal or each.silence for each in self.standard.references}
            raise Skip("; ".join(reasons))
        tolerance = largest_relative_difference(original.name, name)
        wanted = SMALLEST_DECIBELS.get(name)
        passed = judge(examined, tolerance, wanted if exemption is None else exemption.decibels)
        return replace(passed, grew=grew)

    def check_shrink(self) -> Pass:
        """Costs no accuracy that quantizing alone would not cost."""
        shrunk = self._made(SHRINK, (SHRINK,))
        if shrunk is None:
            return Pass("unchanged")
        alone = self._made("quantize-weights", ALONE)
        lowest = _lowest_of_logits(shrunk[0])
        wanted = CLOSE if alone is None else _lowest_of_logits(alone[0])
        if lowest is not None and wanted is not None and lowest < min(wanted, CLOSE) - MOST_LOST:
            raise Failure(f"{lowest:.1f} dB, and quantizing alone gives {wanted:.1f}")
        return Pass("" if wanted is None else f"alone {wanted:.1f} dB", lowest)

    def _made(self, name: str, words: Sequence[str]) -> tuple[list[Comparison], bool] | None:
        """What words of the command line make, and whether it grew; None: what it was."""
        original = self.standard.subject.path
        verb, *options = words
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / original.name
            write(lambda: self.product.transform(original, verb, *options, result=result))
            files = files_in(result)
            digested = digest(files)
            if digested in self._untouched:
                return None
            grew = self._check_size(name, files)
            if digested not in self._examined:
                try:
                    self._examined[digested] = examine(result, self.standard)
                except Failure as failure:
                    self._examined[digested] = failure
        examined = self._examined[digested]
        if isinstance(examined, Failure):
            raise examined
        return examined, grew

    def check_form(self, name: str) -> Pass:
        """What is stored in another form, beside what the transform makes without."""
        words, more = FORMS[name]
        original = self.standard.subject.path
        with tempfile.TemporaryDirectory() as folder:
            plain, form = (Path(folder) / each / original.name for each in ("plain", "form"))
            for result, options in ((plain, ()), (form, more)):
                result.parent.mkdir()
                write(lambda: self.product.transform(original, *words, *options, result=result))
            if digest(files_in(plain)) == digest(files_in(form)):
                return Pass("unchanged")
            self._check_size(name, files_in(form))
            references = [outputs_instead(each, plain) for each in self.standard.references]
            comparisons = examine(form, replace(self.standard, references=references))
        if (original.name, name) not in HELD_IN_PART:
            return judge(comparisons, LARGEST_RELATIVE_DIFFERENCE[name], None)
        if all(each.is_same for each in comparisons):
            raise Failure("is listed as held in part, and all of it is")
        return Pass("held in part")

    def _check_size(self, name: str, files: Iterable[Path]) -> bool:
        """@returns whether it grew."""
        before, after = self.standard.size, sum(each.stat().st_size for each in files)
        if after > before and name not in self.product.growing | GROWING:
            raise Failure(f"grew from {before:,} to {after:,} bytes")
        return after > before


def _lowest_of_logits(comparisons: Sequence[Comparison]) -> float | None:
    """None: nothing can be compared."""
    return min((each.logit_decibels for each in comparisons if each.is_real), default=None)


def outputs_instead(reference: Reference, model: Path) -> Reference:
    """The same inputs, with the outputs of another model."""
    if not reference.outputs:
        return reference
    outcome = outputs_of(model, reference, seconds=300)
    if outcome.error is not None:
        raise Failure(f"{reference.runtime.name} does not run it: {outcome.error}")
    return replace(reference, outputs={name: outcome.value[name] for name in reference.outputs})


def write(writing: Callable[[], None]) -> None:
    """@raises Failure where the command line refuses."""
    try:
        writing()
    except Refusal as refusal:
        raise Failure(f"not written: {refusal}") from None


def files_in(result: Path) -> list[Path]:
    return sorted(each for each in result.parent.rglob("*") if each.is_file())


def _contents(model: Path, format: str) -> dict[Path, bytes]:
    return {each.relative_to(model.parent): each.read_bytes() for each in files_of(model, format)}


def digest(files: Sequence[Path]) -> bytes:
    hashes = [hashlib.sha256(each.read_bytes()).digest() for each in files]
    return hashlib.sha256(b"".join(hashes)).digest()


def judge(
    comparisons: Sequence[Comparison], tolerance: float | None, wanted: float | None
) -> Pass:
    """Whether the outputs are as close as the transform promises (invariant/semantics)."""
    if tolerance is not None:
        for each in comparisons:
            _check_equal(each, tolerance)
        return Pass()
    notes = [
        f"{each.output} agrees in {each.agreement:.1%}"
        for each in comparisons
        if not (each.is_real or each.is_same)
    ]
    real = [each for each in comparisons if each.is_real]
    for each in real:
        if not each.is_finite:
            raise Failure(f"{each.output} is not finite any more in {each.runtime}")
    worst = min(real, key=lambda each: each.decibels, default=None)
    if worst is not None and wanted is not None and not worst.decibels >= wanted:
        raise Failure(f"{worst.decibels:.1f} dB in {worst.runtime}, not {wanted:.1f}")
    return Pass("; ".join(notes), None if worst is None else worst.decibels)


def _check_equal(each: Comparison, tolerance: float) -> None:
    if each.is_real:
        if each.relative_difference > max(tolerance, each.rounding):
            raise Failure(f"{each.output} differs by {each.relative_difference:.1e}")
    elif not each.is_same:
        raise Failure(f"{each.output} agrees in {each.agreement:.1%} only")
