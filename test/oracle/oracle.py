"""Checks what the command line writes against the reference runtimes."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

import summary
from accuracy import check_accuracy
from checks import unneeded
from isolation import isolated
from made import make_models
from product import Product
from result import Result, Status
from schedule import check_all
from subject import Subject, corpus, made_in, samples
from tolerances import Exemption, exemptions


def main() -> int:
    options = _options()
    results = []
    for group in _check(options.only, options.jobs):
        results += group
        for row in summary.rows(group, options.verbose):
            print(row, flush=True)
    print("", *summary.table(results), summary.total(results), sep="\n")
    return 1 if any(each.status is Status.FAILED for each in results) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="a row for each check")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="of model names")
    parser.add_argument("--jobs", type=int, default=2, metavar="NUMBER", help="of processes")
    return parser.parse_args()


def _check(pattern: str, jobs: int) -> Iterator[list[Result]]:
    """@yields the results of each model, then those that take all models."""
    excused = exemptions()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        product = Product(folder)
        subjects = [each for each in _subjects(folder / "made") if fnmatch(each.name, pattern)]
        results = []
        for group in check_all(subjects, product, excused, jobs, folder):
            results += group
            yield group
        if pattern == "*":
            yield isolated(check_accuracy, product, folder, seconds=600).value
            yield _stale(results, excused, subjects)


def _subjects(made: Path) -> list[Subject]:
    error = isolated(make_models, made, seconds=600).error
    if error is not None:
        raise RuntimeError(error)
    return samples() + made_in(made) + corpus()


def _stale(
    results: Sequence[Result],
    excused: Mapping[tuple[str, str], Exemption],
    subjects: Sequence[Subject],
) -> list[Result]:
    """Exemptions that nothing needs make the run fail, so that none outlives its reason."""
    names = {each.name for each in subjects}
    stale = list(unneeded(results, excused))
    if corpus():
        stale += [key for key, each in excused.items() if each.subject not in names]
    return [
        Result(subject, "", transform, Status.FAILED, "has an exemption but needs none")
        for subject, transform in stale
    ]


if __name__ == "__main__":
    sys.exit(main())
