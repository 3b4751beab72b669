// The worker's service over a real message channel, with the extension's side played by a few lines.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { MessageChannel } from "node:worker_threads";
import { memoryFiles, quietContext, readModel, summarize } from "../../src/core";
import { newHash } from "../../src/cli/hash";
import { unpackGraph, withTypes } from "../../src/protocol/drawing";
import { unpackLayers } from "../../src/protocol/layers";
import type { FileService, ModelService } from "../../src/protocol/messages";
import { Peer, RemoteError, type Service } from "../../src/protocol/rpc";
import { unzip } from "../../src/protocol/zipped";
import { serveModels } from "../../src/worker/model-service";
import { encode, model, node, valueInfo } from "../support/onnx";
import { portOf } from "../support/ports";
import { encodeSafetensors } from "../support/safetensors";

const SAMPLE = "samples/mnist-mlp.onnx";

/** A worker with one file open, and what was read and written through the extension. */
async function connected(bytes: Uint8Array, name: string) {
  const { port1, port2 } = new MessageChannel();
  const changed = Uint8Array.from(bytes);
  const seen = { read: 0, written: [] as Uint8Array[] };
  const files: Service<FileService> = {
    read: (document, path, offset, length) => {
      assert.equal(path, null);
      seen.read += length;
      const from = document === "changed" ? changed : bytes;
      return Promise.resolve(Uint8Array.from(from.subarray(offset, offset + length)));
    },
    size: () => Promise.resolve(null),
    list: () => Promise.resolve([]),
    readBeside: () => Promise.resolve(null),
    listBeside: () => Promise.resolve([]),
    engine: () => Promise.reject(new Error("No engine is needed here.")),
    begin: () => Promise.resolve(),
    create: (_target, path) => {
      assert.equal(path, null);
      return Promise.resolve();
    },
    append: (_target, block) => {
      seen.written.push(block);
      return Promise.resolve();
    },
  };
  serveModels(portOf(port1), newHash);
  const models = new Peer<ModelService>(portOf(port2), files);
  const close = () => port1.close();
  try {
    await models.call("open", ["d", name, bytes.length]);
  } catch (error) {
    close();
    throw error;
  }
  /** In the document called "changed". */
  const change = (position: number) => (changed[position]! ^= 1);
  return { models, seen, close, change };
}

