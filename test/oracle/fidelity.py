"""How close an output came to what it was."""

import numpy as np


def is_real(output: np.ndarray) -> bool:
    return output.dtype.kind in "fc" or output.dtype.name == "bfloat16"


def is_telling(output: np.ndarray) -> bool:
    """Whether a difference could show: NaN, infinities and zeros alone would hide it."""
    if output.size == 0:
        return False
    if not is_real(output):
        return True
    values = output.astype(np.complex128)
    return bool(np.isfinite(values).all() and values.any())


def decibels(before: np.ndarray, after: np.ndarray) -> float:
    """Signal to quantization noise: 10·log10(Σ x² / Σ (x − y)²)."""
    x, y = before.astype(np.complex128), after.astype(np.complex128)
    noise = float((np.abs(x - y) ** 2).sum())
    signal = float((np.abs(x) ** 2).sum())
    if not np.isfinite(noise):
        return -np.inf
    return np.inf if noise == 0 else 10 * np.log10(signal / noise)


def relative_difference(before: np.ndarray, after: np.ndarray) -> float:
    """The largest difference, as a share of the largest magnitude."""
    x, y = before.astype(np.complex128), after.astype(np.complex128)
    difference = np.abs(x - y).max()
    return float(difference / np.abs(x).max()) if np.isfinite(difference) else np.inf


def rounding(output: np.ndarray) -> float:
    """A step of its type, relative to a number; 0 where that is too fine to matter.

    Runtimes compute 16-bit floats in 32 bits and round where a node stands: one that goes takes its rounding along.
    """
    return {"float16": 2**-10, "bfloat16": 2**-7}.get(output.dtype.name, 0.0)


def agreement(before: np.ndarray, after: np.ndarray) -> float:
    """The share of equal elements."""
    return float((before == after).mean())


def same(before: np.ndarray, after: np.ndarray) -> bool:
    if is_real(before):
        return np.array_equal(before.astype(np.complex128), after.astype(np.complex128), True)
    return np.array_equal(before, after)


def logits(
    before: np.ndarray, after: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """What Softmax made probabilities of, up to a constant for each row; as they are where one is something else.

    @param width Of a row. Probabilities near 0 and 1 hide what became of the numbers behind them.
    """
    one, other = _logits(before, width), _logits(after, width)
    return (before, after) if one is None or other is None else (one, other)


def _logits(output: np.ndarray, width: int) -> np.ndarray | None:
    if output.dtype.kind != "f" or width < 2 or output.size % width:
        return None
    rows = output.astype(np.float64).reshape(-1, width)
    if not (rows.min() >= 0 and np.allclose(rows.sum(1), 1, atol=1e-3)):
        return None
    logs = np.log(np.maximum(rows, np.finfo(np.float32).tiny))
    return logs - logs.mean(1, keepdims=True)
