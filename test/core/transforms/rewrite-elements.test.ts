// Constants that are stored in other ways than fixtures can say.
import assert from "node:assert/strict";
import { constant, decodeGraph, encodeGraph, op, placeholder, shapeOf, TYPE, typeAttr } from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { encodeText } from "../../support/model-text";
import { transform } from "../../support/open";
import { CODES, makeTflite, OPTIONS } from "../../support/tflite";

const parameters = { minimumElements: 4 };
const values = [4, -1, 2, -8];

describe("weights with other elements", () => {
  it("stay in the Constant node that makes them, and typed lists become raw (O04, O15)", async () => {
    const listed = { name: "w", dims: [2, 2], dataType: 1, floatData: values };
    const graph = {
      name: "g",
      input: [onnx.valueInfo("x", [1, 2])],
      output: [onnx.valueInfo("y", [1, 2])],
      initializer: [listed],
      node: [
        onnx.node("Constant", [], ["c"], [onnx.tensor("value", onnx.floats("inner", [2, 2], values))]),
        onnx.node("MatMul", ["x", "w"], ["h"]),
        onnx.node("MatMul", ["h", "c"], ["y"]),
      ],
    };
    const { written, report } = await transform("m.onnx", onnx.encode(onnx.model(graph)), "prune-weights", parameters);
    assert.deepEqual(report.changes.map(({ subject }) => subject).sort(), ["c", "w"]);
    const { initializer, node } = onnx.decode(written).graph!;
    assert.deepEqual(onnx.elements(initializer![0]!), [4, 0, 0, -8]);
    assert.equal(node![0]!.opType, "Constant");
    assert.deepEqual(onnx.elements(node![0]!.attribute![0]!.t!), [4, 0, 0, -8]);
  });

  it("are left alone where a conversion of theirs states another shape, as in damaged files", async () => {
    const model = (shape: string) =>
      encodeText(
        `tflite\ninput x float32[1,16]\nconstant w float16[8,16] = ramp\nvalue wf float32[${shape}]\n` +
          "wf = DEQUANTIZE(w)\ny = FULLY_CONNECTED(x, wf)\noutput y float32[1,8]\n",
      );
    const changesOf = async (shape: string) => {
      const { name, bytes } = model(shape);
      const { report } = await transform(name, bytes, "quantize-weights", { ...parameters, halves: true });
      return report.changes.map(({ subject }) => subject);
    };
    assert.ok((await changesOf("8,16")).includes("w"));
    assert.deepEqual(await changesOf("8,16,2"), []);
  });

  it("are left alone where the caller may override them (O02)", async () => {
    const graph = {
      name: "g",
      input: [onnx.valueInfo("x", [1, 2]), onnx.valueInfo("w", [2, 2])],
      output: [onnx.valueInfo("y", [1, 2])],
      initializer: [onnx.floats("w", [2, 2], values)],
      node: [onnx.node("MatMul", ["x", "w"], ["y"])],
    };
    const { notes, report } = await transform("m.onnx", onnx.encode(onnx.model(graph)), "prune-weights", parameters);
    assert.equal(report.changes.length, 0);
    assert.match(notes[0]!.reason, /the caller may override/);
  });

  it("are found behind an Identity; repeats of one value would need more bytes (G22)", async () => {
    const tensor = { dtype: TYPE.float32, tensor_shape: shapeOf([2, 2]), float_val: [3, 1] };
    const splat = { name: "splat", op: "Const", attr: { dtype: typeAttr(TYPE.float32), value: { tensor } } };
    const graph = {
      node: [
        placeholder("x", [1, 2]),
        constant("w", [2, 2], Float32Array.from(values)),
        op("read", "Identity", ["w"]),
        op("h", "MatMul", ["x", "read"]),
        splat,
        op("y", "MatMul", ["h", "splat"]),
      ],
    };
    const { written, notes } = await transform("m.pb", encodeGraph(graph), "prune-weights", {
      ...parameters,
      pattern: "1:2",
    });
    const { tensor: stored } = decodeGraph(written).node.find(({ name }) => name === "w")!.attr!["value"]!;
    const content = Uint8Array.from((stored as { tensor_content: number[] }).tensor_content);
    assert.deepEqual([...new Float32Array(content.buffer)], [4, 0, 0, -8]);
    assert.deepEqual(notes, [{ subject: "splat", reason: "stored in fewer bytes than its elements take" }]);
  });

  it("that share a buffer share the new one (T04)", async () => {
    const bytes = makeTflite({
      codes: [[CODES.FULLY_CONNECTED, 1]],
      buffers: [null, new Uint8Array(Float32Array.from(values).buffer)],
      graphs: [
        {
          tensors: [
            { name: "x", shape: [1, 2] },
            { name: "a", shape: [2, 2], buffer: 1 },
            { name: "b", shape: [2, 2], buffer: 1 },
            { name: "h", shape: [1, 2] },
            { name: "y", shape: [1, 2] },
          ],
          operators: [
            { code: 0, inputs: [0, 1, -1], outputs: [3], options: [OPTIONS.fullyConnected, []] },
            { code: 0, inputs: [3, 2, -1], outputs: [4], options: [OPTIONS.fullyConnected, []] },
          ],
          inputs: [0],
          outputs: [4],
        },
      ],
    });
    const { after, report } = await transform("m.tflite", bytes, "prune-weights", parameters);
    assert.deepEqual(
      report.changes.map(({ subject, bytesAfter }) => [subject, bytesAfter]),
      [
        ["a", 16],
        ["b", 0],
      ],
    );
    const [a, b] = [...after.graphs[0]!.values].filter(({ constant: tensor }) => tensor !== null);
    assert.equal(a!.constant!.storage, b!.constant!.storage);
  });
});
