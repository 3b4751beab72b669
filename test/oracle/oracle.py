"""Checks what the command line writes against the reference runtimes."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatch
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import summary
from accuracy import check_accuracy
from checks import check, unneeded
from isolation import isolated
from made import make_models
from product import Product
from result import Result, Status
from subject import Subject, corpus, made_in, samples
from tolerances import Exemption, exemptions


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        product = Product(folder)
        subjects = [each for each in _subjects(folder / "made") if fnmatch(each.name, options.only)]
        excused = exemptions()
        results = _check_all(
            subjects, partial(check, product=product, exemptions=excused), options.jobs
        )
        if options.only == "*":
            results += isolated(check_accuracy, product, folder, seconds=600).value
            results += _stale(results, excused, subjects)
    for row in (*summary.rows(results, options.verbose), "", *summary.table(results)):
        print(row)
    print(summary.total(results))
    return 1 if any(each.status is Status.FAILED for each in results) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="a row for each check")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="of model names")
    parser.add_argument("--jobs", type=int, default=2, metavar="NUMBER", help="of processes")
    return parser.parse_args()


def _subjects(made: Path) -> list[Subject]:
    error = isolated(make_models, made, seconds=600).error
    if error is not None:
        raise RuntimeError(error)
    return samples() + made_in(made) + corpus()


def _check_all(
    subjects: Sequence[Subject], check_one: Callable[[Subject], list[Result]], jobs: int
) -> list[Result]:
    # The largest first, so that none of them is left for the end.
    ordered = sorted(subjects, key=lambda each: each.path.stat().st_size, reverse=True)
    with ProcessPoolExecutor(jobs, get_context("fork")) as executor:
        return [result for results in executor.map(check_one, ordered) for result in results]


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
