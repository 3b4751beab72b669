// Models beyond what 32 bits count, in files that are made of one pattern and never held in memory.
import assert from "node:assert/strict";
import { writerOf, memoryFiles, quietContext, readModel, runStep, type ByteSource, type Files } from "../../src/core";
import type { Pieces } from "../../src/core/ir/pieces";
import { tensorBytes } from "../../src/core/ir/tensor";
import { encode, model, node, valueInfo } from "../support/onnx";
import { CODES, makeTflite } from "../support/tflite";

const GIGABYTE = 2 ** 30;

/** A file whose bytes are zeros, but for those given, by position. */
function sparseFile(size: number, contents: ReadonlyMap<number, Uint8Array>): ByteSource {
  return {
    size,
    read: (offset, length) => {
      const bytes = new Uint8Array(length);
      for (const [position, content] of contents) {
        const start = Math.max(offset, position);
        const end = Math.min(offset + length, position + content.length);
        if (start < end) {
          bytes.set(content.subarray(start - position, end - position), start - offset);
        }
      }
      return Promise.resolve(bytes);
    },
  };
}

/** Where a piece of this length starts in what was written. */
function startOf(pieces: Pieces, length: number): number {
  let start = 0;
  for (const piece of pieces.list) {
    const size =
      piece.kind === "bytes" ? piece.bytes.length : piece.kind === "copy" ? piece.end - piece.start : piece.length;
    if (size === length && piece.kind !== "bytes") {
      return start;
    }
    start += size;
  }
  return -1;
}

function external(name: string, dims: readonly number[], offset: number, length: number) {
  const externalData = Object.entries({ location: "w.bin", offset, length }).map(([key, value]) => ({
    key,
    value: `${value}`,
  }));
  return { name, dims: [...dims], dataType: 1, dataLocation: 1, externalData };
}

describe("files of more than 2 GB", () => {
  it("are read where a tensor lies, and written in pieces of the original (O16, simplifiers/large-models)", async () => {
    const large = [16384, 16384, 3];
    const bytes = 4 * 16384 * 16384 * 3;
    const proto = model({
      name: "g",
      node: [node("Add", ["x", "small"], ["h"]), node("Mul", ["h", "large"], ["y"]), node("Identity", ["y"], ["z"])],
      initializer: [external("large", large, 0, bytes), external("small", [2], bytes, 8)],
      input: [valueInfo("x", [2])],
      output: [valueInfo("z", large)],
    });
    const files: Files = {
      ...memoryFiles("m.onnx", encode(proto)),
      open: (path) =>
        Promise.resolve(
          path === "w.bin"
            ? sparseFile(bytes + 8, new Map([[bytes, new Uint8Array(Float32Array.of(3, 5).buffer)]]))
            : null,
        ),
    };
    const read = await readModel(files, quietContext());
    const small = [...read.graphs[0]!.values].find(({ name }) => name === "small")!.constant!;
    assert.deepEqual([...new Float32Array((await tensorBytes(small, "small")).slice().buffer)], [3, 5]);

    const { model: cleaned } = await runStep(read, { id: "remove-nodes", parameters: {} }, quietContext());
    const written = await writerOf(cleaned).write(cleaned, { sameFolder: false, name: "m.onnx" });
    const others = written.find(({ path }) => path === "w.bin")!;
    assert.ok(bytes > 3 * GIGABYTE - 1);
    assert.equal(others.pieces.length, bytes + 8);
  });

  it("are TFLite's too, where buffers stand behind the tables (T33)", async () => {
    const offset = 3 * GIGABYTE;
    const weights = new Uint8Array(Float32Array.of(3, 5, 7, 9).buffer);
    const tensors = [
      { name: "x", shape: [1, 2] },
      { name: "w", shape: [2, 2], buffer: 1 },
      { name: "y", shape: [1, 2] },
      { name: "large", shape: [16384, 16384, 2], buffer: 2 },
      { name: "unused", shape: [1, 2] },
    ];
    const dense = { code: 0, inputs: [0, 1, -1], outputs: [2] };
    const tables = makeTflite({
      codes: [
        [CODES.FULLY_CONNECTED, 1],
        [CODES.RESHAPE, 1],
      ],
      buffers: [null, { offset, size: 16 }, { offset: 4096, size: 2 * GIGABYTE }],
      graphs: [{ tensors, operators: [dense], inputs: [0], outputs: [2, 3] }],
    });
    const main = sparseFile(
      offset + 16,
      new Map([
        [0, tables],
        [offset, weights],
      ]),
    );
    const read = await readModel({ ...memoryFiles("m.tflite", tables), main }, quietContext());
    const w = [...read.graphs[0]!.values].find(({ name }) => name === "w")!.constant!;
    assert.deepEqual([...new Float32Array((await tensorBytes(w, "w")).slice().buffer)], [3, 5, 7, 9]);

    const { model: stripped } = await runStep(read, { id: "strip-unused", parameters: {} }, quietContext());
    const [file] = await writerOf(stripped).write(stripped, { sameFolder: true, name: "m.tflite" });
    assert.ok(file!.pieces.length > 2 * GIGABYTE);
    for (const size of [weights.length, 2 * GIGABYTE]) {
      const start = startOf(file!.pieces, size);
      assert.ok(start > 0 && start % 16 === 0, `${size} bytes start at ${start}`);
    }
  });
});
