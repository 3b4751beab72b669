// Several models of one, run beside it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { quietContext, variantsOf, type Variant } from "../../src/core";
import { compareVariants, verifyModels, type EngineHost } from "../../src/engines";
import { countedEngines, eventually } from "../support/counted-engines";
import { attributes, constant, encodeGraph, int32s, op, placeholder } from "../support/graphdef";
import { open, transform } from "../support/open";
import { question } from "./run";

const sample = { name: "m.tflite", bytes: readFileSync("samples/mnist-cnn.tflite") };
const way = (title: string, id: string, parameters = {}): Variant => ({ title, recipe: [{ id, parameters }] });
const WAYS = [way("half", "quantize-float16"), way("int8", "quantize-weights")];

/** The original's worker is started first. */
const SECOND = 1;

/** Whose second worker ends as soon as it is to run something. */
function breakingOnce(engines: EngineHost): EngineHost {
  let starts = 0;
  return {
    wasm: (kind) => engines.wasm(kind),
    start: async (kind) => {
      const worker = await engines.start(kind);
      const breaks = starts++ === SECOND;
      return {
        ...worker,
        post: (message, transfer) =>
          breaks && (message as { call: string }).call === "run" ? worker.stop() : worker.post(message, transfer),
      };
    },
  };
}

describe("models beside the one they are made of", function () {
  this.timeout(60_000);

  it("are run by two workers in all, which end with them, and tell what verify tells of each", async () => {
    const engines = countedEngines();
    const model = await open(sample.name, sample.bytes);
    const told: string[] = [];
    const variants = variantsOf(model);
    const rows = await compareVariants(model, variants, question(), engines, quietContext(), ({ title }) =>
      told.push(title),
    );
    assert.deepEqual(
      told,
      variants.map(({ title }) => title),
    );
    assert.equal(engines.started, 2);
    await eventually(() => engines.running === 0);
    const pruned = await transform(sample.name, sample.bytes, "prune-weights", { sparsity: 0.5 });
    const { outputs, verdict } = await verifyModels(model, pruned.model, question(), engines, quietContext());
    const { results, latency } = rows.find(({ title }) => title === "Pruned")!;
    assert.deepEqual(
      { verdict: results!.verdict, sqnr: results!.sqnr, top1: results!.top1 },
      { verdict, sqnr: outputs[0]!.sqnr, top1: outputs[0]!.top1 },
    );
    assert.ok(latency!.median > 0 && latency!.ratio > 0);
  });

  it("cost no other one anything where one breaks its engine", async () => {
    const engines = countedEngines();
    const model = await open(sample.name, sample.bytes);
    const breaking = breakingOnce(engines);
    const rows = await compareVariants(model, [...WAYS, WAYS[0]!], question(), breaking, quietContext());
    assert.match(rows[0]!.problem!, /^LiteRT.* ended: /);
    assert.equal(rows[0]!.results, null);
    assert.ok(rows.slice(1).every(({ results, problem }) => results !== null && problem === null));
    await eventually(() => engines.running === 0);
  });

  it("say once what is wrong with the original, in few workers, and no product where not all are known", async () => {
    const node = [
      placeholder("x", [4, 4]),
      constant("w", [4, 4], new Float32Array(16).fill(0.1)),
      op("m", "MatMul", ["x", "w"]),
      op("a", "NobodyKnowsThis", ["m"]),
      op("y", "MatMul", ["a", "w"]),
    ];
    const engines = countedEngines();
    const small = WAYS.map(({ title, recipe: [step] }) => way(title, step!.id, { minimumElements: 4 }));
    const rows = await compareVariants(
      await open("m.pb", encodeGraph({ node })),
      [...small, way("pruned", "prune-weights", { minimumElements: 4 })],
      question(),
      engines,
      quietContext(),
    );
    const problems = rows.filter(({ steps }) => steps.length > 0).map(({ problem }) => problem!);
    assert.ok(problems.length > 0);
    problems.forEach((problem) => assert.match(problem, /cannot run the model: Unknown op 'NobodyKnowsThis'$/));
    assert.ok(engines.started <= 2);
    assert.ok(rows.every(({ macs }) => macs === null));
  });

  it("say what is wrong where the original draws numbers, and run it once more for all of them", async () => {
    const bytes = encodeGraph({
      node: [
        placeholder("x", [64, 64]),
        int32s("n", [2], Int32Array.of(1, 64)),
        constant("w", [64, 64], new Float32Array(64 * 64).fill(0.1)),
        op("r", "RandomUniform", ["n"], attributes({ T: "int32", dtype: "float32" })),
        op("m", "MatMul", ["x", "w"]),
        op("y", "Mul", ["m", "r"]),
      ],
    });
    const model = await open("m.pb", bytes);
    const rows = await compareVariants(model, WAYS, question(), countedEngines(), quietContext());
    for (const { problem } of rows) {
      assert.match(problem!, /makes another "y" of the same input each time it runs/);
    }
  });
});
