// The cases of the Graph Transform Tool's fold_batch_norms_test and fold_old_batch_norms_test: what the folded graphs
// compute, worked out here in plain loops, beside the numbers those graphs computed before.
import assert from "node:assert/strict";
import { quietContext, runStep } from "../../../src/core";
import { float32Elements } from "../../../src/core/ir/tensor";
import type { Model } from "../../../src/core/ir/model";
import type { Node } from "../../../src/core/ir/node";
import type { Value } from "../../../src/core/ir/value";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

interface Array4 {
  readonly shape: readonly number[];
  readonly elements: readonly number[];
}

/** All the cases read it, as [1, 1, 6, 2]. */
const INPUT = [1, 4, 2, 5, 3, 6, -1, -4, -2, -5, -3, -6];
const FILTER = "constant w float32[1,2,2,2] = 1 2 3 4 0.1 0.2 0.3 0.4";
const STEP = '{"strides": [1, 1, 1, 1], "padding": "VALID"}';
const TWO_CHANNELS = `constant mean float32[2] = 10 20
constant variance float32[2] = 0.25 0.5
constant beta float32[2] = 0.1 0.6
constant gamma float32[2] = 1 2`;
const FOUR_CHANNELS = `constant mean float32[4] = 10 20 30 40
constant variance float32[4] = 0.25 0.5 0.75 1
constant beta float32[4] = 0.1 0.6 1.1 1.6
constant gamma float32[4] = 1 2 3 4`;
const OLD = '{"variance_epsilon": 0.00001, "scale_after_normalization": false}';
const FUSED = '{"is_training": false, "epsilon": 0.00001}';

async function folded(text: string): Promise<{ before: Model; after: Model }> {
  const { name, bytes } = encodeText(`tensorflow\n${text}`);
  const before = await open(name, bytes);
  return { before, after: (await runStep(before, { id: "fold-batchnorm", parameters: {} }, quietContext())).model };
}

/** What the node of that name makes. */
async function result(model: Model, name: string, input: readonly number[] = INPUT): Promise<readonly number[]> {
  const node = model.graphs[0]!.nodes.find((each) => each.name === name)!;
  return (await compute(node.outputs[0]!, input)).elements;
}

async function compute(value: Value, input: readonly number[]): Promise<Array4> {
  if (value.constant !== null) {
    const { shape, dtype } = value.constant;
    return { shape, elements: dtype === "float32" ? [...(await float32Elements(value.constant, value.name))] : [] };
  }
  const node = value.producer!;
  if (node.op.name === "Placeholder") {
    return { shape: value.type!.shape as number[], elements: input };
  }
  const inputs: Array4[] = [];
  for (const each of node.inputs) {
    inputs.push(await compute(each!, input));
  }
  return OPERATORS[node.op.name]!(inputs, node);
}

const OPERATORS: Readonly<Record<string, (inputs: readonly Array4[], node: Node) => Array4>> = {
  // Height 1 and windows of [1, k], all that the cases use.
  Conv2D: ([x, w]) => convolved(x!, w!, false),
  DepthwiseConv2dNative: ([x, w]) => convolved(x!, w!, true),
  MatMul: ([x, w]) => {
    const [rows, inner, columns] = [x!.shape[0]!, x!.shape[1]!, w!.shape[1]!];
    const elements = grid(rows, columns, (row, column) =>
      sum(inner, (i) => x!.elements[row * inner + i]! * w!.elements[i * columns + column]!),
    );
    return { shape: [rows, columns], elements };
  },
  Mul: ([a, b]) => channelwise(a!, (x, channel) => x * b!.elements[channel]!),
  BiasAdd: ([a, b]) => channelwise(a!, (x, channel) => x + b!.elements[channel]!),
  BatchNormWithGlobalNormalization: ([x, mean, variance, beta]) => normalized(x!, mean!, variance!, beta!, null),
  FusedBatchNorm: ([x, gamma, beta, mean, variance]) => normalized(x!, mean!, variance!, beta!, gamma!),
  ConcatV2: ([a, b], node) => {
    const channels = a!.shape[3]!;
    const along = node.inputs[2]!.name === "three" ? channels : a!.elements.length;
    const more = node.inputs[2]!.name === "three" ? b!.shape[3]! : b!.elements.length;
    const elements = Array.from({ length: a!.elements.length / along }, (_, i) => [
      ...a!.elements.slice(i * along, (i + 1) * along),
      ...b!.elements.slice(i * more, (i + 1) * more),
    ]).flat();
    const wide = node.inputs[2]!.name === "three" ? channels + more : channels;
    return { shape: [1, 1, elements.length / wide, wide], elements };
  },
  // Blocks of [1, 2] and no zeros: batches hold every second position.
  SpaceToBatchND: ([x]) => moved(x!, (position, positions) => (position % 2) * (positions / 2) + (position >> 1)),
  BatchToSpaceND: ([x]) =>
    moved(x!, (position, positions) => 2 * (position % (positions / 2)) + Math.floor(position / (positions / 2))),
};

