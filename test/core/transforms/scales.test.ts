// When one scale does not hold what it is for.
import assert from "node:assert/strict";
import { lossOfOneScale } from "../../../src/core/transforms/quantize/channel-noise";
import { groupsOf } from "../../../src/core/transforms/quantize/groups";
import { outlierIn } from "../../../src/core/transforms/quantize/outliers";
import { transform } from "../../support/open";
import { CODES, makeTflite, OPTIONS } from "../../support/tflite";

const bell = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i * 12.9898) * Math.cos(i * 78.233));
const slices = { count: 4, inner: 1024 };

describe("the loss of one scale for all channels", () => {
  const times = (...factors: number[]) => bell.map((x, i) => x * factors[Math.floor(i / 1024)]!);

  it("is next to nothing where they are alike", () => {
    assert.ok(lossOfOneScale(bell, slices) < 0.5);
  });

  it("is the mean of what each loses, zeros left out", () => {
    // Steps that are 10 times as wide make 100 times the noise in three of four.
    assert.ok(Math.abs(lossOfOneScale(times(1, 0.1, 0.1, 0.1), slices) - 10 * Math.log10(301 / 4)) < 0.5);
    assert.ok(lossOfOneScale(times(1, 0, 0, 0), slices) < 0.5);
    assert.equal(lossOfOneScale(new Float32Array(4096), slices), 0);
  });

  it("ends where a channel is lost", () => {
    const [lost, goneLongAgo] = [1e-4, 1e-30].map((factor) => lossOfOneScale(times(1, 1, 1, factor), slices));
    assert.ok(Math.abs(lost! - goneLongAgo!) < 0.5 && lost! > 30);
  });
});

describe("scales for unlike channels", () => {
  const weight = (i: number, factor: number) => bell[i % 4096]! * (i < 128 ? 1 : factor);
  /** A dense layer whose first channel is as large as one, the others as large as a factor. */
  const dense = (factor: number) =>
    makeTflite({
      codes: [[CODES.FULLY_CONNECTED, 1]],
      buffers: [null, new Uint8Array(Float32Array.from({ length: 128 * 128 }, (_, i) => weight(i, factor)).buffer)],
      graphs: [
        {
          tensors: [
            { name: "x", shape: [1, 128] },
            { name: "w", shape: [128, 128], buffer: 1 },
            { name: "y", shape: [1, 128] },
          ],
          operators: [{ code: 0, inputs: [0, 1, -1], outputs: [2], options: [OPTIONS.fullyConnected, []] }],
          inputs: [0],
          outputs: [2],
        },
      ],
    });
  const operators = async (factor: number) => {
    const { after } = await transform("m.tflite", dense(factor), "quantize-weights", { unlikeChannels: true });
    return after.graphs[0]!.nodes.map(({ op }) => op.name);
  };

  it("may take a hundredth more for each decibel that they gain", async () => {
    // A small square layer pays an eighth for its scales.
    assert.deepEqual(await operators(0.02), ["DEQUANTIZE", "FULLY_CONNECTED"]);
    assert.deepEqual(await operators(0.5), ["FULLY_CONNECTED"]);
  });
});

describe("a weight out of the common", () => {
  const groups = groupsOf([4, 1024], { axis: 0 });
  const one = groupsOf([4096], { axis: null });
  const found = (elements: Float32Array, each: typeof groups) => {
    const largest = new Float32Array(each.count);
    each.forEachRun((start, end, group) => {
      for (let i = start; i < end; i++) {
        largest[group] = Math.max(largest[group]!, Math.abs(elements[i]!));
      }
    });
    const codes = new Int8Array(elements.length);
    each.forEachRun((start, end, group) => {
      for (let i = start; i < end; i++) {
        codes[i] = largest[group] === 0 ? 0 : Math.round((elements[i]! / largest[group]!) * 127);
      }
    });
    return outlierIn(elements, each, { codes, largest, zeros: 0 });
  };
  const put = (value: number) => bell.map((x, i) => (i === 5 ? value : x));

  it("is one beside which nothing is left", () => {
    assert.match(found(put(3.4e38), one)!, /^a weight of ±3\.4e\+38 is so large that beside it 4,0\d\d others would/);
    assert.match(found(put(-1e6), groups)!, /^a weight of ±1\.0e\+6 is so large that beside it 1,0\d\d others would/);
  });

  it("is none that leaves others, and none in a channel as large as others", () => {
    assert.equal(found(put(20), one), null);
    assert.equal(found(bell, one), null);
    assert.equal(found(bell, groups), null);
    const sparse = bell.map((x, i) => (i < 1024 && i !== 5 ? x * 1e-9 : x));
    assert.equal(found(sparse, groups), null);
  });

  it("is none among channels that are dead", () => {
    const dead = bell.map((x, i) => (i >= 1024 ? x : i === 5 ? 1e-20 : x * 1e-30));
    assert.equal(found(dead, groups), null);
    assert.equal(found(new Float32Array(4096), groups), null);
  });
});
