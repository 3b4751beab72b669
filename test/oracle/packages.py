"""Exits with 0 where this Python has the pinned packages of a requirements file."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def missing(requirements: Path) -> list[str]:
    def is_there(line: str) -> bool:
        name, _, pinned = line.partition("==")
        try:
            return version(name) == pinned
        except PackageNotFoundError:
            return False

    return [line for line in requirements.read_text().split() if not is_there(line)]


if __name__ == "__main__":
    sys.exit(bool(missing(Path(sys.argv[1]))))
