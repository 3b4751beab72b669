"""A model before anything is done to it: what its results are held to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import onnx_file
from inputs import RECIPES, Known
from model_files import files_of
from product import Description, Product
from reference import PATIENT, SEEDS, SLOW, Reference, reference_of
from runtimes import runtimes_of
from subject import Subject


@dataclass(frozen=True)
class Standard:
    subject: Subject
    described: Description
    references: list[Reference]
    size: int  # of all its files
    is_checked_onnx: bool  # whether onnx.checker accepts it, so that it has to accept the results

    @property
    def outputs(self) -> int:
        """How many can be compared."""
        return sum(len(each.outputs) for each in self.references)

    @property
    def is_hurried(self) -> bool:
        return any(each.seeds < SEEDS for each in self.references if each.outputs)


def standard_of(
    subject: Subject, product: Product, known: Mapping[str, Known], is_excused: bool
) -> Standard:
    """
    @param known What is known of its inputs.
    @param is_excused Whether it has exceptions, which are judged by all inputs.
    @raises Refusal where the command line does not read it.
    """
    patience = PATIENT if is_excused else SLOW
    described = product.describe(subject.path)
    files = files_of(subject.path, described.format)
    recipes = [replace(each, known=known) for each in RECIPES]
    references: list[Reference] = []
    for runtime in runtimes_of(described.format, described.outputs):
        references.append(reference_of(subject.path, runtime, recipes, patience))
        # What works in one mostly works in the others.
        recipes.sort(key=lambda each: each != references[-1].recipe)
    return Standard(
        subject,
        described,
        references,
        sum(each.stat().st_size for each in files),
        described.format == "onnx" and onnx_file.checker_error(subject.path) is None,
    )