function convolved(x: Array4, w: Array4, depthwise: boolean): Array4 {
  const [width, channels] = [x.shape[2]!, x.shape[3]!];
  const [window, , multiplier] = [w.shape[1]!, w.shape[2]!, w.shape[3]!];
  const [results, batches] = [depthwise ? channels * multiplier : multiplier, x.shape[0]!];
  const positions = width - window + 1;
  const elements = grid(batches * positions, results, (place, result) => {
    const start = Math.floor(place / positions) * width + (place % positions);
    return sum(window * channels, (i) => {
      const [tap, channel] = [Math.floor(i / channels), i % channels];
      const weight = depthwise
        ? Math.floor(result / multiplier) === channel
          ? w.elements[(tap * channels + channel) * multiplier + (result % multiplier)]!
          : 0
        : w.elements[i * multiplier + result]!;
      return x.elements[(start + tap) * channels + channel]! * weight;
    });
  });
  return { shape: [batches, 1, positions, results], elements };
}

function normalized(x: Array4, mean: Array4, variance: Array4, beta: Array4, gamma: Array4 | null): Array4 {
  return channelwise(x, (each, i) => {
    const scale = (gamma?.elements[i] ?? 1) / Math.sqrt(variance.elements[i]! + 1e-5);
    return (each - mean.elements[i]!) * scale + beta.elements[i]!;
  });
}

function channelwise(x: Array4, apply: (each: number, channel: number) => number): Array4 {
  const channels = x.shape.at(-1)!;
  return { shape: x.shape, elements: x.elements.map((each, i) => apply(each, i % channels)) };
}

function moved({ shape, elements }: Array4, to: (position: number, positions: number) => number): Array4 {
  const channels = shape[3]!;
  const positions = elements.length / channels;
  const placed: number[] = [];
  elements.forEach((each, i) => {
    placed[to(Math.floor(i / channels), positions) * channels + (i % channels)] = each;
  });
  const batches = shape[0] === 1 ? 2 : 1;
  return { shape: [batches, 1, positions / batches, channels], elements: placed };
}

function grid(rows: number, columns: number, at: (row: number, column: number) => number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns));
}

function sum(count: number, at: (index: number) => number): number {
  return Array.from({ length: count }, (_, i) => at(i)).reduce((total, each) => total + each, 0);
}

function near(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((each, i) => {
    const limit = tolerance * Math.max(1, Math.abs(expected[i]!));
    assert.ok(Math.abs(each - expected[i]!) <= limit, `${i}: ${each} is not ${expected[i]}`);
  });
}

function operators(model: Model): string[] {
  return model.graphs[0]!.nodes.map((node) => node.op.name);
}

/** Folds and compares what the output computes before and after. */
async function checkEqual(text: string, gone: string, golden: readonly number[] | null, tolerance: number) {
  const { before, after } = await folded(text);
  const expected = await result(before, "output");
  near(await result(after, "output"), expected, tolerance);
  if (golden !== null) {
    near(expected.slice(0, golden.length), golden, 1e-4);
  }
  assert.ok(operators(before).includes(gone));
  assert.ok(!operators(after).includes(gone));
}

describe("fold_batch_norms_test", () => {
  it("TestFoldBatchNormsConv2D (fold_batch_norms/Conv2D)", async () => {
    const golden = [29.4, 61.2, 38.2, 81.0, 39.4, 84.6, -29.4, -61.2, -38.2, -81.0];
    const text = `input x float32[1,1,6,2]\n${FILTER}\nconstant m float32[2] = 2 3
conv = Conv2D(x, w) ${STEP}\noutput = Mul(conv, m)`;
    await checkEqual(text, "Mul", golden, 1e-5);
  });

  it("TestFoldBatchNormsMatMul", async () => {
    const text = `input x float32[6,2]\nconstant w float32[2,2] = 1 2 0.3 0.4\nconstant m float32[2] = 2 3
product = MatMul(x, w)\noutput = Mul(product, m)`;
    await checkEqual(text, "Mul", [4.4, 10.8, 7, 18, 9.6, 25.2], 1e-5);
  });

  it("TestFoldBatchNormsDepthwiseConv2dNative (G-14, fold_batch_norms/DepthwiseConv2dNative)", async () => {
    const golden = [2.4, 7.2, 54, 90, 4.6, 13.8, 67.2, 112];
    const text = `input x float32[1,1,6,2]\n${FILTER}\nconstant m float32[4] = 2 3 4 5
conv = DepthwiseConv2dNative(x, w) ${STEP}\noutput = Mul(conv, m)`;
    await checkEqual(text, "Mul", golden, 1e-5);
  });

  it("TestFoldConv2dWithSharedWeights: a convolution used twice stays as it is (G-11)", async () => {
    const { before, after } = await folded(`input x float32[1,1,6,2]\n${FILTER}\nconstant m float32[2] = 2 3
conv = Conv2D(x, w) ${STEP}\nscaled = Mul(conv, m)\noutput = Mul(scaled, m)\nother = Relu(conv)`);
    assert.deepEqual(operators(after), operators(before));
    near(await result(after, "output"), await result(before, "output"), 0);
  });
});

