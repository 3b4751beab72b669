"""What the reference runtime makes of a model: the standard its rewritten forms are held to."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from fidelity import is_telling, same
from inputs import Recipe
from isolation import Outcome, isolated
from runtimes import Runtime

SEEDS = 3
SLOW = 2  # seconds: models that take longer to run get one input instead of three
PATIENT = 30  # where something is judged that needs all inputs
Outputs = dict[str, np.ndarray]


@dataclass
class Reference:
    runtime: Runtime
    refusal: str | None = None  # why the runtime does not load the model
    recipe: Recipe | None = None
    seeds: int = SEEDS
    outputs: Outputs = field(default_factory=dict)  # those that can be compared
    silence: str | None = None  # why there are none
    widths: dict[str, int] = field(default_factory=dict)  # of the rows of outputs


def reference_of(
    model: Path, runtime: Runtime, recipes: Sequence[Recipe], patience: float
) -> Reference:
    """@param recipes To try, in this order. @param patience Seconds after which no other input is tried."""
    refusal = load_error(model, runtime)
    if refusal is not None:
        return Reference(runtime, refusal)
    recipe, runs, error = _first_that_works(model, runtime, recipes, patience)
    if recipe is None:
        return Reference(runtime, silence=f"does not run: {error}")
    outputs = joined(runs)
    again = outputs_of(model, Reference(runtime, recipe=recipe, seeds=len(runs))).value or {}
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
    widths = {name: np.shape(value)[-1] for name, value in runs[0].items() if np.ndim(value)}
    return Reference(runtime, None, recipe, len(runs), telling, silence, widths)


def load_error(model: Path, runtime: Runtime) -> str | None:
    return isolated(_load, model, runtime).error


def _load(model: Path, runtime: Runtime) -> None:
    runtime.load(model)


def outputs_of(model: Path, reference: Reference, seconds: float = 60) -> Outcome:
    """Of the inputs that the reference was made with."""
    arguments = (model, reference.runtime, reference.recipe, reference.seeds)
    outcome = isolated(_run, *arguments, seconds=seconds)
    return outcome if outcome.error else Outcome(joined(outcome.value))


def joined(runs: list[Outputs]) -> Outputs:
    return {name: np.concatenate([np.ravel(each[name]) for each in runs]) for name in runs[0]}


def _run(model: Path, runtime: Runtime, recipe: Recipe, seeds: int) -> list[Outputs]:
    return list(runtime.run(model, (replace(recipe, seed=seed) for seed in range(seeds))))


def _run_in_time(model: Path, runtime: Runtime, recipe: Recipe, patience: float) -> list[Outputs]:
    started = time.monotonic()
    runs = []
    for outputs in runtime.run(model, (replace(recipe, seed=seed) for seed in range(SEEDS))):
        runs.append(outputs)
        if time.monotonic() - started > patience:
            break
    return runs


def _first_that_works(
    model: Path, runtime: Runtime, recipes: Sequence[Recipe], patience: float
) -> tuple[Recipe | None, list[Outputs], str | None]:
    """The first recipe that makes all outputs telling, else the one that makes most so.

    What takes too long with one takes too long with the others, and each of them would be waited for.
    """
    best: tuple[Recipe | None, list[Outputs]] = (None, [])
    most = -1
    first_error = None
    for recipe in recipes:
        outcome = isolated(_run_in_time, model, runtime, recipe, patience)
        if outcome.error is not None:
            first_error = first_error or outcome.error
            if outcome.is_late:
                break
            continue
        outputs = joined(outcome.value)
        telling = sum(map(is_telling, outputs.values()))
        if telling > most:
            best, most = (recipe, outcome.value), telling
        if telling == len(outputs):
            break
    return *best, first_error
