"""What a list of exceptions makes of results: run.sh runs this first."""

import unittest
from dataclasses import replace

import ratchet
from result import Result, Status
from tolerances import GROWING, PRESERVED, SMALLEST_DECIBELS, Exemption

WANTED = SMALLEST_DECIBELS["quantize-weights"]
KEY = ("m", "quantize-weights")
EXCUSED = {KEY: Exemption("m", "quantize-weights", WANTED - 10, "undecided")}
MEASURED = Result("m", "onnx", "quantize-weights", Status.PASSED, decibels=WANTED - 9)


def stale(result: Result, exemptions=EXCUSED) -> list[str]:
    return [each.detail for each in ratchet.stale_exemptions([result], exemptions)]


class Exemptions(unittest.TestCase):
    def test_stays_while_it_is_needed(self):
        self.assertEqual(stale(MEASURED), [])

    def test_falls_where_what_every_model_is_asked_for_is_reached(self):
        (reason,) = stale(replace(MEASURED, decibels=WANTED))
        self.assertIn("not needed any more", reason)

    def test_is_closed_where_the_model_came_closer(self):
        (reason,) = stale(replace(MEASURED, decibels=WANTED - 10 + ratchet.SLACK))
        self.assertIn("still allows", reason)

    def test_falls_where_nothing_is_measured(self):
        self.assertEqual(len(stale(replace(MEASURED, decibels=None))), 1)
        self.assertEqual(len(stale(replace(MEASURED, decibels=None, status=Status.SKIPPED))), 1)

    def test_falls_where_there_is_no_such_check(self):
        self.assertEqual(len(stale(replace(MEASURED, check="no-op"))), 1)

    def test_is_not_judged_by_fewer_inputs_but_told(self):
        hurried = replace(MEASURED, decibels=WANTED + 1, is_hurried=True)
        self.assertEqual(stale(hurried), [])
        self.assertEqual(ratchet.unjudged([hurried], EXCUSED), [KEY])

    def test_is_not_judged_for_models_that_were_not_run(self):
        self.assertEqual(stale(replace(MEASURED, subject="other")), [])

    def test_falls_with_its_model(self):
        self.assertEqual(len(list(ratchet.absent({"other"}, EXCUSED, ["n"]))), 2)
        self.assertEqual(list(ratchet.absent({"m", "n"}, EXCUSED, ["n"])), [])


class Inputs(unittest.TestCase):
    def test_stay_where_a_check_needs_them(self):
        failed = replace(MEASURED, status=Status.FAILED)
        self.assertEqual(ratchet.needed_input("x", [MEASURED], [failed]).status, Status.PASSED)
        self.assertEqual(ratchet.needed_input("x", [MEASURED], []).status, Status.PASSED)

    def test_fall_where_nothing_is_worse_without(self):
        self.assertEqual(ratchet.needed_input("x", [MEASURED], [MEASURED]).status, Status.FAILED)


class Tolerances(unittest.TestCase):
    def test_fall_where_no_result_is_held_to_them(self):
        kept = [Result(f"{start}m", "onnx", name, Status.PASSED) for start, name in PRESERVED]
        grown = [Result("m", "onnx", name, Status.PASSED, grew=True) for name in GROWING]
        self.assertEqual(list(ratchet.stale_tolerances(kept + grown)), [])
        still = [replace(each, grew=False) for each in grown]
        found = [each.check for each in ratchet.stale_tolerances(kept[1:] + still)]
        self.assertEqual(found, [kept[0].check, *GROWING])


if __name__ == "__main__":
    unittest.main()
