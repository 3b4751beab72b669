"""The command line under test."""

import json
import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
COMMANDS = Path(__file__).with_name("commands.mjs")


class Refusal(Exception):
    """What the command line says where it does not do what it was asked to."""


@dataclass(frozen=True)
class Description:
    format: str  # tflite, onnx, graphdef or saved-model
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class Product:
    def __init__(self, folder: Path):
        """Builds its own, so that a build meanwhile does not mix two versions."""
        self._cli = folder / "cli.js"
        subprocess.run(["node", COMMANDS, "build", self._cli], check=True)
        self._empty_recipe = folder / "empty.json"
        self._empty_recipe.write_text("[]")
        transforms = json.loads(self._run("transforms", "--json"))
        self.growing = {each["id"] for each in transforms if each["mayGrow"]}

    def describe(self, model: Path) -> Description:
        summary = json.loads(self._run("inspect", model, "--json"))
        if summary["format"] == "tensorflow":
            format = "saved-model" if "SavedModel" in summary["title"] else "graphdef"
        else:
            format = summary["format"]
        inputs, outputs = (
            tuple(each["name"] for each in summary[key]) for key in ("inputs", "outputs")
        )
        return Description(format, inputs, outputs)

    def values(self, model: Path) -> list[dict]:
        """Name, dtype, shape and source of each value."""
        return json.loads(self._run("inspect", model, "--values", "--json"))["values"]

    def cost(self, model: Path) -> dict:
        """What running it costs: "macs", "activationPeakBytes", and under "cost" what is left out."""
        return json.loads(self._run("inspect", model, "--json"))

    def rewrite(self, model: Path, result: Path) -> None:
        self._run("run", self._empty_recipe, model, "-o", result)

    def transform(self, model: Path, transform: str, *options: str, result: Path) -> None:
        self._run(transform, model, "-o", result, *options)

    def _run(self, *words: str | Path) -> str:
        commands = _commands(self._cli, os.getpid())
        print(json.dumps([str(word) for word in words]), file=commands.stdin, flush=True)
        answer = commands.stdout.readline()
        if not answer:
            _commands.cache_clear()
            raise Refusal("the process ended")
        done = json.loads(answer)
        if done["code"] != 0:
            raise Refusal(done["errors"].strip())
        return done["output"]


@cache
def _commands(cli: Path, process: int) -> subprocess.Popen:
    """@param process That asks: one made by forking cannot use the pipes of the other."""
    return subprocess.Popen(
        ["node", COMMANDS, cli], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
