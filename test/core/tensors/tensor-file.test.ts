import assert from "node:assert/strict";
import { gatherPieces, quietContext } from "../../../src/core";
import { bytesOf, memoryTensor, type Tensor } from "../../../src/core/ir/tensor";
import { tensorFile, tensorFileKind } from "../../../src/core/tensors/tensor-file";
import { elementTexts, windowTexts } from "../../../src/core/tensors/element-texts";

async function npy(tensor: Tensor): Promise<{ readonly literal: string; readonly data: Uint8Array }> {
  const bytes = await gatherPieces(await tensorFile(tensor, "w", "npy"), quietContext());
  assert.deepEqual([...bytes.subarray(0, 8)], [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const end = 10 + bytes[8]! + 256 * bytes[9]!;
  assert.equal(end % 64, 0);
  const header = new TextDecoder().decode(bytes.subarray(10, end));
  assert.equal(header.at(-1), "\n");
  return { literal: header.trimEnd(), data: bytes.subarray(end) };
}

const csv = async (tensor: Tensor) =>
  new TextDecoder().decode(await gatherPieces(await tensorFile(tensor, "w", "csv"), quietContext()));

describe("a tensor as a file of its own", () => {
  it("is what its name ends in", () => {
    assert.deepEqual(["a.npy", "b.c.CSV", "npy", "a.npz"].map(tensorFileKind), ["npy", "csv", null, null]);
  });

  it("is NumPy's, with the bytes as they are", async () => {
    const bytes = bytesOf(Float32Array.of(1, 2, 3));
    const { literal, data } = await npy(memoryTensor("float32", [3], bytes));
    assert.equal(literal, "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }");
    assert.deepEqual([...data], [...bytes]);
    assert.match((await npy(memoryTensor("float32", [], bytes.subarray(0, 4)))).literal, /'shape': \(\)/u);
    assert.match((await npy(memoryTensor("int64", [1, 2], new Uint8Array(16)))).literal, /'<i8'.*\(1, 2\)/u);
  });

  it("has wider elements where NumPy has no such type", async () => {
    const nibbles = await npy(memoryTensor("int4", [3], Uint8Array.of(0xf7, 0x08)));
    assert.match(nibbles.literal, /'\|i1'/u);
    assert.deepEqual([...new Int8Array(nibbles.data)], [7, -1, -8]);
    const brain = await npy(memoryTensor("bfloat16", [2], Uint8Array.of(0x80, 0x3f, 0x20, 0xc0)));
    assert.deepEqual([...new Float32Array(brain.data.slice().buffer)], [1, -2.5]);
    assert.deepEqual([...(await npy(memoryTensor("bool", [3], Uint8Array.of(0, 7, 1)))).data], [0, 1, 1]);
  });

  it("is rows of texts, quoted where they have to be", async () => {
    assert.equal(
      await csv(memoryTensor("float32", [2, 2], bytesOf(Float32Array.of(0.1, -0, NaN, 1e10)))),
      "0.1,-0\r\nNaN,10000000000\r\n",
    );
    assert.equal(
      await csv(memoryTensor("int64", [1], bytesOf(BigInt64Array.of(-(2n ** 63n))))),
      "-9223372036854775808\r\n",
    );
    const texts = ['a,"b"', "c"].map((text) => new TextEncoder().encode(text));
    const storage = {
      storedBytes: 8,
      location: "memory",
      texts: () => Promise.resolve(texts),
      read: () => Promise.reject(new Error()),
    } as const;
    assert.equal(await csv({ dtype: "string", shape: [2], storage }), '"a,""b""",c\r\n');
    await assert.rejects(
      tensorFile({ dtype: "string", shape: [2], storage }, "w", "npy"),
      /no elements of type string; ask for \.csv/u,
    );
  });
});

describe("a part of a tensor", () => {
  it("is rows and columns along any two axes, and ends where they do", async () => {
    const shape = [2, 3, 4];
    const textAt = await elementTexts(
      memoryTensor("int32", shape, bytesOf(Int32Array.from({ length: 24 }, (_, i) => i))),
      "w",
    );
    const window = (rowAxis: number | null, columnAxis: number | null, at: readonly number[]) =>
      windowTexts(shape, textAt, { rowAxis, columnAxis, at, rows: 2, columns: 3 }).map((row) => row.join(" "));
    assert.deepEqual(window(1, 2, [1, 1, 2]), ["18 19", "22 23"]);
    assert.deepEqual(window(2, 0, [0, 2, 0]), ["8 20", "9 21"]);
    assert.deepEqual(window(null, 2, [1, 0, 0]), ["12 13 14"]);
    assert.deepEqual(window(null, null, [1, 2, 3]), ["23"]);
  });
});
