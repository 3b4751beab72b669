"""Models side by side: first what each of them does, then, from the slowest on, what its rewritten forms do."""

import heapq
import pickle
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from checks import check, refused
from inputs import known_inputs
from made import PREFIX_OF_COMBINED
from pairs import check_pairs
from product import Product, Refusal
from ratchet import needed_input
from result import Result
from standard import standard_of
from subject import Subject
from tolerances import Exemption


@dataclass(frozen=True)
class _Job:
    subject: Subject
    standard: Path  # where it is kept meanwhile: outputs are large

    def prepare(self, product: Product, is_excused: bool) -> list[Result] | None:
        """@returns results where nothing more can be checked."""
        known = known_inputs().get(self.subject.name, {})
        try:
            standard = standard_of(self.subject, product, known, is_excused)
        except Refusal as refusal:
            return [refused(self.subject, refusal)]
        # What is known of an input has to be needed: the same without it.
        without = {
            name: standard_of(self.subject, product, {key: each for key, each in known.items() if key != name}, is_excused)
            for name in known
        }
        self.standard.write_bytes(pickle.dumps((standard, without)))
        return None

    def check(
        self, product: Product, exemptions: Mapping[tuple[str, str], Exemption]
    ) -> list[Result]:
        standard, without = pickle.loads(self.standard.read_bytes())
        self.standard.unlink()
        results = check(standard, product, exemptions)
        if self.subject.name.startswith(PREFIX_OF_COMBINED):
            results += check_pairs(standard, product)
        judged = []
        for name, other in without.items():
            # Where less can be compared, it is needed, whatever the checks say.
            alone = [] if other.outputs < standard.outputs else check(other, product, exemptions)
            judged.append(needed_input(name, results, alone))
        return results + judged


def check_all(
    subjects: Sequence[Subject],
    product: Product,
    exemptions: Mapping[tuple[str, str], Exemption],
    jobs: int,
    folder: Path,
) -> Iterator[list[Result]]:
    """@yields the results of a model, as soon as there are all of them. @param folder For what is kept meanwhile."""
    by_size = sorted(subjects, key=lambda each: each.path.stat().st_size)
    unprepared = [_Job(each, folder / f"{index}.standard") for index, each in enumerate(by_size)]
    excused = {each.subject for each in exemptions.values()}
    prepared: list[tuple[float, str, _Job]] = []
    running: dict[Future, tuple[_Job, float, bool]] = {}
    ran = finished = 0
    with ProcessPoolExecutor(jobs, get_context("fork")) as executor:
        while unprepared or prepared or running:
            while len(running) < jobs and (unprepared or prepared):
                if is_new := bool(unprepared):
                    job = unprepared.pop()
                    future = executor.submit(job.prepare, product, job.subject.name in excused)
                else:
                    _, _, job = heapq.heappop(prepared)
                    future = executor.submit(job.check, product, exemptions)
                running[future] = (job, time.monotonic(), is_new)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job, started, is_new = running.pop(future)
                results, seconds = future.result(), time.monotonic() - started
                if results is None:
                    ran += 1
                    _report(f"ran {ran}/{len(subjects)}", seconds, job)
                    heapq.heappush(prepared, (-seconds, str(job.standard), job))
                else:
                    finished += 1
                    _report(f"checked {finished}/{len(subjects)}", seconds, job)
                    yield results


def _report(what: str, seconds: float, job: _Job) -> None:
    print(f"[{what}] {seconds:5.1f} s  {job.subject.name}", file=sys.stderr, flush=True)
