// What a preview says beside what the step then makes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import {
  writerOf,
  gzipPreview,
  quietContext,
  runStep,
  transforms,
  type Model,
  type Parameters,
} from "../../../src/core";
import { isUnmade } from "../../../src/core/ir/unmade";
import { constant, encodeGraph, op, placeholder } from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { open, write } from "../../support/open";
import { CODES, makeTflite, OPTIONS } from "../../support/tflite";

const LAYERS = 6;
const WIDTH = 512;

/** More weights than a preview makes, the sum of four uniform numbers each: bell-shaped, as trained ones are. */
function weights(seed: number): Float32Array {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: WIDTH * WIDTH }, () => uniform() + uniform() + uniform() + uniform());
}

const all = Array.from({ length: LAYERS }, (_, layer) => weights(layer + 1));
const chains: Readonly<Record<string, () => Uint8Array>> = {
  "chain.onnx": () =>
    onnx.encode(
      onnx.model({
        name: "chain",
        input: [onnx.valueInfo("v0", [1, WIDTH])],
        output: [onnx.valueInfo(`v${LAYERS}`, [1, WIDTH])],
        initializer: all.map((values, layer) => onnx.floats(`w${layer}`, [WIDTH, WIDTH], values)),
        node: all.map((_, layer) => onnx.node("MatMul", [`v${layer}`, `w${layer}`], [`v${layer + 1}`])),
      }),
    ),
  "chain.pb": () =>
    encodeGraph({
      node: [
        placeholder("v0", [1, WIDTH]),
        ...all.flatMap((values, layer) => [
          constant(`w${layer}`, [WIDTH, WIDTH], values),
          op(`v${layer + 1}`, "MatMul", [`v${layer}`, `w${layer}`]),
        ]),
      ],
    }),
  "chain.tflite": () =>
    makeTflite({
      codes: [[CODES.FULLY_CONNECTED, 1]],
      buffers: [null, ...all.map((values) => new Uint8Array(values.buffer))],
      graphs: [
        {
          tensors: [
            { name: "v0", shape: [1, WIDTH] },
            ...all.flatMap((_, layer) => [
              { name: `w${layer}`, shape: [WIDTH, WIDTH], buffer: layer + 1 },
              { name: `v${layer + 1}`, shape: [1, WIDTH] },
            ]),
          ],
          inputs: [0],
          outputs: [2 * LAYERS],
          operators: all.map((_, layer) => ({
            code: 0,
            inputs: [2 * layer, 2 * layer + 1, -1],
            outputs: [2 * layer + 2],
            options: [OPTIONS.fullyConnected, []] as const,
          })),
        },
      ],
    }),
};

async function previewed(model: Model, id: string, parameters: Parameters) {
  const { model: result, report } = await runStep(model, { id, parameters }, { ...quietContext(), preview: true });
  const [file] = await writerOf(result).write(result, { sameFolder: true, name: "" });
  const values = result.graphs.flatMap((graph) => [...graph.values]);
  return {
    report,
    gzip: (await gzipPreview(file!.pieces))!.bytes,
    unmade: values.filter(({ constant: tensor }) => tensor !== null && isUnmade(tensor.storage)).length,
  };
}

function assertNear(actual: number, expected: number, share: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= expected * share, `${what}: ${actual} for ${expected}`);
}

describe("a preview", () => {
  for (const sample of ["mnist-cnn.tflite", "mnist-cnn.onnx", "mnist-cnn.pb"]) {
    for (const { id } of transforms) {
      it(`tells the size after ${id}, ${sample}`, async () => {
        const model = await open(sample, readFileSync(`samples/${sample}`));
        const { report } = await previewed(model, id, {});
        const made = await runStep(model, { id, parameters: {} }, quietContext());
        assertNear(report.bytesAfter, made.report.bytesAfter, 0.01, id);
        assert.deepEqual(report.changes.length, made.report.changes.length);
        assert.deepEqual(report.notes, made.report.notes);
      });
    }
  }

  for (const [name, make] of Object.entries(chains)) {
    it(`makes few of many weights, ${name}`, async () => {
      const model = await open(name, make());
      const steps: [string, Parameters][] = [
        ["quantize-weights", {}],
        ["quantize-weights", { granularity: "tensor" }],
        ["quantize-float16", {}],
        ...(name.endsWith(".onnx") ? [["quantize-float16", { compute: true }] satisfies [string, Parameters]] : []),
        ["prune-weights", {}],
        ["prune-weights", { scope: "model" }],
        ["cluster-weights", {}],
        ["round-weights", {}],
      ];
      for (const [id, parameters] of steps) {
        const { report, gzip, unmade } = await previewed(model, id, parameters);
        assert.ok(unmade > 0, id);
        const made = await runStep(model, { id, parameters }, quietContext());
        const written = await write(made.model);
        assertNear(report.bytesAfter, written.length, 0.01, id);
        assert.equal(report.changes.length, made.report.changes.length);
        assertNear(gzip, gzipSync(written).length, 0.06, `${id} with gzip`);
      }
    }).timeout(60_000);
  }

  it("cannot be taken for a model", async () => {
    const model = await open("chain.onnx", chains["chain.onnx"]!());
    const step = { id: "quantize-weights", parameters: {} };
    const { model: result } = await runStep(model, step, { ...quietContext(), preview: true });
    await assert.rejects(write(result), /preview/);
  });
});
