import assert from "node:assert/strict";
import { chooseChannels } from "../../../src/core/transforms/channels/choose-channels";
import { setCounts } from "../../../src/core/transforms/channels/counts";
import { reshaped } from "../../../src/core/transforms/channels/reshaped";
import { Work } from "../../../src/core/transforms/channels/work";
import { slicesOf } from "../../../src/core/transforms/channels/slices";
import { quietContext } from "../../../src/core/context";
import { memoryTensor, tensorBytes } from "../../../src/core/ir/tensor";
import type { Model } from "../../../src/core/ir/model";
import { runStep } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import * as onnx from "../../support/onnx";
import { open, transform } from "../../support/open";

const TWO_LAYERS = `onnx 13
input x float32[1,8]
constant w1 float32[8,16] = ramp
constant w2 float32[16,8] = ramp
constant w3 float32[8,2] = ramp
a = MatMul(x, w1)
b = MatMul(a, w2)
y = MatMul(b, w3)
output y float32[1,2]`;

async function pruned(text: string, parameters: Record<string, unknown>) {
  const { name, bytes } = encodeText(text);
  return transform(name, bytes, "prune-channels", parameters as never);
}

function shapeOf(model: Model, name: string) {
  return [...model.graphs[0]!.values].find((value) => value.name === name)!.type!.shape;
}

