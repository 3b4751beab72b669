"""Weights as trained ones are distributed: bell-shaped, smaller for larger layers."""

import zlib

import numpy as np


def weights(name: str, *shape: int, dtype: type = np.float32) -> np.ndarray:
    random = np.random.default_rng(zlib.crc32(name.encode()))
    fan_in = max(1, int(np.prod(shape[1:])))
    return (random.standard_normal(shape) / np.sqrt(fan_in)).astype(dtype)


def silent(values: np.ndarray, axis: int = 0) -> np.ndarray:
    """Every fourth channel along an axis is zero: nothing is lost with it."""
    silenced = values.copy()
    silenced[(slice(None),) * (axis % values.ndim) + (slice(1, None, 4),)] = 0
    return silenced