describe("the worker", () => {
  const bytes = readFileSync(SAMPLE);
  const int8 = [{ id: "quantize-weights", parameters: { halves: true } }];
  let side: Awaited<ReturnType<typeof connected>>;

  beforeEach(async () => {
    side = await connected(bytes, "mnist-mlp.onnx");
  });
  afterEach(() => side.close());

  it("reads only what it needs to show a model", async () => {
    assert.ok(side.seen.read < bytes.length * 0.05, `${side.seen.read} of ${bytes.length}`);
    const { graphs } = await side.models.call("state", ["d", []]);
    assert.equal(graphs.length, 1);
    const graph = await side.models.call("graph", ["d", [], 0]);
    assert.equal(graph.nodes.filter(({ kind }) => kind === "input").length, 1);
    assert.equal(graph.nodes.filter(({ kind }) => kind === "output").length, 1);
    assert.equal(graph.labels.length * 2, graph.edges.length);
  });

  it("says what a recipe saved, layer by layer, and forgets nothing on undo", async () => {
    const before = await side.models.call("state", ["d", []]);
    assert.equal(before.bytes, bytes.length);
    const after = await side.models.call("state", ["d", int8]);
    assert.equal(after.bytesBefore, bytes.length);
    assert.ok(after.bytes < bytes.length * 0.26);
    assert.equal(after.steps.length, 1);
    assert.equal(after.steps[0]!.title, "Quantize to int8");
    assert.ok(after.steps[0]!.notes.length > 0 && after.steps[0]!.changes > 0);
    const [largest] = after.layers;
    assert.equal(largest!.bytesBefore, before.layers[0]!.bytes);
    assert.ok(largest!.bytes < largest!.bytesBefore / 3);
    const read = side.seen.read;
    assert.deepEqual(await side.models.call("state", ["d", []]), before);
    assert.deepEqual(await side.models.call("state", ["d", int8]), after);
    assert.equal(side.seen.read, read, "results are kept");
  });

  it("does a step once for all who want it, also where the first of them gives up", async () => {
    const wanted = () => side.models.call("write", ["d", int8, { id: "t", name: "q.onnx", sameFolder: true }]);
    await side.models.call("effective", ["d", [], []]);
    const start = side.seen.read;
    await Promise.all([wanted(), wanted(), wanted()]);
    const read = side.seen.read - start;
    const other = await connected(bytes, "mnist-mlp.onnx");
    const before = other.seen.read;
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const first = other.models.call("state", ["d", int8], options);
    const second = other.models.call("effective", ["d", [], int8]);
    abort.abort();
    await assert.rejects(first, (error) => error instanceof RemoteError && error.code === "cancelled");
    assert.deepEqual(await second, int8);
    await other.models.call("write", ["d", int8, { id: "t", name: "q.onnx", sameFolder: true }]);
    const alone = other.seen.read - before;
    other.close();
    assert.ok(read < alone * 1.5, `${read} bytes for three, ${alone} for one`);
  });

  it("shows at once what it shows of all, and as much", async () => {
    for (const recipe of [[], int8]) {
      const [overview, contents, state] = await Promise.all([
        side.models.call("overview", ["d", recipe]),
        side.models.call("contents", ["d", recipe]).then(unzip),
        side.models.call("state", ["d", recipe]),
      ]);
      assert.deepEqual({ ...overview, ...contents, layers: unpackLayers(contents.layers) }, state);
      const drawing = await unzip(await side.models.call("drawing", ["d", recipe, 0]));
      const { graph, groups, isTyped } = drawing;
      assert.ok(isTyped);
      assert.deepEqual(unpackGraph(graph), await side.models.call("graph", ["d", recipe, 0]));
      assert.deepEqual(groups, await unzip(await side.models.call("groups", ["d", recipe, 0, false])));
      assert.deepEqual(await unzip(await side.models.call("drawing", ["d", recipe, null])), drawing);
    }
  });

  it("draws a large graph before its types are worked out, and tells these when asked", async () => {
    const nodes = Array.from({ length: 3000 }, (_, at) => node("Relu", [`v${at}`], [`v${at + 1}`]));
    const input = [valueInfo("v0", [1, 8])];
    const large = encode(model({ name: "g", node: nodes, input, output: [valueInfo("v3000", [1, 8])] }));
    const other = await connected(large, "chain.onnx");
    const { graph, isTyped } = await unzip(await other.models.call("drawing", ["d", [], 0]));
    const first = unpackGraph(graph);
    const stated = [0, first.labels.length - 1];
    assert.ok(!isTyped && first.labels.every((label, edge) => label === (stated.includes(edge) ? "1×8" : "")));
    const typed = withTypes(first, await unzip(await other.models.call("types", ["d", [], 0])));
    assert.ok(typed.labels.every((label) => label === "1×8"));
    assert.deepEqual(typed, await other.models.call("graph", ["d", [], 0]));
    other.close();
  });

  it("gives the same graph twice", async () => {
    const one = await side.models.call("graph", ["d", int8, 0]);
    const other = await side.models.call("graph", ["d", int8, 0]);
    assert.deepEqual(one, other);
  });

  it("tells what belongs together in a graph", async () => {
    const graph = await side.models.call("graph", ["d", int8, 0]);
    const one = await unzip(await side.models.call("groups", ["d", int8, 0, true]));
    assert.equal(one.of.length, graph.nodes.length);
    assert.ok(one.titles.length === one.parents.length && one.macs.length === one.parents.length);
    assert.deepEqual(await unzip(await side.models.call("groups", ["d", int8, 0, true])), one);
    const quick = await unzip(await side.models.call("groups", ["d", int8, 0, false]));
    assert.deepEqual([quick.of, quick.titles, quick.bytes], [one.of, one.titles, one.bytes]);
    assert.ok(quick.macs.every((macs) => macs === 0));
    await assert.rejects(side.models.call("groups", ["d", [], 9, false]), /There is no such graph/);
  });

  it("tells everything about a node", async () => {
    const graph = await side.models.call("graph", ["d", [], 0]);
    const position = graph.nodes.findIndex(({ operator }) => operator === "Gemm");
    const details = await side.models.call("node", ["d", [], 0, position]);
    assert.equal(details.operator, "Gemm");
    assert.match(details.note!, /^Multiplies two matrices and adds a third/);
    assert.equal(details.inputs[1]!.type, "float32 128×784");
    assert.equal(details.inputs[1]!.bytes, 784 * 128 * 4);
    const parameters = 784 * 128 + 128;
    assert.deepEqual(details.cost, { macs: 784 * 128, activationBytes: 512, parameters, bytes: 4 * parameters });
  });

  it("tells what a constant holds, and writes it as a file, after a step too", async () => {
    for (const [recipe, dtype] of [
      [[], "float32"],
      [int8, "int8"],
    ] as const) {
      const graph = await side.models.call("graph", ["d", recipe, 0]);
      const node = graph.nodes.findIndex(({ name }) => name === "hidden1_dense");
      const { inputs } = await side.models.call("node", ["d", recipe, 0, node]);
      const made = inputs[1]!.made;
      assert.deepEqual(made?.by ?? [], dtype === "float32" ? [] : ["DequantizeLinear"]);
      assert.deepEqual(made?.of[0]?.type ?? inputs[1]!.type, `${dtype} 128×784`);
      const place = { graph: 0, node, list: "inputs", index: 1, of: made === null ? null : 0 } as const;
      const state = await side.models.call("tensor", ["d", recipe, place]);
      assert.deepEqual([state.dtype, state.shape, state.statistics!.elements], [dtype, [128, 784], 128 * 784]);
      assert.deepEqual([state.statistics!.ranges!.axis, state.statistics!.ranges!.minimum.length], [0, 128]);
      const window = { rowAxis: 0, columnAxis: 1, at: [126, 0], rows: 9, columns: 3 };
      const texts = await side.models.call("tensorWindow", ["d", recipe, place, window]);
      assert.deepEqual([texts.length, texts[0]!.length], [2, 3]);
      side.seen.written.length = 0;
      await side.models.call("writeTensor", ["d", recipe, place, "npy", { id: "t", name: "w.npy", sameFolder: true }]);
      const file = Buffer.concat(side.seen.written);
      assert.equal(file.length, 128 + (dtype === "int8" ? 1 : 4) * 128 * 784);
    }
    const bias = { graph: 0, node: 0, list: "outputs", index: 0, of: null } as const;
    await assert.rejects(side.models.call("tensor", ["d", [], bias]), /There is no such constant/u);
  });

  it("tells what the model costs, layer by layer, before and after a step", async () => {
    for (const recipe of [[], int8]) {
      const { layers } = await side.models.call("state", ["d", recipe]);
      const cost = await side.models.call("cost", ["d", recipe]);
      assert.deepEqual(cost.layers, [784 * 128, 128 * 32, 32 * 10]);
      assert.equal(cost.layers.length, layers.length);
      assert.deepEqual([cost.macs, cost.isLowerBound, cost.openLengths], [104_768, false, 1]);
      assert.match(cost.text, /^105 K multiply-accumulates, peak of activations 3\.\d+ KB$/);
    }
  });

  it("writes the file it describes", async () => {
    const { bytes: size } = await side.models.call("write", ["d", int8, { id: "t", name: "q.onnx", sameFolder: true }]);
    const written = Buffer.concat(side.seen.written);
    assert.equal(written.length, size);
    const state = await side.models.call("state", ["d", int8]);
    assert.equal(state.bytes, size);
    const model = await readModel(memoryFiles("q.onnx", written), quietContext());
    assert.equal((await summarize(model)).parameters, state.parameters);
    side.seen.written.length = 0;
    await side.models.call("write", ["d", int8, { id: "t", name: "q.onnx", sameFolder: true }]);
    assert.deepEqual(Buffer.concat(side.seen.written), written, "what is handed over is not needed any more");
  });

  it("stops when nobody waits any more", async () => {
    const abort = new AbortController();
    abort.abort();
    const call = side.models.call("state", ["d", int8], { signal: abort.signal });
    await assert.rejects(call, (error) => error instanceof RemoteError && error.code === "cancelled");
    assert.ok((await side.models.call("state", ["d", int8])).steps.length === 1, "and does it when asked again");
  });

  it("previews a recipe without making it, and says what one step has to do with it", async () => {
    const recipe = [{ id: "prune-weights", parameters: {} }, ...int8];
    const preview = await side.models.call("preview", ["d", recipe, 1]);
    const pruned = await side.models.call("preview", ["d", recipe, 0]);
    const state = await side.models.call("state", ["d", recipe]);
    assert.equal(preview.bytes, state.bytes);
    assert.equal(preview.bytesBefore, state.steps[1]!.bytesBefore);
    assert.deepEqual([preview.changes, preview.notes], [state.steps[1]!.changes, state.steps[1]!.notes]);
    assert.deepEqual([pruned.bytes, pruned.changes], [state.bytes, state.steps[0]!.changes]);
    assert.deepEqual(preview.gzip, state.gzip);
    assert.deepEqual(await side.models.call("preview", ["d", recipe, 1]), preview, "and says the same when it is made");
  });

  it("gives a preview up that nobody waits for", async () => {
    const abort = new AbortController();
    const call = side.models.call("preview", ["d", int8, 0], { signal: abort.signal });
    abort.abort();
    await assert.rejects(call, (error) => error instanceof RemoteError && error.code === "cancelled");
  });

  it("tells what differs between two models as they were opened", async () => {
    await side.models.call("open", ["other", "mnist-mlp.onnx", bytes.length]);
    const same = await side.models.call("compare", ["d", "other"]);
    assert.match(same.join("\n"), /^(\d[\d,]*) of \1 weights are equal/m);
    side.change(bytes.length >> 1);
    await side.models.call("open", ["changed", "mnist-mlp.onnx", bytes.length]);
    const changed = await side.models.call("compare", ["d", "changed"]);
    assert.match(changed.join("\n"), /^ {2}hidden1_dense\.weight: other values \(float32 128×784\)$/m);
  });

  it("picks the steps that change something", async () => {
    const { recommended } = await side.models.call("state", ["d", []]);
    const steps = await side.models.call("effective", ["d", [], recommended]);
    assert.deepEqual(steps, int8);
    assert.deepEqual(await side.models.call("effective", ["d", int8, recommended]), []);
  });

  it("answers mistakes with an error, not with silence", async () => {
    await assert.rejects(side.models.call("state", ["other", []]), /not open any more/);
    await assert.rejects(side.models.call("graph", ["d", [], 7]), /no such graph/);
    await assert.rejects(side.models.call("node", ["d", [], 0, 999]), /no such node/);
    await assert.rejects(side.models.call("readRecipe", [Buffer.from("{}")]), /not a list of steps/);
    await assert.rejects(side.models.call("state", ["d", [{ id: "shrink", parameters: {} }]]), /no transform "shrink"/);
    await assert.rejects(connected(Buffer.from("hello there"), "x.onnx"), /text file/);
  });
});

