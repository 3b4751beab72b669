"""What the command line says of .safetensors files, against their own library: run.sh runs this first."""

import hashlib
import json
import os
import random
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, deserialize, safe_open
from safetensors.numpy import save

PROGRAM = Path(__file__).resolve().parent.parent.parent / "dist" / "cli.js"
OUR_NAMES = {
    "BOOL": "bool",
    "F4": "float4e2m1",
    "F6_E2M3": "float6e2m3",
    "F6_E3M2": "float6e3m2",
    "F8_E4M3": "float8e4m3fn",
    "F8_E4M3FNUZ": "float8e4m3fnuz",
    "F8_E5M2": "float8e5m2",
    "F8_E5M2FNUZ": "float8e5m2fnuz",
    "F8_E8M0": "float8e8m0",
    "U8": "uint8",
    "I8": "int8",
    "U16": "uint16",
    "I16": "int16",
    "F16": "float16",
    "BF16": "bfloat16",
    "U32": "uint32",
    "I32": "int32",
    "F32": "float32",
    "U64": "uint64",
    "I64": "int64",
    "F64": "float64",
    "C64": "complex64",
}
BITS = {"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "BF16": 16, "C64": 64}


def bits(dtype: str) -> int:
    return BITS.get(dtype) or int(dtype[1:].split("_")[0])


def file_of(tensors: list[tuple[str, str, list[int]]], metadata: dict[str, str]) -> bytes:
    header: dict[str, object] = {"__metadata__": metadata}
    data = b""
    for name, dtype, shape in tensors:
        size = bits(dtype) * int(np.prod(shape, dtype=int)) // 8
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + size]}
        data += random.Random(name).randbytes(size)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def bent(file: bytes, seed: int) -> bytes:
    """With some bytes of the header others, and its length as it then is."""
    chance = random.Random(seed)
    length = struct.unpack("<Q", file[:8])[0]
    header = bytearray(file[8 : 8 + length])
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(length)
        header[at : at + chance.randint(0, 2)] = chance.choice([b"", b" ", b"0", b"1", b"2", b'"', b"a", b"\xc3\xa9", b"\n", b"\\u0041"])
    return struct.pack("<Q", len(header)) + bytes(header) + file[8 + length :]


class Safetensors(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def inspect(self, file: Path) -> dict:
        words = ["node", str(PROGRAM), "inspect", str(file), "--hashes", "--json"]
        done = subprocess.run(words, capture_output=True, check=False, encoding="utf-8")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def compare(self, file: Path) -> None:
        known = {name: (tensor["dtype"], tensor["shape"], tensor["data"]) for name, tensor in deserialize(file.read_bytes())}
        told = self.inspect(file)
        layers = {each["name"]: (each["dtype"], each["outputShape"], each["bytes"]) for each in told["layers"]}
        self.assertEqual(layers, {name: (OUR_NAMES[dtype], shape, len(data)) for name, (dtype, shape, data) in known.items()})
        hashes = {each["name"]: each["sha256"] for each in told["hashes"]["tensors"]}
        self.assertEqual(hashes, {name: hashlib.sha256(data).hexdigest() for name, (_, _, data) in known.items()})
        self.assertEqual(told["accounting"]["tensors"], sum(len(data) for _, _, data in known.values()))
        self.assertEqual(sum(told["accounting"][each] for each in ("tensors", "structure", "metadata")), file.stat().st_size)
        with safe_open(file, "numpy") as opened:
            self.assertEqual({each["name"]: each["value"] for each in told["metadata"]}, opened.metadata() or {})

    def written(self, content: bytes) -> Path:
        file = self.folder / "m.safetensors"
        file.write_bytes(content)
        return file

    def test_what_numpy_holds(self) -> None:
        types = ["bool", "u1", "i1", "u2", "i2", "f2", "u4", "i4", "f4", "u8", "i8", "f8", "c8"]
        arrays = {f"layers.{at}.{each}": np.arange(12).reshape(3, 4).astype(each) for at, each in enumerate(types)}
        arrays |= {"scalar": np.array(3.0), "empty": np.zeros((0, 4), np.float32), "日本 \"x\"\n": np.ones(1)}
        self.compare(self.written(save(arrays, {"format": "np", "note": "ü"})))
        self.compare(self.written(save({})))

    def test_every_type(self) -> None:
        self.compare(self.written(file_of([(each, each, [2, 4]) for each in OUR_NAMES], {})))

    def test_what_their_library_reads_of_bent_files(self) -> None:
        whole = file_of([("a", "F32", [2, 2]), ("b", "U8", [3]), ("c", "BF16", [])], {"format": "pt"})
        read = 0
        for seed in range(400):
            content = bent(whole, seed)
            try:
                deserialize(content)
            except SafetensorError:
                continue
            read += 1
            with self.subTest(seed=seed):
                self.compare(self.written(content))
        self.assertGreater(read, 20)

    def test_corpus(self) -> None:
        corpus = os.environ.get("MODEL_CORPUS")
        for file in [] if corpus is None else sorted(Path(corpus).rglob("*.safetensors")):
            with self.subTest(file=file.name):
                self.compare(file)


if __name__ == "__main__":
    unittest.main()
