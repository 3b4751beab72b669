// Damaged files: whatever the bytes, there is a correct read or one ModelError with subject and place; no other
// exception, no hang, no memory beyond twice the file.
import assert from "node:assert/strict";
import { basename } from "node:path";
import {
  formatOf,
  gatherPieces,
  memoryFiles,
  ModelError,
  quietContext,
  readModel,
  runStep,
  summarize,
  transforms,
  type RecipeStep,
} from "../../src/core";
import { corpusFiles, sampleFiles, type CorpusFile } from "../support/corpus";

const files = [...corpusFiles(), ...sampleFiles()];
/** Larger files take long and have nothing that small ones have not. */
const LARGEST = 40_000;
/** For each format. Without the corpus there are only our samples, which are large and of few kinds. */
const MUTANTS = Number(process.env["MUTANTS"] ?? (corpusFiles().length > 0 ? 10_000 : 300));
/** A single read that takes longer than this hangs, for all a user can tell. */
const SLOWEST_MS = 4_000;

const formats: Readonly<Record<string, RegExp>> = {
  tflite: /\.(tflite|bin)$/,
  onnx: /\.onnx$/,
  tensorflow: /\.(pb|pbtxt)$/,
};

/** Reads, reports on, rewrites and writes a file. @returns whether it could be read. */
async function exercise(name: string, bytes: Uint8Array, step: RecipeStep | null): Promise<boolean> {
  try {
    const model = await readModel(memoryFiles(name, bytes), quietContext());
    await summarize(model);
    const result = step === null ? model : (await runStep(model, step, quietContext())).model;
    for (const { pieces } of await formatOf(model.format).write(result, { sameFolder: true, name })) {
      if (pieces.length <= 2 * bytes.length + 4096) {
        await gatherPieces(pieces, quietContext());
      }
    }
    return true;
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    assert.notEqual(error.subject, "", error.message);
    assert.ok(error.message.endsWith(".") && !error.message.includes("\n"), error.message);
    return false;
  }
}

/** A generator of numbers from 0 to 2^32 − 1 that is the same on every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** A few bytes changed, a run repeated, removed or overwritten, a number set to an extreme. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let mutant = Uint8Array.from(bytes);
  const place = (length = 1) => random() % Math.max(1, mutant.length - length);
  for (let count = 1 + (random() % 3); count > 0; count--) {
    const kind = random() % 6;
    if (kind <= 1) {
      mutant[place()] = random() & 0xff;
    } else if (kind === 2) {
      const extremes = [0, 0x7fffffff, 0x80000000, 0xffffffff, mutant.length, 0x7f];
      new DataView(mutant.buffer, mutant.byteOffset).setUint32(place(4), extremes[random() % extremes.length]!, true);
    } else if (kind === 3) {
      mutant[place()]! ^= 1 << (random() % 8);
    } else {
      const length = random() % 40;
      const [from, at] = [place(length), place(length)];
      const run = mutant.slice(from, from + length);
      const kept = kind === 4 ? mutant.subarray(at) : mutant.subarray(Math.min(mutant.length, at + length));
      mutant = Buffer.concat([mutant.subarray(0, at), kind === 4 ? run : new Uint8Array(), kept]);
    }
    if (mutant.length < 8) {
      return mutant;
    }
  }
  return mutant;
}

/** Runs over many inputs; what goes wrong is told with what is needed to see it again. */
async function survive(file: CorpusFile, bytes: Uint8Array, what: string, step: RecipeStep | null): Promise<boolean> {
  const started = performance.now();
  try {
    const read = await exercise(basename(file.path), bytes, step);
    const took = performance.now() - started;
    assert.ok(took < SLOWEST_MS, `it took ${took} ms`);
    return read;
  } catch (error) {
    throw new Error(`${file.id}, ${what}: ${(error as Error).stack ?? String(error)}`);
  }
}

describe("damaged files", () => {
  for (const [format, pattern] of Object.entries(formats)) {
    const small = files.filter(
      (file) => pattern.test(file.path) && file.bytes.length <= LARGEST && file.bytes.length > 8,
    );
    const chosen = small.length > 0 ? small : files.filter((file) => pattern.test(file.path));
    const steps = [
      null,
      null,
      ...transforms.map(({ id }) => ({ id, parameters: {} })),
      { id: "quantize-float16", parameters: { compute: true } },
    ];

    it(`${format}: ${MUTANTS} mutants`, async function () {
      this.timeout(600_000);
      let read = 0;
      const peakBefore = process.memoryUsage().rss;
      for (let index = 0; index < MUTANTS; index++) {
        const file = chosen[index % chosen.length]!;
        const mutant = mutate(file.bytes, generator(index));
        read += Number(await survive(file, mutant, `mutant ${index}`, steps[index % steps.length]!));
      }
      // Some damage is harmless, some is not: neither all nor none may pass, else nothing was tested.
      assert.ok(read > MUTANTS / 50 && read < MUTANTS * 0.98, `${read} of ${MUTANTS} could be read`);
      assert.ok(process.memoryUsage().rss - peakBefore < 1.5e9);
    });

    it(`${format}: cut at any byte (G37)`, async function () {
      this.timeout(600_000);
      for (const file of chosen) {
        const stride = Math.max(1, Math.floor(file.bytes.length / 120));
        for (let length = 0; length < file.bytes.length; length += stride) {
          await survive(file, file.bytes.subarray(0, length), `cut at ${length}`, null);
        }
      }
    });
  }
});
