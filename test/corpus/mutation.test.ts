// Files that end too early: there is a correct read or one ModelError with subject and place; no other exception, no hang.
// Other damage is done in test/mutants.
import assert from "node:assert/strict";
import { basename } from "node:path";
import { writerOf, gatherPieces, memoryFiles, ModelError, quietContext, readModel, summarize } from "../../src/core";
import { corpusFiles, sampleFiles, type CorpusFile } from "../support/corpus";

const files = [...corpusFiles(), ...sampleFiles()];
/** Larger files take long and have nothing that small ones have not. */
const LARGEST = 40_000;
/** A single read that takes longer than this hangs, for all a user can tell. */
const SLOWEST_MS = 4_000;

const formats: Readonly<Record<string, RegExp>> = {
  tflite: /\.(tflite|bin)$/,
  onnx: /\.onnx$/,
  tensorflow: /\.(pb|pbtxt)$/,
};

/** Reads, reports on and writes a file. */
async function exercise(name: string, bytes: Uint8Array): Promise<void> {
  try {
    const model = await readModel(memoryFiles(name, bytes), quietContext());
    await summarize(model);
    for (const { pieces } of await writerOf(model).write(model, { sameFolder: true, name })) {
      if (pieces.length <= 2 * bytes.length + 4096) {
        await gatherPieces(pieces, quietContext());
      }
    }
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    assert.notEqual(error.subject, "", error.message);
    assert.ok(error.message.endsWith(".") && !error.message.includes("\n"), error.message);
  }
}

/** Runs over many inputs; what goes wrong is told with what is needed to see it again. */
async function survive(file: CorpusFile, bytes: Uint8Array, what: string): Promise<void> {
  const started = performance.now();
  try {
    await exercise(basename(file.path), bytes);
    const took = performance.now() - started;
    assert.ok(took < SLOWEST_MS, `it took ${took} ms`);
  } catch (error) {
    throw new Error(`${file.id}, ${what}: ${(error as Error).stack ?? String(error)}`);
  }
}

describe("files that end too early", () => {
  for (const [format, pattern] of Object.entries(formats)) {
    const small = files.filter(
      (file) => pattern.test(file.path) && file.bytes.length <= LARGEST && file.bytes.length > 8,
    );
    const chosen = small.length > 0 ? small : files.filter((file) => pattern.test(file.path));
    it(`${format}: cut at any byte (G37)`, async function () {
      this.timeout(600_000);
      for (const file of chosen) {
        const stride = Math.max(1, Math.floor(file.bytes.length / 120));
        for (let length = 0; length < file.bytes.length; length += stride) {
          await survive(file, file.bytes.subarray(0, length), `cut at ${length}`);
        }
      }
    });
  }
});
