// What is measured of each model: what every use of it does, and every transform, in each of its ways that run other code.
import { createHash } from "node:crypto";
import {
  alignModels,
  Contents,
  compareModels,
  costsOf,
  forkModel,
  groupRows,
  writerOf,
  hashesOf,
  layersOf,
  memoryFiles,
  planStep,
  quietContext,
  readModel,
  runRecipe,
  runStep,
  summarize,
  transforms,
  verify,
  viewGraphs,
} from "../../src/core/index.ts";

/** Small weights are weights here. */
const SMALL = { minimumElements: 1 };
const WAYS = {
  "strip-metadata": [{}, { types: true, metadata: true, names: true, devices: true }],
  "remove-nodes": [{}, { operators: ["Identity", "RESHAPE"] }],
  "prune-channels": [{ ratio: 0.25 }, { ratio: 0.25, scope: "model", importance: "l1" }],
  "prune-weights": [SMALL, { ...SMALL, scope: "model" }, { ...SMALL, sparsity: 0.9, sparse: true }],
  "cluster-weights": [SMALL, { ...SMALL, codebook: true }],
  "round-weights": [SMALL],
  "quantize-float16": [SMALL, { ...SMALL, compute: true }, { ...SMALL, compute: true, keepTypes: false }],
  "quantize-weights": [
    SMALL,
    { ...SMALL, granularity: "tensor", symmetric: false },
    { ...SMALL, bits: "int4", granularity: "block", blockSize: 16, target: ["onnxruntime"] },
  ],
  "quantize-dynamic": [SMALL],
  "quantize-nodes": [{}, { fallbackRange: "-8,8", inputRange: "-1,1" }],
};
const PLANNED = ["quantize-weights", "quantize-float16", "quantize-dynamic"];

/**
 * {name, run}. What it is run with is the file, the model that was read from it, which nothing changes, another one read
 * from it, one with other names, and a fork.
 */
export const OPERATIONS = [
  { name: "read", run: ({ file }) => open(file) },
  { name: "inspect", run: ({ model }) => summarize(model) },
  { name: "hashes", run: ({ model }) => hashesOf(model, contents(), quietContext()) },
  { name: "verify", run: ({ model }) => verify(model) },
  { name: "fork", run: ({ model }) => forkModel(model) },
  { name: "write", run: ({ fork }) => write(fork) },
  { name: "view", run: async ({ model }) => viewGraphs(model, await layersOf(model)) },
  { name: "align without names", run: ({ model, bare }) => alignModels(model, bare) },
  { name: "groups", run: async ({ model }) => groupRows(model, await layersOf(model), await costsOf(model)) },
  { name: "compare", run: ({ model, other }) => compareModels(model, other, contents()) },
  ...PLANNED.map((id) => ({
    name: `plan ${id}`,
    run: ({ model }) => planStep(model, { id, parameters: SMALL }),
  })),
  ...transforms.flatMap(({ id }) =>
    (WAYS[id] ?? [{}]).map((parameters) => ({
      name: [id, ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`)].join(" "),
      run: ({ model }) => runStep(model, { id, parameters }, quietContext()),
    })),
  ),
  { name: "strip-unused to an inner output", run: ({ model }) => stripToMiddle(model) },
  { name: "shrink", run: ({ model }) => runRecipe(model, writerOf(model).recommended, quietContext()) },
];

/** What operations are run with. */
export async function prepare(file) {
  const [model, other] = [await open(file), await open(file)];
  return { file, model, other, bare: renamed(await open(file)), fork: forkModel(model) };
}

function renamed(model) {
  let count = 0;
  for (const graph of [...model.graphs, ...model.functions.values()]) {
    graph.values.forEach((value) => (value.name = `v${count++}`));
    graph.nodes.forEach((node) => (node.name = `n${count++}`));
  }
  return model;
}

function open({ name, bytes }) {
  return readModel(memoryFiles(name, bytes), quietContext());
}

function contents() {
  const newHash = () => {
    const hash = createHash("sha256");
    return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
  };
  return new Contents(newHash, quietContext());
}

function write(model) {
  return writerOf(model).write(model, { sameFolder: true, name: "" });
}

function stripToMiddle(model) {
  const { nodes } = model.graphs[0];
  const outputs = nodes.slice(nodes.length / 2).flatMap((node) => node.outputs[0] ?? []);
  // One whose type has to be inferred, where there is one: at each size the same is done.
  const inner = outputs.find(({ type }) => type?.shape == null) ?? outputs[0];
  return runStep(model, { id: "strip-unused", parameters: { outputs: [inner.name] } }, quietContext());
}