describe("prune-channels", () => {
  it("removes the share of channels asked for (torch-pruning/ratio)", async () => {
    const { after } = await pruned(TWO_LAYERS, { ratio: 0.5 });
    assert.deepEqual(shapeOf(after, "w1"), [8, 8]);
    assert.deepEqual(shapeOf(after, "w2"), [8, 4]);
    assert.deepEqual(shapeOf(after, "w3"), [4, 2]);
  });

  it("leaves layers alone that are excluded, or not named (torch-pruning/ignored)", async () => {
    const excluded = await pruned(TWO_LAYERS, { ratio: 0.5, exclude: ["MatMul_a"] });
    assert.deepEqual(shapeOf(excluded.after, "w2"), [16, 4]);
    const named = await pruned(TWO_LAYERS, { ratio: 0.5, layers: ["MatMul_a"] });
    assert.deepEqual(shapeOf(named.after, "w2"), [8, 8]);
    assert.ok(named.notes.some(({ subject }) => subject === "MatMul_b"));
  });

  it("rounds what stays up to a multiple (torch-pruning/rounding, P-16)", async () => {
    const { after } = await pruned(TWO_LAYERS, { ratio: 0.6, roundTo: 4 });
    assert.deepEqual(shapeOf(after, "w2"), [8, 4]);
  });

  it("says that a layer named is not there, or a number not whole", async () => {
    await assert.rejects(pruned(TWO_LAYERS, { layers: ["nobody"] }), /There is no layer "nobody"/);
    await assert.rejects(pruned(TWO_LAYERS, { keep: 2.5 }), /keep of prune-channels has to be a whole number/);
  });

  it("rewrites counts in constants of 32 and 64 bits, the elements beside them bit by bit, and no others", async () => {
    const whole = 2n ** 63n - 1n;
    const text = (dtype: string) => `onnx 13
input x float32[1,8]
constant w1 float32[8,16] = ramp
constant w2 float32[16,8] = ramp
constant target ${dtype}[2] = 1 16
a = MatMul(x, w1)
lengths = Cast(target) {"to": 7}
b = Reshape(a, lengths)
y = MatMul(b, w2)
output y float32[1,8]`;
    for (const [dtype, rows] of [
      ["int32", 8],
      ["uint8", 16],
    ] as const) {
      const { after, notes } = await pruned(text(dtype), { ratio: 0.5 });
      assert.deepEqual(shapeOf(after, "w2"), [rows, 8], dtype);
      assert.equal(
        notes.some(({ reason }) => reason.includes(`counts them in ${dtype}`)),
        rows === 16,
        dtype,
      );
    }
    const target = {
      name: "target",
      dims: [2],
      dataType: 7,
      rawData: new Uint8Array(BigInt64Array.of(whole, 16n).buffer),
    };
    const graph = { name: "g", node: [onnx.node("Reshape", ["x", "target"], ["y"])], initializer: [target] };
    const read = await open("m.onnx", onnx.encode(onnx.model({ ...graph, input: [onnx.valueInfo("x", [1, 16])] })));
    const [node] = read.graphs[0]!.nodes;
    await setCounts(read, node!, [{ place: { input: 1, attribute: null, index: 1 }, count: 8 }]);
    const bytes = await tensorBytes(node!.inputs[1]!.constant!, "target");
    assert.deepEqual([...new BigInt64Array(bytes.slice().buffer)], [whole, 8n]);
  });

  it("updates the shapes of everything that is computed (P-14)", async () => {
    const { after } = await pruned(
      `tflite
input x float32[1,4,4,2]
constant w1 float32[8,1,1,2] = ramp
constant b1 float32[8] = ramp
constant w2 float32[3,8] = ramp
constant c float32[3] = ramp
value conv float32[1,4,4,8]
value pool float32[1,4,4,8]
value rows float32[16,8]
constant shape int32[2] = 16 8
conv = CONV_2D(x, w1, b1)
pool = RELU(conv)
rows = RESHAPE(pool, shape)
y = FULLY_CONNECTED(rows, w2, c)
output y float32[16,3]`,
      { ratio: 0.25 },
    );
    for (const name of ["conv", "pool"]) {
      assert.deepEqual(shapeOf(after, name), [1, 4, 4, 6]);
    }
    assert.deepEqual(shapeOf(after, "rows"), [16, 6]);
    assert.deepEqual(shapeOf(after, "y"), [16, 3]);
    assert.deepEqual(shapeOf(after, "x"), [1, 4, 4, 2]);
  });

  it("updates the types that ONNX states for inner values", async () => {
    const { after } = await pruned(
      `onnx 13
input x float32[N,8]
constant w1 float32[8,16] = ramp
constant w2 float32[16,2] = ramp
value a float32[N,16]
a = MatMul(x, w1)
y = MatMul(a, w2)
output y float32[N,2]`,
      {},
    );
    assert.deepEqual(shapeOf(after, "a"), ["N", 12]);
  });

  it("gives a node settings of its own where others read the same", async () => {
    const { after } = await pruned(
      `onnx 13
input x float32[1,64,1,1]
input other float32[8,1]
constant w1 float32[8,64,1,1] = ramp
constant shape int64[2] = 1 8
constant w2 float32[8,2] = ramp
a = Conv(x, w1)
rows = Reshape(a, shape)
y = MatMul(rows, w2)
z = Reshape(other, shape)
value a float32[1,8,1,1]
output y float32[1,2]
output z float32[1,8]`,
      { ratio: 0.5 },
    );
    const target = (name: string) =>
      after.graphs[0]!.nodes.find(({ outputs }) => outputs[0]!.name === name)!.inputs[1]!;
    assert.notEqual(target("rows"), target("z"));
    const numbers = async (name: string) =>
      [...new BigInt64Array((await target(name).constant!.storage.read()).slice().buffer)].map(Number);
    assert.deepEqual(await numbers("rows"), [1, 4]);
    assert.deepEqual(await numbers("z"), [1, 8]);
  });

  it("leaves weights that are not finite, and says so", async () => {
    const { notes, report } = await pruned(
      `onnx 13
input x float32[1,1]
constant w1 float32[1,4] = 1 NaN 3 4
constant w2 float32[4,1] = 1 2 3 4
a = MatMul(x, w1)
y = MatMul(a, w2)
output y float32[1,1]`,
      {},
    );
    assert.deepEqual(report.changes, []);
    assert.match(notes.map(({ reason }) => reason).join(), /not finite/);
  });

  it("gives the same bytes each time", async () => {
    const [one, other] = [await pruned(TWO_LAYERS, { scope: "model" }), await pruned(TWO_LAYERS, { scope: "model" })];
    assert.deepEqual(Buffer.from(one.written), Buffer.from(other.written));
  });

  it("stops where it is told to", async () => {
    const { name, bytes } = encodeText(TWO_LAYERS);
    const model = await open(name, bytes);
    const step = { id: "prune-channels", parameters: {} };
    await assert.rejects(runStep(model, step, quietContext(AbortSignal.abort())), /Cancelled/);
  });
});

