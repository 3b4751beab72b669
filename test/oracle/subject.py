"""The models under test: our samples, models made on the fly, and the corpus where there is one."""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from product import REPOSITORY

SUFFIXES = {"tflite": "tflite", "onnx": "onnx", "pb": "graphdef", "pbtxt": "graphdef"}


@dataclass(frozen=True)
class Subject:
    name: str
    path: Path
    expected_format: str  # of the file's name; what is in it may differ
    is_ours: bool  # a sample, or made on the fly


def samples() -> list[Subject]:
    return [
        _subject(path, path.name)
        for path in sorted((REPOSITORY / "samples").iterdir())
        if path.suffix[1:] in SUFFIXES
    ]


def made_in(folder: Path) -> list[Subject]:
    return [
        _subject(path, path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*"))
        if path.suffix[1:] in SUFFIXES
    ]


def corpus() -> list[Subject]:
    """All models of the folder that MODEL_CORPUS names; files that are no models are for other tests."""
    if "MODEL_CORPUS" not in os.environ:
        return []
    folder = Path(os.environ["MODEL_CORPUS"])
    with open(folder / "MANIFEST.tsv", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Subject(row["id"], folder / row["file"], _expected_format(row), is_ours=False)
        for row in rows
        if row["format"] in (*SUFFIXES, "savedmodel")
        and row["parsed_as"] in ("tflite", "onnx", "graphdef", "savedmodel", "text")
    ]


def _expected_format(row: dict[str, str]) -> str:
    return "saved-model" if row["format"] == "savedmodel" else SUFFIXES[row["format"]]


def _subject(path: Path, name: str) -> Subject:
    return Subject(name, path, SUFFIXES[path.suffix[1:]], is_ours=True)
