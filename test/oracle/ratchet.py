"""Lists of what is excused, as a ratchet: a run fails where an entry has outlived its reason.

Judged are entries for models that were run, on all inputs; in a run of all models also those for models that are not
there. What could not be judged is told.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from result import Result, Status
from tolerances import GROWING, PRESERVED, SMALLEST_DECIBELS, Exemption

Key = tuple[str, str]

# Kernels of other processors add up in another order: no exception has to be closer to what is measured than this.
SLACK = 6.0  # dB


def stale_exemptions(
    results: Sequence[Result], exemptions: Mapping[Key, Exemption]
) -> Iterator[Result]:
    made = {(each.subject, each.check): each for each in results}
    subjects = {each.subject for each in results}
    for key, exemption in exemptions.items():
        if exemption.subject in subjects:
            reason = _outlived(exemption, made.get(key))
            if reason is not None:
                yield _failure(*key, f"exceptions.tsv: {reason}")


def _outlived(exemption: Exemption, result: Result | None) -> str | None:
    if result is None or exemption.transform not in SMALLEST_DECIBELS:
        return "there is no such check of this model"
    if result.status is Status.FAILED or result.is_hurried:
        return None
    if result.decibels is None:
        return "nothing was measured that needs it"
    wanted, measured = SMALLEST_DECIBELS[exemption.transform], f"{result.decibels:.1f} dB"
    if result.decibels >= wanted:
        return f"not needed any more: {measured}, and {wanted:.1f} are asked of every model"
    if result.decibels >= exemption.decibels + SLACK:
        return f"{measured}, and it still allows {exemption.decibels:.1f}"
    return None


def unjudged(results: Sequence[Result], exemptions: Mapping[Key, Exemption]) -> list[Key]:
    """Exceptions of which nothing can be said, as fewer inputs than usual were tried."""
    return [
        (each.subject, each.check)
        for each in results
        if each.is_hurried and (each.subject, each.check) in exemptions
    ]


def needed_input(input: str, with_it: Sequence[Result], without: Sequence[Result]) -> Result:
    """@param without What the checks of the model give where nothing is known of that input; none: hardly anything."""
    subject, format, check = with_it[0].subject, with_it[0].format, f"inputs.tsv {input}"
    alone = {each.check: each for each in without}
    helped = [each.check for each in with_it if alone and _is_worse(alone[each.check], each)]
    if helped or not alone:
        detail = f"for {', '.join(helped) or 'outputs that can be compared'}"
        return Result(subject, format, check, Status.PASSED, detail)
    detail = "not needed any more: every check comes out the same without"
    return Result(subject, format, check, Status.FAILED, detail)


def _is_worse(one: Result, other: Result) -> bool:
    order = (Status.PASSED, Status.SKIPPED, Status.FAILED)
    return order.index(one.status) > order.index(other.status)


def absent(
    names: Container[str], exemptions: Mapping[Key, Exemption], known: Iterable[str]
) -> Iterator[Result]:
    """@param names Of all models there are, the corpus among them. @param known The models of inputs.tsv."""
    for subject, transform in exemptions:
        if subject not in names:
            yield _failure(subject, transform, "exceptions.tsv: there is no such model")
    for subject in known:
        if subject not in names:
            yield _failure(subject, "inputs.tsv", "there is no such model")


def stale_tolerances(results: Sequence[Result]) -> Iterator[Result]:
    """Of a run of all models: rules of tolerances.py that no result was held to, and leave to grow that none took."""
    for start, transform in PRESERVED:
        pattern = f"{start}*"
        if not any(fnmatchcase(each.subject, pattern) for each in results if each.check == transform):
            yield _failure(pattern, transform, "PRESERVED in tolerances.py: there is no such check")
    for name in GROWING:
        if not any(each.check == name and each.grew for each in results):
            yield _failure("*", name, "GROWING in tolerances.py: no result is larger any more")


def _failure(subject: str, check: str, detail: str) -> Result:
    return Result(subject, "", check, Status.FAILED, detail)
