"""Random inputs: the same ones for a model and for what became of it, whatever its runtime."""

import csv
import io
import wave
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np


SECOND = 16000  # samples


@dataclass(frozen=True)
class Known:
    """What inputs.tsv says of an input that its model does not."""

    shape: tuple[int, ...] | None
    low: float
    high: float
    is_speech: bool


@dataclass(frozen=True)
class Recipe:
    """How to fill inputs. Models accept different ones: the first that works is taken."""

    dimension: int = 1  # for those the model leaves open
    rank: int = 4  # of inputs without any shape
    integers: int = 8  # exclusive bound of int32 and int64 inputs: token numbers, indices, lengths
    low: float = -1.0
    high: float = 1.0
    seed: int = 0
    known: Mapping[str, Known] = field(default_factory=dict)


RECIPES = (
    Recipe(),
    Recipe(integers=2),
    Recipe(integers=2, low=0.1),
    Recipe(dimension=2, integers=2),
    Recipe(dimension=4, integers=4),
    Recipe(dimension=16, integers=2),
    Recipe(dimension=64, integers=2),
    Recipe(integers=1),
    Recipe(rank=1, integers=2),
    Recipe(dimension=2, rank=2, integers=2),
    Recipe(rank=0, integers=2),
)


@cache
def known_inputs() -> dict[str, dict[str, Known]]:
    """By model, then by the name of the input; * is any."""
    known: dict[str, dict[str, Known]] = {}
    with open(Path(__file__).with_name("inputs.tsv"), newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            known.setdefault(row["model"], {})[row["input"]] = Known(
                tuple(map(int, row["shape"].split(","))) if row["shape"] else None,
                float(row["low"]),
                float(row["high"]),
                row["like"] == "speech",
            )
    return known


def random_input(
    name: str, dtype: type, shape: Sequence[int | None] | None, recipe: Recipe
) -> np.ndarray:
    """@param shape None: of unknown rank; None in it: an open dimension."""
    dtype = np.dtype(dtype)
    random = np.random.default_rng([zlib.crc32(name.encode()), recipe.seed])
    known = recipe.known.get(name) or recipe.known.get("*")
    low, high, limit = recipe.low, recipe.high, recipe.integers
    if known is not None:
        low, high, limit = known.low, known.high, int(known.high) + 1
        shape = known.shape or shape
    if dtype.kind in "OSUT":
        strings = np.empty(_sizes(shape or [], recipe), object)
        strings.fill(_sound_file(_speech(random)))  # numpy.full would drop zero bytes at its end
        return strings
    sizes = _sizes([None] * recipe.rank if shape is None else shape, recipe)
    if dtype.kind == "b":
        return random.integers(0, 2, sizes).astype(bool)
    if dtype.kind in "iu":
        # Eight and sixteen bits hold quantized reals; wider ones hold indices.
        bounds = np.iinfo(dtype)
        least, end = (bounds.min, bounds.max + 1) if dtype.itemsize <= 2 else (0, limit)
        if known is not None:
            least = int(low)
        return random.integers(least, end, sizes, dtype)
    if dtype.kind == "c":
        return (random.uniform(-1, 1, sizes) + 1j * random.uniform(-1, 1, sizes)).astype(dtype)
    if known is not None and known.is_speech:
        middle = _speech(random)[SECOND // 4 :][: np.prod(sizes)]
        return (known.high * middle).reshape(sizes).astype(dtype)
    picture = _picture(random, sizes)
    values = random.uniform(0, 1, sizes) if picture is None else picture
    return (low + (high - low) * values).astype(dtype)


def _sizes(shape: Sequence[int | None], recipe: Recipe) -> list[int]:
    return [recipe.dimension if each is None else each for each in shape]


def _picture(random: np.random.Generator, sizes: Sequence[int]) -> np.ndarray | None:
    """Shapes on a gradient, for inputs that look like images: noise is nothing that trained models know."""
    if len(sizes) != 4:
        return None
    batch, *others = sizes
    if others[2] in (1, 3, 4) and min(others[:2]) >= 16:
        (height, width, channels), order = others, (0, 1, 2, 3)
    elif others[0] in (1, 3, 4) and min(others[1:]) >= 16:
        (channels, height, width), order = others, (0, 3, 1, 2)
    else:
        return None
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    pictures = np.empty((batch, height, width, channels))
    for picture in pictures:
        slope = random.uniform(-0.5, 0.5, 2)
        picture[:] = (0.5 + slope[0] * (x - 0.5) + slope[1] * (y - 0.5))[..., None]
        for _ in range(8):
            left, top, size = *random.uniform(-0.2, 1, 2), random.uniform(0.05, 0.5)
            box = (abs(x - left) < size / 2) & (abs(y - top) < size / 2)
            disc = (x - left) ** 2 + (y - top) ** 2 < size**2 / 4
            picture[box if random.integers(2) else disc] = random.uniform(0, 1, channels)
    return pictures.transpose(order)


def _speech(random: np.random.Generator) -> np.ndarray:
    """A vowel of one second, between -1 and 1."""
    time = np.arange(SECOND) / SECOND
    pitch = random.uniform(100, 300)
    voice = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, 20))
    return (4000 * voice * np.sin(np.pi * time) + random.normal(0, 100, SECOND)) / 2**15


def _sound_file(signal: np.ndarray) -> bytes:
    """What models with string inputs expect most often."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SECOND)
        writer.writeframes((signal * 2**15).astype("<i2").tobytes())
    return file.getvalue()
