import assert from "node:assert/strict";
import { aboutModel, layersOf, type About } from "../../../src/core";
import * as onnx from "../../support/onnx";
import { open } from "../../support/open";
import { authored, withMetadata } from "../../support/tflite-metadata";

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
