"""Checks what the command line writes against the reference runtimes."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

import ratchet
import summary
from accuracy import check_accuracy
from half_precision import check_half_precision
from inputs import known_inputs
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
    parser.add_argument("--only", nargs="+", metavar="PATTERN", help="of model names")
    parser.add_argument("--jobs", type=int, default=2, metavar="NUMBER", help="of processes")
    return parser.parse_args()


def _check(patterns: Sequence[str] | None, jobs: int) -> Iterator[list[Result]]:
    """@yields the results of each model, then those that take all models."""
    excused = exemptions()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        product = Product(folder)
        subjects = [
            each
            for each in _subjects(folder / "made")
            if patterns is None or any(fnmatch(each.name, pattern) for pattern in patterns)
        ]
        if not subjects:
            raise SystemExit("no model has such a name")
        results = []
        for group in check_all(subjects, product, excused, jobs, folder):
            results += group
            yield group
        if patterns is None:
            yield isolated(check_accuracy, product, folder, seconds=600).value
            yield isolated(check_half_precision, product, folder, seconds=1200).value
        yield _judged(results, excused, are_all=patterns is None)


def _judged(
    results: Sequence[Result], excused: Mapping[tuple[str, str], Exemption], are_all: bool
) -> list[Result]:
    """Exceptions that have outlived their reasons. @param are_all Whether all models there are were run."""
    for subject, transform in ratchet.unjudged(results, excused):
        print(f"not judged, with fewer inputs than usual: the exception {subject} {transform}")
    stale = list(ratchet.stale_exemptions(results, excused))
    if are_all:
        stale += ratchet.stale_tolerances(results)
        if corpus():
            names = {each.subject for each in results}
            stale += ratchet.absent(names, excused, known_inputs())
    return stale


def _subjects(made: Path) -> list[Subject]:
    error = isolated(make_models, made, seconds=600).error
    if error is not None:
        raise RuntimeError(error)
    return samples() + made_in(made) + corpus()


if __name__ == "__main__":
    sys.exit(main())
