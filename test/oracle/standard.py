"""A model before anything is done to it: what its results are held to."""

from dataclasses import dataclass

import onnx_file
from product import Description, Product
from reference import SEEDS, Reference, reference_of
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
    def is_hurried(self) -> bool:
        return any(each.seeds < SEEDS for each in self.references if each.outputs)


def standard_of(subject: Subject, product: Product) -> Standard:
    """@raises Refusal where the command line does not read it."""
    described = product.describe(subject.path)
    is_onnx = described.format == "onnx"
    files = onnx_file.files_of(subject.path) if is_onnx else {subject.path}
    return Standard(
        subject,
        described,
        [reference_of(subject, each) for each in runtimes_of(described.format, described.outputs)],
        sum(each.stat().st_size for each in files),
        is_onnx and onnx_file.checker_error(subject.path) is None,
    )
