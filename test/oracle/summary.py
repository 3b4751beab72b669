"""The results as text."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from result import Result, Status


def rows(results: Iterable[Result], verbose: bool) -> Iterator[str]:
    """One for each failure, or for each result."""
    for each in results:
        if verbose or each.status is Status.FAILED:
            decibels = "" if each.decibels is None else f"{each.decibels:.1f} dB"
            detail = " ".join(f"{decibels} {each.detail}".split())
            yield f"{each.status:8}{each.check:18}{each.subject}  {detail}"


def table(results: Sequence[Result]) -> Iterator[str]:
    """By check and format."""
    yield f"{'check':18}{'format':13}{'models':>7}{'passed':>8}{'failed':>8}{'skipped':>9}  lowest dB"
    key = lambda each: (each.check, each.format)  # noqa: E731
    for (check, format), group in groupby(sorted(results, key=key), key):
        members = list(group)
        counts = Counter(each.status for each in members)
        measured = [each for each in members if each.decibels is not None]
        finite = [each for each in measured if math.isfinite(each.decibels)]
        lowest = ""
        if finite:
            least = min(finite, key=lambda each: each.decibels)
            lowest = f"{least.decibels:.1f} ({least.subject})"
        numbers = f"{counts[Status.PASSED]:>8}{counts[Status.FAILED]:>8}{counts[Status.SKIPPED]:>9}"
        yield f"{check:18}{format:13}{len(members):>7}{numbers}  {lowest}"


def total(results: Iterable[Result]) -> str:
    counts = Counter(each.status for each in results)
    text = f"{counts[Status.PASSED]} passed, {counts[Status.FAILED]} failed"
    skipped = counts[Status.SKIPPED]
    return f"{text}, {skipped} skipped" if skipped else text