describe("the worker with a file of tensors", () => {
  const tensors = [{ name: "w", dtype: "F16", shape: [2000, 1000], bytes: new Uint8Array(4_000_000) }];
  const metadata = { format: "pt", note: "x".repeat(2000) };
  let side: Awaited<ReturnType<typeof connected>>;

  beforeEach(async () => {
    side = await connected(encodeSafetensors(tensors, metadata), "m.safetensors");
  });
  afterEach(() => side.close());

  it("tells what they are, with the beginning of what the file says of itself, from the header alone", async () => {
    assert.ok(side.seen.read < 10_000, `${side.seen.read}`);
    const state = await side.models.call("state", ["d", []]);
    assert.deepEqual(
      state.layers.map(({ name, operator, bytes, share, place }) => [name, operator, bytes, share, place]),
      [["w", "float16 2000×1000", 4_000_000, 1, null]],
    );
    assert.deepEqual(state.metadata, [
      { name: "format", value: "pt" },
      { name: "note", value: `${"x".repeat(500)}…` },
    ]);
    assert.deepEqual([state.tensorsOnly, state.nodes, state.recommended], [true, 0, []]);
  });

  it("changes and writes none, and says why", async () => {
    const { readOnly, obstacles } = await side.models.call("state", ["d", []]);
    assert.match(readOnly!, /^safetensors files are shown, not rewritten/);
    assert.deepEqual(new Set(Object.values(obstacles)), new Set([readOnly]));
    assert.equal(Object.keys(obstacles).length, (await side.models.call("transforms", [])).length);
    const why = { message: `${readOnly}.` };
    const step = { id: "strip-unused", parameters: {} };
    await assert.rejects(side.models.call("state", ["d", [step]]), why);
    await assert.rejects(side.models.call("preview", ["d", [step], 0]), why);
    await assert.rejects(side.models.call("write", ["d", [], { id: "t", name: "m", sameFolder: true }]), why);
    assert.deepEqual(side.seen.written, []);
  });
});
