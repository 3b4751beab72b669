"""The outcome of one check of one model."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Result:
    subject: str
    format: str
    check: str
    status: Status
    detail: str = ""
    decibels: float | None = None  # the lowest of all outputs
    is_hurried: bool = False  # fewer inputs than usual were tried, the model or the machine being slow
    grew: bool = False  # larger than the model was