describe("fold_old_batch_norms_test", () => {
  const conv = (name: string, operator: string, weights = "w", input = "x") =>
    `${name} = ${operator}(${input}, ${weights}) ${STEP}`;

  it("TestFoldOldBatchNorms", async () => {
    const golden = [9.4998, 1.1657, 18.2996, 10.4994, 19.4996, 12.1964, -49.299, -56.5337, -58.0988, -65.8674];
    const text = `input x float32[1,1,6,2]\n${FILTER}\n${TWO_CHANNELS}\n${conv("conv", "Conv2D")}
output = BatchNormWithGlobalNormalization(conv, mean, variance, beta, gamma) ${OLD}`;
    await checkEqual(text, "BatchNormWithGlobalNormalization", golden, 1e-5);
  });

  it("TestFoldFusedBatchNorms", async () => {
    const golden = [9.4998, 1.7314, 18.2996, 20.3988, 19.4996, 23.7929, -49.299, -113.6673, -58.0988, -132.3347];
    const text = `input x float32[1,1,6,2]\n${FILTER}\n${TWO_CHANNELS}\n${conv("conv", "Conv2D")}
output = FusedBatchNorm(conv, gamma, beta, mean, variance) ${FUSED}`;
    await checkEqual(text, "FusedBatchNorm", golden, 2e-5);
  });

  it("TestFoldOldBatchNormsAfterDepthwiseConv2dNative (G-14)", async () => {
    const text = `input x float32[1,1,6,2]\n${FILTER}\n${FOUR_CHANNELS}\n${conv("conv", "DepthwiseConv2dNative")}
output = BatchNormWithGlobalNormalization(conv, mean, variance, beta, gamma) ${OLD}`;
    await checkEqual(text, "BatchNormWithGlobalNormalization", [-17.4996, -24.2899, -17.9524, -20.3999], 1e-5);
  });

  it("TestFoldFusedBatchNormsAfterDepthwiseConv2dNative (G-14)", async () => {
    const text = `input x float32[1,1,6,2]\n${FILTER}\n${FOUR_CHANNELS}\n${conv("conv", "DepthwiseConv2dNative")}
output = FusedBatchNorm(conv, gamma, beta, mean, variance) ${FUSED}`;
    await checkEqual(text, "FusedBatchNorm", null, 2e-5);
  });

  for (const [axis, channels] of [
    ["three", FOUR_CHANNELS],
    ["two", TWO_CHANNELS],
  ] as const) {
    it(`TestFoldFusedBatchNormsWithConcat, along axis ${axis === "three" ? 3 : 2} (fold_old_batch_norms/WithConcat)`, async () => {
      const text = `input x float32[1,1,6,2]\n${FILTER}\nconstant v float32[1,2,2,2] = 1 2 3 4 0.1 0.2 0.3 0.4
constant ${axis} int32[] = ${axis === "three" ? 3 : 2}\n${channels}
${conv("conv0", "Conv2D")}\n${conv("conv1", "Conv2D", "v")}
joined = ConcatV2(conv0, conv1, ${axis})
output = FusedBatchNorm(joined, gamma, beta, mean, variance) ${FUSED}`;
      await checkEqual(text, "FusedBatchNorm", null, 2e-5);
    });
  }

  it("TestFoldFusedBatchNormsWithBatchToSpace", async () => {
    const text = `input x float32[1,1,6,2]\n${FILTER}\n${TWO_CHANNELS}
constant block int32[2] = 1 2\nconstant none int32[2,2] = 0 0 0 0
space = SpaceToBatchND(x, block, none)\n${conv("conv", "Conv2D", "w", "space")}
batch = BatchToSpaceND(conv, block, none)
output = FusedBatchNorm(batch, gamma, beta, mean, variance) ${FUSED}`;
    await checkEqual(text, "FusedBatchNorm", null, 2e-5);
  });
});
