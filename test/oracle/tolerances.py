"""How far a transform may move a float output, and the models that are excused, each with its reason."""

import csv
from dataclasses import dataclass
from pathlib import Path

LARGEST_RELATIVE_DIFFERENCE = {
    "strip-unused": 1e-5,
    "strip-metadata": 1e-5,
    "remove-nodes": 1e-5,
    "fold-constants": 1e-5,
    "fold-batchnorm": 1e-5,
    "fuse-bias": 1e-5,
    "fuse-activation": 1e-5,
    "merge-duplicates": 1e-5,
    "sort-nodes": 1e-5,
    "add-default-attributes": 1e-5,
    "short-names": 1e-5,
    "codebook": 1e-5,
    "sparse": 1e-5,
}
SMALLEST_DECIBELS = {
    "quantize-float16": 55.0,
    "quantize-weights": 25.0,
    "quantize-dynamic": 20.0,
    "dynamic-contrib": 20.0,
    "quantize-nodes": 15.0,
    "int4": 13.0,
    "int4-blocks": 13.0,
    "int4-nbits": 13.0,
    "zero-points": 25.0,
    "halves": 25.0,
    "int8-blocks": 25.0,
    "seven-bits": 22.0,
    "float16-compute": 50.0,
}
# Transforms with options, each a check of its own on models of ours.
_INT4 = ("quantize-weights", "--bits", "int4")
_INT4_BLOCKS = (*_INT4, "--granularity", "block")
VARIANTS: dict[str, tuple[str, ...]] = {
    "short-names": ("strip-metadata", "--names", "true", "--types", "true"),
    "int4": _INT4,
    "int4-blocks": _INT4_BLOCKS,
    "int4-nbits": (*_INT4_BLOCKS, "--target", "onnxruntime", "--symmetric", "false"),
    "dynamic-contrib": ("quantize-dynamic", "--target", "onnxruntime"),
    "zero-points": ("quantize-weights", "--symmetric", "false"),
    "halves": ("quantize-weights", "--halves", "true"),
    "int8-blocks": ("quantize-weights", "--granularity", "block", "--block-size", "16"),
    "float16-compute": ("quantize-float16", "--compute", "true"),
    "seven-bits": ("quantize-weights", "--reduced-range", "true", "--granularity", "tensor"),
}
# Variants that may make a small model larger, as that was asked for.
GROWING = {"float16-compute"}
# How far these move outputs depends on what is asked of them: they only have to run and stay finite, on every model
# (torch-pruning/runs).
UNBOUNDED = ("prune-channels", "prune-weights", "cluster-weights", "round-weights")
# Other ways to store what a transform makes: its words, and those that ask for the other form. Results are those of the
# transform without, as far as other kernels that add up in another order allow.
FORMS = {
    "codebook": (("cluster-weights",), ("--codebook", "true")),
    "sparse": (("prune-weights", "--sparsity", "0.8"), ("--sparse", "true")),
}
# Models of ours of which a form holds a part only; what it cannot hold stays as it was, and results differ.
HELD_IN_PART = {("weights-in-a-local-function.onnx", "codebook")}
# Models of ours, by how their names begin, that a transform has to change without moving their results: a quarter of the
# channels is zero; all numbers are integers of eight bits times powers of two.
PRESERVED = {
    ("silent-", "prune-channels"): 1e-5,
    ("integers-", "quantize-dynamic"): 0.0,
    ("exact-lstm-", "dynamic-contrib"): 0.0,
}


def largest_relative_difference(model: str, transform: str) -> float | None:
    preserved = preserved_within(model, transform)
    return LARGEST_RELATIVE_DIFFERENCE.get(transform) if preserved is None else preserved


def preserved_within(model: str, transform: str) -> float | None:
    bounds = (
        bound
        for (start, name), bound in PRESERVED.items()
        if name == transform and model.startswith(start)
    )
    return next(bounds, None)


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
