"""What the reference runtime makes of a model: the standard its rewritten forms are held to."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from fidelity import is_telling, same
from inputs import RECIPES, Recipe, known_inputs
from isolation import isolated
from runtimes import Runtime
from subject import Subject

SEEDS = 3
Outputs = dict[str, np.ndarray]


@dataclass
class Reference:
    runtime: Runtime
    refusal: str | None = None  # why the runtime does not load the model
    recipe: Recipe | None = None
    outputs: Outputs = field(default_factory=dict)  # those that can be compared
    silence: str | None = None  # why there are none


def reference_of(subject: Subject, runtime: Runtime) -> Reference:
    model = subject.path
    refusal = load_error(model, runtime)
    if refusal is not None:
        return Reference(runtime, refusal)
    recipe, outputs, error = _first_that_works(subject, runtime)
    if recipe is None:
        return Reference(runtime, silence=f"does not run: {error}")
    again = outputs_of(model, runtime, recipe).value or {}
    steady = {
        name: value
        for name, value in outputs.items()
        if name in again and value.shape == again[name].shape and same(value, again[name])
    }
    telling = {name: value for name, value in steady.items() if is_telling(value)}
    silence = None
    if not outputs:
        silence = "has no outputs"
    elif not steady:
        silence = "its outputs differ from run to run"
    elif not telling:
        silence = "its outputs are empty, zero or not finite"
    return Reference(runtime, None, recipe, telling, silence)


def load_error(model: Path, runtime: Runtime) -> str | None:
    return isolated(_load, model, runtime).error


def _load(model: Path, runtime: Runtime) -> None:
    runtime.load(model)


def outputs_of(model: Path, runtime: Runtime, recipe: Recipe, seconds: float = 60):
    return isolated(_run, model, runtime, recipe, seconds=seconds)


def _run(model: Path, runtime: Runtime, recipe: Recipe) -> Outputs:
    """Of several inputs, one after the other."""
    runs = [runtime.run(model, replace(recipe, seed=seed)) for seed in range(SEEDS)]
    return {name: np.concatenate([np.ravel(each[name]) for each in runs]) for name in runs[0]}


def _first_that_works(
    subject: Subject, runtime: Runtime
) -> tuple[Recipe | None, Outputs, str | None]:
    """The first recipe that makes all outputs telling, else the one that makes most so."""
    best: tuple[Recipe | None, Outputs] = (None, {})
    most = -1
    first_error = None
    known = known_inputs(subject.name)
    for recipe in (replace(each, known=known) for each in RECIPES):
        outcome = outputs_of(subject.path, runtime, recipe)
        if outcome.error is not None:
            first_error = first_error or outcome.error
            continue
        telling = sum(map(is_telling, outcome.value.values()))
        if telling > most:
            best, most = (recipe, outcome.value), telling
        if telling == len(outcome.value):
            break
    return *best, first_error
