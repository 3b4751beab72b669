import assert from "node:assert/strict";
import { Builder } from "flatbuffers";
import { aboutModel, layersOf, type About } from "../../../src/core";
import * as onnx from "../../support/onnx";
import { open } from "../../support/open";
import { makeTflite } from "../../support/tflite";

async function about(name: string, bytes: Uint8Array): Promise<About> {
  const model = await open(name, bytes);
  return aboutModel(model, await layersOf(model));
}

function factsOf({ facts }: About): Record<string, string> {
  return Object.fromEntries(facts.map(({ name, value }) => [name, value]));
}

describe("About a model", () => {
  it("has the versions of an ONNX file, and its bytes by operator and by type", async () => {
    const proto = onnx.model({
      input: [onnx.valueInfo("x", [1, 4])],
      output: [onnx.valueInfo("y", [1, 2])],
      initializer: [onnx.floats("w", [4, 2], onnx.ramp(8))],
      node: [onnx.node("MatMul", ["x", "w"], ["h"]), onnx.node("Relu", ["h"], ["y"])],
    });
    const { operators, dtypes, ...rest } = await about("m.onnx", onnx.encode({ ...proto, modelVersion: 7 }));
    const facts = factsOf({ operators, dtypes, ...rest });
    assert.equal(facts["model version"], "7");
    assert.equal(facts["operator set ai.onnx"], `${proto.opsetImport?.[0]?.version}`);
    assert.deepEqual(operators, [
      { operator: "MatMul", nodes: 1, parameters: 8, bytes: 32 },
      { operator: "Relu", nodes: 1, parameters: 0, bytes: 0 },
    ]);
    assert.deepEqual(dtypes, [{ dtype: "float32", tensors: 1, elements: 8, bytes: 32 }]);
  });

  it("decodes what the author of a TFLite file says of its inputs", async () => {
    const facts = factsOf(await about("m.tflite", withMetadata(authored())));
    assert.equal(facts["model name"], "Sorter");
    assert.equal(facts["input 0"], "picture, image: What to sort.; (x − 127.5) ÷ 128; labels in labels.txt");
    assert.equal(facts["oldest runtime"], "TensorFlow 2.3.0");
  });

  it("says that metadata is damaged, wherever it is cut off, and goes on", async () => {
    const whole = authored();
    for (let length = 4; length < whole.length; length += 9) {
      const facts = factsOf(await about("m.tflite", withMetadata(whole.subarray(0, length))));
      assert.ok("oldest runtime" in facts, `${length}`);
      assert.equal(facts["input 0"] === undefined || facts["model metadata"] === undefined, true);
    }
    const facts = factsOf(await about("m.tflite", withMetadata(whole.subarray(0, 40))));
    assert.match(facts["model metadata"]!, /^cannot be read: /);
  });
});

function withMetadata(metadata: Uint8Array): Uint8Array {
  const tensor = (name: string) => ({ name, shape: [4] });
  return makeTflite({
    codes: [[0, 1]],
    buffers: [null, Buffer.from(metadata), Buffer.from("2.3.0\0\0")],
    graphs: [
      {
        tensors: [tensor("input"), tensor("output")],
        operators: [{ code: 0, inputs: [0, 0], outputs: [1] }],
        inputs: [0],
        outputs: [1],
      },
    ],
    metadata: { TFLITE_METADATA: 1, min_runtime_version: 2 },
  });
}

/** Metadata as its writer lays it out: of a model with one input, which is an image with normalization and labels. */
function authored(): Uint8Array {
  const b = new Builder(256);
  const table = (slots: number, fill: () => void) => {
    b.startObject(slots);
    fill();
    return b.endObject();
  };
  const list = (items: readonly number[]) => {
    b.startVector(4, items.length, 4);
    [...items].reverse().forEach((item) => b.addOffset(item));
    return b.endVector();
  };
  const floats = (numbers: readonly number[]) => {
    b.startVector(4, numbers.length, 4);
    [...numbers].reverse().forEach((number) => b.addFloat32(number));
    return b.endVector();
  };
  const names = ["Sorter", "picture", "What to sort.", "labels.txt", "height"].map((text) => b.createString(text));
  const [model, input, description, file, dimension] = names as [number, number, number, number, number];
  const [mean, deviation] = [floats([127.5]), floats([128])];
  const normalization = table(2, () => {
    b.addFieldOffset(0, mean, 0);
    b.addFieldOffset(1, deviation, 0);
  });
  const unit = table(2, () => {
    b.addFieldInt8(0, 1, 0);
    b.addFieldOffset(1, normalization, 0);
  });
  const image = table(2, () => b.addFieldInt8(0, 1, 0));
  const content = table(3, () => {
    b.addFieldInt8(0, 2, 0);
    b.addFieldOffset(1, image, 0);
  });
  const labels = table(3, () => {
    b.addFieldOffset(0, file, 0);
    b.addFieldInt8(2, 2, 0);
  });
  const [dimensions, units, files] = [list([dimension]), list([unit]), list([labels])];
  const tensor = table(7, () => {
    b.addFieldOffset(0, input, 0);
    b.addFieldOffset(1, description, 0);
    b.addFieldOffset(2, dimensions, 0);
    b.addFieldOffset(3, content, 0);
    b.addFieldOffset(4, units, 0);
    b.addFieldOffset(6, files, 0);
  });
  const inputs = list([tensor]);
  const graph = table(3, () => b.addFieldOffset(2, inputs, 0));
  const graphs = list([graph]);
  b.finish(
    table(4, () => {
      b.addFieldOffset(0, model, 0);
      b.addFieldOffset(3, graphs, 0);
    }),
    "M001",
  );
  return b.asUint8Array().slice();
}
