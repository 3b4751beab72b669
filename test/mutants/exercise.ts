// What every mutant goes through: all that is shown of it, and one transform, whose result is written and read again.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  compareModels,
  Contents,
  costsOf,
  costSummary,
  findHazards,
  forkModel,
  writerOf,
  gatherPieces,
  layerMacs,
  layersOf,
  memoryFiles,
  memorySource,
  ModelError,
  quietContext,
  readModel,
  runRecipe,
  summarize,
  transforms,
  type Files,
  type Hash,
  type Model,
  type Recipe,
} from "../../src/core";
import { graphSubjects } from "../../src/core/page/graph-subject";
import { graphFigure } from "../../src/drawing/graph-figure";
import { printSummary, printTensors } from "../../src/cli/print";
import type { Mutant } from "./mutant";

const SMALL = { minimumElements: 1 };
/** Every transform, and some of them in other ways. */
const WAYS: readonly Recipe[] = [
  ...transforms.map(({ id }) => [{ id, parameters: {} }]),
  [{ id: "prune-channels", parameters: { ratio: 0.25 } }],
  ...["quantize-weights", "quantize-dynamic", "prune-weights", "cluster-weights", "round-weights"].map((id) => [
    { id, parameters: SMALL },
  ]),
  [{ id: "quantize-weights", parameters: { ...SMALL, bits: "int4", granularity: "block", blockSize: 16 } }],
  [{ id: "quantize-weights", parameters: { ...SMALL, granularity: "tensor", symmetric: false } }],
  [{ id: "quantize-float16", parameters: { ...SMALL, compute: true } }],
  [{ id: "quantize-nodes", parameters: { fallbackRange: "-8,8", inputRange: "-1,1" } }],
  [{ id: "prune-weights", parameters: { ...SMALL, sparsity: 0.9, sparse: true } }],
  [{ id: "cluster-weights", parameters: { ...SMALL, codebook: true } }],
  [{ id: "strip-metadata", parameters: { types: true, metadata: true, names: true, devices: true } }],
];

/** What a model may be larger than the file it was made from: steps that add nodes and scales do. */
const MOST_GROWTH = 2 ** 20;

/** @returns whether it could be read. @throws Error for whatever is not right. */
export async function exercise({ name, bytes, companions }: Mutant, seed: number): Promise<boolean> {
  const files = memoryFiles(name, bytes, companions);
  let model: Model;
  try {
    model = await readModel(files, quietContext());
    await show(model);
  } catch (error) {
    checkSentence(error);
    return false;
  }
  await checkUnchanged(model, files, bytes);
  const { writer } = model.format;
  const recipe = seed % 16 === 0 && "offers" in writer ? writer.offers.recommended : WAYS[seed % WAYS.length]!;
  let result: Model;
  let written: Uint8Array | null;
  try {
    const run = await runRecipe(model, recipe, quietContext());
    run.reports.forEach(({ refusal }) => assert.equal(refusal, null));
    result = run.model;
    written = result === model ? null : await write(result, name, bytes.length);
  } catch (error) {
    checkSentence(error);
    return true;
  }
  if (written !== null) {
    await checkReadable(memoryFiles(name, written, companions), recipe[0]!.id);
  }
  return true;
}

async function checkReadable(files: Files, id: string): Promise<void> {
  try {
    await summarize(await readModel(files, quietContext()));
  } catch (error) {
    // What a file is told by its first fields: odd ones that stood further back may have come among them.
    if (!(error instanceof ModelError && error.code === "not-a-model")) {
      throw new Error(`what ${id} made is not read: ${String(error)}`);
    }
  }
}

async function show(model: Model): Promise<void> {
  const summary = await summarize(model);
  const layers = await layersOf(model);
  const costs = await costsOf(model);
  const macs = layerMacs(layers.layers, costs);
  const gzip = { bytes: 0, estimated: false };
  if (model.format.tensorsOnly === true) {
    printTensors(summary, gzip);
  } else {
    printSummary(summary, gzip, costSummary(costs), macs);
  }
  graphFigure(await graphSubjects(model, model, layers, costs, null));
  await findHazards(model);
}

/** What nobody changed is written as it was; a FlatBuffer may be laid out anew, and a text printed. */
async function checkUnchanged(model: Model, files: Files, bytes: Uint8Array): Promise<void> {
  const { name } = files;
  try {
    const written = await write(forkModel(model), name, bytes.length);
    if (written === null || Buffer.compare(written, bytes) === 0) {
      return;
    }
    assert.ok(model.format.id === "tflite" || model.title.endsWith(", text"), "it is not written as it was read");
    const again = await readModel({ ...files, main: memorySource(written) }, quietContext());
    const comparison = await compareModels(model, again, new Contents(newHash, quietContext()));
    assert.deepEqual(comparison, { added: [], removed: [], rewritten: [] }, "it is not written as it was read");
  } catch (error) {
    checkSentence(error);
  }
}

/** Null where it is not gathered, since a buffer of it may be claimed many times. */
async function write(model: Model, name: string, length: number): Promise<Uint8Array | null> {
  const [file] = await writerOf(model).write(model, { sameFolder: true, name });
  const { pieces } = file!;
  assert.ok(pieces.length < 8 * length + MOST_GROWTH, `${pieces.length} bytes would be written`);
  return gatherPieces(pieces, quietContext());
}

function newHash(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
}

/** A refusal is one sentence about something; all else is a mistake. */
function checkSentence(error: unknown): void {
  if (!(error instanceof ModelError) || error.code === "verification") {
    throw error;
  }
  assert.notEqual(error.subject, "", error.message);
  assert.ok(error.message.endsWith(".") && !error.message.includes("\n"), error.message);
}
