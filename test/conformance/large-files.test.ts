// Models beyond what 32 bits count, in files that are made of one pattern and never held in memory.
import assert from "node:assert/strict";
import { formatOf, memoryFiles, quietContext, readModel, runStep, type ByteSource, type Files } from "../../src/core";
import { tensorBytes } from "../../src/core/ir/tensor";
import { encode, model, node, valueInfo } from "../support/onnx";

const GIGABYTE = 2 ** 30;

/** A file whose bytes are zeros, but for those given. */
function sparseFile(size: number, position: number, content: Uint8Array): ByteSource {
  return {
    size,
    read: (offset, length) => {
      const bytes = new Uint8Array(length);
      const start = Math.max(offset, position);
      const end = Math.min(offset + length, position + content.length);
      if (start < end) {
        bytes.set(content.subarray(start - position, end - position), start - offset);
      }
      return Promise.resolve(bytes);
    },
  };
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
          path === "w.bin" ? sparseFile(bytes + 8, bytes, new Uint8Array(Float32Array.of(3, 5).buffer)) : null,
        ),
    };
    const read = await readModel(files, quietContext());
    const small = [...read.graphs[0]!.values].find(({ name }) => name === "small")!.constant!;
    assert.deepEqual([...new Float32Array((await tensorBytes(small, "small")).slice().buffer)], [3, 5]);

    const { model: cleaned } = await runStep(read, { id: "remove-nodes", parameters: {} }, quietContext());
    const written = await formatOf("onnx").write(cleaned, { sameFolder: false, name: "m.onnx" });
    const others = written.find(({ path }) => path === "w.bin")!;
    assert.ok(bytes > 3 * GIGABYTE - 1);
    assert.equal(others.pieces.length, bytes + 8);
  });
});
