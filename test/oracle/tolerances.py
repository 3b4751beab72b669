"""How far a transform may move a float output, and the models that are excused, each with its reason."""

import csv
from dataclasses import dataclass
from pathlib import Path

LARGEST_RELATIVE_DIFFERENCE = {
    "strip-unused": 1e-5,
    "remove-nodes": 1e-5,
    "fold-batchnorm": 1e-5,
    "merge-duplicates": 1e-5,
    "sort-nodes": 1e-5,
    "add-default-attributes": 1e-5,
}
SMALLEST_DECIBELS = {"quantize-float16": 55.0, "quantize-weights": 25.0}
# Eight bits from layer to layer are coarse, so this is held to our own models.
SMALLEST_OWN_DECIBELS = {"quantize-nodes": 15.0}
# What was asked of these is something larger.
MAY_GROW = ("add-default-attributes", "quantize-nodes")
# How far these move outputs depends on what is asked of them: they only have to stay finite.
UNBOUNDED = ("prune-weights", "cluster-weights", "round-weights")


@dataclass(frozen=True)
class Exemption:
    subject: str
    transform: str
    decibels: float
    reason: str


def exemptions() -> dict[tuple[str, str], Exemption]:
    with open(Path(__file__).with_name("exceptions.tsv"), newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        (row["model"], row["transform"]): Exemption(
            row["model"], row["transform"], float(row["decibels"]), row["reason"]
        )
        for row in rows
    }
