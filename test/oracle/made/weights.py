"""Weights as trained ones are distributed: bell-shaped, smaller for larger layers."""

import zlib

import numpy as np


def weights(name: str, *shape: int, dtype: type = np.float32) -> np.ndarray:
    random = np.random.default_rng(zlib.crc32(name.encode()))
    fan_in = max(1, int(np.prod(shape[1:])))
    return (random.standard_normal(shape) / np.sqrt(fan_in)).astype(dtype)


def integers(name: str, *shape: int, axis: int | None = None) -> np.ndarray:
    """From −127 to 127, with both along each slice of an axis, times a power of two for each slice."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    values = random.integers(-127, 128, shape).astype(np.float32)
    slices = values.reshape(1, -1) if axis is None else np.moveaxis(values, axis, 0)
    slices[(slice(None),) + (0,) * (slices.ndim - 1)] = 127
    slices[(slice(None),) + (-1,) * (slices.ndim - 1)] = -127
    steps = np.float32(2) ** -(np.arange(len(slices)) % 4)
    slices *= steps.astype(np.float32).reshape((-1,) + (1,) * (slices.ndim - 1))
    return values


def silent(values: np.ndarray, axis: int = 0) -> np.ndarray:
    """Every fourth channel along an axis is zero: nothing is lost with it."""
    silenced = values.copy()
    silenced[(slice(None),) * (axis % values.ndim) + (slice(1, None, 4),)] = 0
    return silenced
