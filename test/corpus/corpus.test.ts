// What is true of every model: nothing is lost, every byte is accounted for, every transform gives a model that is
// sound, smaller or equal unless it may grow, and that the transform has nothing more to do to.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { openFiles } from "../../src/cli/node-files";
import {
  alignModels,
  gatherPieces,
  forkModel,
  writerOf,
  ModelError,
  newViolations,
  quietContext,
  readModel,
  runRecipe,
  runStep,
  storageOf,
  summarize,
  transforms,
  type Node,
  type RecipeStep,
  type Model,
  type Parameters,
  type Value,
} from "../../src/core";
import { memorySource, memoryFiles } from "../../src/core";
import { allNodes, rootGraphs } from "../../src/core/ir/walk";
import { LoadedBytes } from "../../src/core/bytes/loaded-bytes";
import { schema } from "../../src/core/formats/tflite/schema";
import {
  FlatString,
  FlatTable,
  FlatTables,
  FlatUnion,
  FlatVector,
  type FlatValue,
} from "../../src/core/wire/flatbuffer";
import { FlatReader } from "../../src/core/wire/flatbuffer-reader";
import { corpusFiles, sampleFiles, type CorpusFile } from "../support/corpus";

const files = [...sampleFiles(), ...corpusFiles()];

/** id → what is expected: "title|nodes|parameters|inputs|outputs", or the sentence of the error. */
const expected = new Map(
  readFileSync("test/corpus/expected.tsv", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t") as [string, string]),
);

async function withModel(file: CorpusFile, use: (model: Model) => Promise<void>): Promise<void> {
  const opened = await openFiles(file.path);
  try {
    await use(await readModel(opened, quietContext()));
  } catch (error) {
    if (!(error instanceof ModelError) || expected.get(file.id) !== error.message) {
      throw error;
    }
  } finally {
    await opened.close();
  }
}

async function rewritten(model: Model, name: string): Promise<Uint8Array> {
  const [main] = await writerOf(model).write(model, { sameFolder: true, name });
  return gatherPieces(main!.pieces, quietContext());
}

/** A share of channels would be another one of those left: of a number kept nothing more goes. */
const PARAMETERS: Readonly<Record<string, Parameters>> = { "prune-channels": { keep: 12 } };
/** Other ways in which a transform is run too. */
const MORE: readonly RecipeStep[] = [
  { id: "quantize-float16", parameters: { compute: true } },
  { id: "quantize-float16", parameters: { compute: true, keepTypes: false, denyOperators: [] } },
  { id: "quantize-weights", parameters: { halves: true, activations: "float" } },
];

/** Up to this many bytes; larger ones would take minutes, and have nothing else in them. */
const SHRUNK_TWICE = 2_000_000;

describe("every model", () => {
  for (const file of files) {
    const name = basename(file.path);

    it(`${file.id}: tells what is expected`, async () => {
      let told: string;
      try {
        await withModel(file, async (model) => {
          const summary = await summarize(model);
          const names = (endpoints: typeof summary.inputs) => endpoints.map((endpoint) => endpoint.name).join(",");
          told = [summary.title, summary.nodes, summary.parameters, names(summary.inputs), names(summary.outputs)].join(
            "|",
          );
          const { tensors, structure, metadata } = summary.accounting;
          assert.equal(tensors + structure + metadata, file.bytes.length);
          assert.ok(tensors >= 0 && structure >= 0 && metadata >= 0);
          assert.equal(
            summary.layers.reduce((sum, layer) => sum + layer.parameters, 0),
            summary.parameters,
          );
          assert.equal(told, expected.get(file.id));
        });
      } catch (error) {
        if (!(error instanceof ModelError)) {
          throw error;
        }
        assert.equal(error.message, expected.get(file.id));
        assert.notEqual(error.offset, null);
      }
    });

    it(`${file.id}: is written as it was read (invariant/round-trip)`, () =>
      withModel(file, async (model) => {
        assert.ok(file.bytes.equals(await rewritten(model, name)));
        if (file.bytes.every((byte) => byte >= 9 && byte < 127)) {
          return; // text, which a copy has in another layout
        }
        // A copy may have been changed, so it goes through the writer.
        const bytes = await rewritten(forkModel(model), name);
        if (model.format.id === "tflite") {
          assert.ok(bytes.length <= file.bytes.length, `${bytes.length} > ${file.bytes.length}`);
          assertSameTables(await tablesOf(file.bytes), await tablesOf(bytes), bytes);
        } else {
          assert.ok(file.bytes.equals(bytes));
        }
      }));

    if (file.bytes.length <= SHRUNK_TWICE) {
      it(`${file.id}: shrunk for a device, nothing is left to be done`, () =>
        withModel(file, async (model) => {
          const recipe = writerOf(model).recommended;
          const once = await rewritten((await runRecipe(model, recipe, quietContext())).model, name);
          const again = await readModel(
            { ...memoryFiles(name, once), open: (path) => openBeside(file, path) },
            quietContext(),
          );
          const { model: twice, reports } = await runRecipe(again, recipe, quietContext());
          assert.deepEqual(
            reports.flatMap(({ id, changes }) => (changes.length === 0 ? [] : [id])),
            [],
          );
          assert.deepEqual(await rewritten(twice, name), once);
        }));
    }

    const steps = transforms.map(({ id }) => ({ id, parameters: PARAMETERS[id] ?? {} }));
    for (const step of [...steps, ...MORE]) {
      const transform = transforms.find(({ id }) => id === step.id)!;
      it(`${file.id}: ${step.id}${steps.includes(step) ? "" : ` ${JSON.stringify(step.parameters)}`}`, () =>
        withModel(file, async (model) => {
          const { model: result, report } = await runStep(model, step, quietContext());
          assert.deepEqual(newViolations(model, result), []);
          assert.ok(halvedAlone(result) <= halvedAlone(model), "weights or a bias are float16 alone");
          const aligned = alignedIn(model, result);
          const bytes = await rewritten(result, name);
          // Tensors of other files that become smaller move into the model's.
          const before = file.bytes.length + storageOf(model).external;
          if (transform.mayGrow?.(report.parameters) !== true) {
            assert.ok(bytes.length <= before, `${bytes.length} > ${before}`);
            assert.ok(report.bytesAfter <= report.bytesBefore);
          }
          const again = await readModel(
            { ...memoryFiles(name, bytes), open: (path) => openBeside(file, path) },
            quietContext(),
          );
          count(step.id, result === model ? null : agreement(model, again, aligned));
          const second = await runStep(again, step, quietContext());
          assert.equal(second.report.changes.length, 0, "it changes its own result");
          assert.deepEqual(await rewritten(second.model, name), bytes);
        }));
    }
  }
});

describe("nodes of results, written and read again", () => {
  for (const { id } of transforms) {
    it(`${id}: are found by name and structure as they are known by identity`, () => {
      const { equal, of } = agreements.get(id) ?? { equal: 0, of: 0 };
      assert.ok(equal >= 0.98 * of, `${equal} of ${of}`);
    });
  }
});

/** How many nodes that do what they did were found again, over all models. */
const agreements = new Map<string, { equal: number; of: number }>();

function count(id: string, found: { equal: number; of: number } | null): void {
  const { equal, of } = agreements.get(id) ?? { equal: 0, of: 0 };
  agreements.set(id, { equal: equal + (found?.equal ?? 0), of: of + (found?.of ?? 0) });
}

function nodesOf(model: Model): Node[] {
  return rootGraphs(model).flatMap((graph) => [...allNodes(graph)]);
}

/** By place in the result, what each node was; every number is there once, and nearly all tell. */
function alignedIn(model: Model, result: Model): (Node | undefined)[] {
  const nodes = nodesOf(result);
  assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
  const { pairs } = alignModels(model, result);
  const known = pairs.filter(({ by }) => by === "identity");
  assert.ok(known.length >= 0.98 * pairs.length, `${known.length} of ${pairs.length} by identity`);
  const before = new Map(pairs.map((pair) => [pair.after, pair.before]));
  return nodes.map((node) => before.get(node));
}

/** Of nodes that do what they did. */
function agreement(model: Model, again: Model, aligned: readonly (Node | undefined)[]) {
  const found = new Map(alignModels(model, again).pairs.map((pair) => [pair.after, pair.before]));
  const kept = nodesOf(again).map((node, index) => [node, aligned[index]] as const);
  const same = kept.filter(([node, before]) => before?.op.name === node.op.name);
  return { equal: same.filter(([node, before]) => found.get(node) === before).length, of: same.length };
}

async function openBeside(file: CorpusFile, path: string) {
  const opened = await openFiles(file.path);
  const source = await opened.open(path);
  const bytes = source === null ? null : await source.read(0, source.size);
  await opened.close();
  return bytes === null ? null : memorySource(bytes);
}

async function tablesOf(bytes: Uint8Array): Promise<FlatTable> {
  const loaded = new LoadedBytes(memorySource(bytes), "file");
  await loaded.loadAllBut([]);
  return new FlatReader(loaded, schema).root("Model");
}

/** Operators of TFLite that read weights or a bias from float16 beside the other from something else. */
function halvedAlone({ graphs, format }: Model): number {
  const isHalf = (value: Value | null | undefined) =>
    value?.producer?.op.name === "DEQUANTIZE" && value.producer.inputs[0]?.constant?.dtype === "float16";
  const isMixed = ({ op, inputs: [, weights, bias] }: Node) =>
    ["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"].includes(op.name) &&
    bias != null &&
    isHalf(weights) !== isHalf(bias);
  return format.id !== "tflite" ? 0 : graphs.flatMap(({ nodes }) => nodes.filter(isMixed)).length;
}

/** Equal in every field, absent and empty apart. What stands outside the FlatBuffer may have moved. */
function assertSameTables(before: FlatTable, after: FlatTable, bytes: Uint8Array): void {
  const pending: [FlatValue, FlatValue, string][] = [[before, after, "Model"]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [a, b, path] = next;
    if (a instanceof FlatTable && b instanceof FlatTable) {
      assert.equal(a.spec.name, b.spec.name, path);
      for (const { name } of a.spec.fields) {
        const value: FlatValue | undefined = a.get(name);
        assert.equal(value !== undefined, b.has(name), `${path}.${name}`);
        if (value !== undefined && !name.endsWith("offset")) {
          pending.push([value, b.get(name)!, `${path}.${name}`]);
        }
      }
      const data = b.spec.name === "Buffer" ? b.vector("data") : null;
      assert.equal((data?.offset ?? 0) % 16, 0, `${path} is aligned`);
      const outside = b.spec.name === "Buffer" ? b.number("offset") : 0;
      assert.ok(outside <= 1 || outside + b.number("size") <= bytes.length, `${path} lies in the file`);
    } else if (a instanceof FlatTables && b instanceof FlatTables) {
      assert.equal(a.items.length, b.items.length, path);
      a.items.forEach((item, index) => pending.push([item, b.items[index]!, `${path}[${index}]`]));
    } else if (a instanceof FlatUnion && b instanceof FlatUnion) {
      assert.equal(a.type, b.type, path);
      assert.equal(a.table === null, b.table === null, path);
      if (a.table !== null) {
        pending.push([a.table, b.table!, path]);
      }
    } else if (a instanceof FlatVector && b instanceof FlatVector) {
      assert.ok(Buffer.from(a.bytes!).equals(b.bytes!), path);
    } else if (a instanceof FlatString && b instanceof FlatString) {
      assert.ok(Buffer.from(a.bytes).equals(b.bytes), path);
    } else {
      assert.equal(a, b, path);
    }
  }
}
