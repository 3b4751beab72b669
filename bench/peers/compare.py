"""Puts us beside the tools that others use, on the same models in one run. Prints tables in Markdown.

MODEL_CORPUS names a folder of more models; without it there are our samples only.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import closeness, nodes_of, timed  # also finds the modules of the oracle
from rows import TASKS, Ours, Task

from product import REPOSITORY, Product  # noqa: E402
from standard import Standard, standard_of  # noqa: E402
from subject import Subject, corpus, samples  # noqa: E402

TOOLS = Path(__file__).with_name("tools.py")
HEADER = "| model | tool | bytes | nodes | outputs | time | memory |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |"


def main() -> None:
    models = {each.name: each for each in (*samples(), *corpus())}
    with tempfile.TemporaryDirectory() as name:
        product = Product(Path(name))
        for task in TASKS:
            print(f"\n### {task.title}\n\n{HEADER}", flush=True)
            for subject in [models[each] for each in task.models if each in models]:
                print(f"{subject.name}", file=sys.stderr)
                for row in _rows(task, subject, product, Path(name)):
                    print(row, flush=True)


def _rows(task: Task, subject: Subject, product: Product, folder: Path) -> Iterator[str]:
    standard = standard_of(subject, product)
    yield f"| {subject.name} | as it is | {standard.size:,} | {nodes_of(subject.path):,} | | | |"
    for number, pipeline in enumerate(task.ours):
        recipe = folder / f"recipe{number}.json"
        recipe.write_text(json.dumps([{"id": step, "parameters": given} for step, given in pipeline.steps]))
        command = ["node", str(REPOSITORY / "dist" / "cli.js"), "run", str(recipe), str(subject.path), "--force"]
        yield _row(f"ours: {pipeline.title}", [*command, "-o"], (), standard, folder)
    for tool in task.peers:
        names = ()
        if standard.described.format == "graphdef":
            names = (",".join(standard.described.inputs), ",".join(standard.described.outputs))
        yield _row(tool, [sys.executable, str(TOOLS), tool, str(subject.path)], names, standard, folder)


def _row(
    title: str, command: list[str], after: tuple[str, ...], standard: Standard, folder: Path
) -> str:
    """@param command All but the file to write and what comes after it."""
    result = folder / "result" / standard.subject.path.name
    result.parent.mkdir(exist_ok=True)
    result.unlink(missing_ok=True)
    process = timed([*command, str(result), *after])
    if process.error is not None:
        return f"| | {title} | {_cell(process.error)} | | | | |"
    cells = [
        title,
        f"{result.stat().st_size:,}",
        f"{nodes_of(result):,}",
        closeness(result, standard),
        f"{process.seconds:.2f} s",
        f"{process.peak / 2**20:.0f} MB",
    ]
    return f"| | {' | '.join(cells)} |"


def _cell(error: str) -> str:
    return error.replace("|", "/")[:120]


if __name__ == "__main__":
    main()