describe("channels through a reshape", () => {
  const channels = Int32Array.of(10, 11);
  const through = (shape: (number | null)[], axis: number, target: (number | "same" | null)[]) => {
    const joined: number[][] = [];
    const run = reshaped(shape, { axis, channels, stretch: null }, target, new Work(), (...pair) => joined.push(pair));
    return run && { ...run, channels: [...run.channels], joined };
  };

  it("follow one another in NCHW and recur in NHWC (P-05)", () => {
    assert.deepEqual(through([1, 2, 2, 1], 1, [1, 4])?.channels, [10, 10, 11, 11]);
    assert.deepEqual(through([1, 2, 1, 2], 3, [1, 4])?.channels, [10, 11, 10, 11]);
  });

  it("recur in rows of any number, and follow one another where the batch is kept", () => {
    assert.deepEqual(through([null, null, null, 2], 3, [null, 6])?.channels, [10, 11, 10, 11, 10, 11]);
    assert.deepEqual(through([null, 2, null, null], 1, ["same", null]), {
      axis: 1,
      channels: [10, 11],
      stretch: "each",
      joined: [],
    });
  });

  it("go together where a row becomes several, whatever their number", () => {
    assert.deepEqual(through([null, null, 2], 2, [null, 1]), {
      axis: 1,
      channels: [10],
      stretch: null,
      joined: [
        [10, 10],
        [10, 11],
      ],
    });
  });

  it("are lost where it cannot be told", () => {
    assert.equal(through([null, 2, null, null], 1, [null, 6]), null);
    assert.equal(through([1, 2, 3], 1, [4, 4]), null);
  });

  it("go together where an index of the result holds several", () => {
    const run = through([2, 3], 0, [3, 2]);
    assert.deepEqual(run?.joined, [[10, 11]]);
  });
});

describe("the choice of channels", () => {
  const part = (channels: number[], more = {}) => ({
    layers: [],
    channels,
    multiplicity: 1,
    ...more,
  });
  const wanted = { ratio: 0.25, keep: null, scope: "layer", roundTo: 1, minimum: 1 } as const;
  const importance = (channel: number) => channel % 10;

  it("takes the least important, of equals the last (P-17)", () => {
    assert.deepEqual(chooseChannels([part([3, 1, 2, 4])], importance, wanted), [[1]]);
    assert.deepEqual(
      chooseChannels([part([3, 1, 2, 4])], () => 1, wanted),
      [[4]],
    );
  });

  it("keeps one channel at least, or as many as asked (P-15)", () => {
    assert.deepEqual(chooseChannels([part([3, 1, 2])], importance, { ...wanted, ratio: 1 }), [[1, 2]]);
    assert.deepEqual(chooseChannels([part([3, 1, 2])], importance, { ...wanted, ratio: 1, minimum: 2 }), [[1]]);
  });

  it("removes no more than asked for: 8 of 10 stay for a multiple of 8, all of 16 (P-16)", () => {
    const count = (size: number) =>
      chooseChannels([part([...Array(size).keys()])], importance, { ...wanted, roundTo: 8 })[0]!.length;
    assert.deepEqual([count(10), count(11), count(16), count(6), count(32)], [2, 0, 0, 0, 8]);
  });

  it("has one threshold for a model, with the channels that go together counted", () => {
    const parts = [part([1, 8, 9]), part([12, 13, 17], { multiplicity: 2 })];
    const scope = { ...wanted, ratio: 3 / 9, scope: "model" } as const;
    assert.deepEqual(chooseChannels(parts, importance, scope), [[1], [12]]);
  });
});

describe("slices", () => {
  it("are taken out of several axes, of elements of any width", async () => {
    for (const [dtype, type] of [
      ["uint8", Uint8Array],
      ["int16", Int16Array],
      ["float64", Float64Array],
    ] as const) {
      const elements = new type([...Array(24).keys()]);
      const tensor = memoryTensor(dtype, [2, 3, 4], new Uint8Array(elements.buffer));
      const cut = await slicesOf(
        tensor,
        new Map([
          [0, [1]],
          [2, [0, 2, 3]],
        ]),
        "w",
      );
      assert.deepEqual(cut.shape, [1, 3, 3]);
      const bytes = (await cut.storage.read()).slice().buffer;
      assert.deepEqual([...new type(bytes)], [12, 14, 15, 16, 18, 19, 20, 22, 23]);
    }
  });
});
