// What the details of a node say of its attributes.
import assert from "node:assert/strict";
import { nodeDetails } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

async function attributesOf(text: string, operator?: string) {
  const { name, bytes } = encodeText(text);
  const model = await open(name, bytes);
  const nodes = [...model.graphs[0]!.nodes];
  const node = nodes.find(({ op }) => op.name === operator) ?? nodes[0]!;
  const { attributes } = nodeDetails(model, node);
  return { model, attributes, of: (each: string) => attributes.find(({ name }) => name === each) };
}

describe("the attributes of a node", () => {
  it("are shown with what its operator set has them be where it leaves them out", async () => {
    const softmax = (opset: number) =>
      attributesOf(`onnx ${opset}\ninput x float32[1,4]\ny = Softmax(x)\noutput y float32[1,4]`);
    assert.deepEqual(
      (await softmax(12)).attributes.map(({ value, isDefault }) => [value, isDefault]),
      [["1", true]],
    );
    assert.deepEqual(
      (await softmax(13)).attributes.map(({ value, isDefault }) => [value, isDefault]),
      [["-1", true]],
    );
  });

  it("come first as the file has them, and those that depend on more are told in words", async () => {
    const { attributes, of } = await attributesOf(`onnx 13
input x float32[1,1,4,4]
constant w float32[1,1,3,3] = ramp
y = Conv(x, w) {"strides":[2,2],"auto_pad":"SAME_UPPER"}
output y float32[1,1,2,2]`);
    assert.deepEqual(
      attributes.map(({ name, value, isDefault }) => `${name} ${value}${isDefault ? " default" : ""}`),
      [
        "strides [2, 2]",
        "auto_pad SAME_UPPER",
        "dilations 1 along each axis default",
        "group 1 default",
        "kernel_shape as the weights say default",
        "pads 0 everywhere default",
      ],
    );
    assert.match(of("auto_pad")!.note, /^What is added around the input: so much that .* odd element at the end$/);
  });

  it("name element types that the file has as numbers", async () => {
    const { of } = await attributesOf(`onnx 13\ninput x float32[1]\ny = Cast(x) {"to":10}\noutput y float16[1]`);
    assert.equal(of("to")!.note, "Type that elements become: float16");
  });

  it("of TFLite are defaults where the file leaves them out, until they are changed", async () => {
    const text = `tflite
input x float32[1,4]
constant w float32[1,4] = ramp
y = ADD(x, w) {"fused_activation_function":"RELU6"}
output y float32[1,4]`;
    const { model, of } = await attributesOf(text);
    assert.deepEqual(of("fused_activation_function"), {
      name: "fused_activation_function",
      value: "RELU6",
      isDefault: false,
      note: "What is applied to the result at once: limits at 0 and 6",
    });
    assert.equal(of("pot_scale_int16")!.isDefault, true);
    const [add] = model.graphs[0]!.nodes;
    add!.setAttribute("pot_scale_int16", { kind: "bool", value: false });
    const changed = nodeDetails(model, add!).attributes.find(({ name }) => name === "pot_scale_int16")!;
    assert.deepEqual([changed.value, changed.isDefault], ["false", false]);
  });

  it("of TensorFlow have the defaults that it registers", async () => {
    const text = `tensorflow
input x float32[1,4]
constant w float32[4,4] = ramp
y = MatMul(x, w) {"transpose_b":true}
output y float32[1,4]`;
    const { of } = await attributesOf(text, "MatMul");
    assert.equal(of("transpose_b")!.isDefault, false);
    assert.deepEqual(of("transpose_a"), {
      name: "transpose_a",
      value: "false",
      isDefault: true,
      note: "Whether the first matrix is transposed",
    });
  });

  it("of operators that nobody specifies are shown as they are", async () => {
    const { attributes } = await attributesOf(`onnx 13
input x float32[1,4]
y = OtherSoftmax(x) {"axis":1}
output y float32[1,4]`);
    assert.deepEqual(attributes, [{ name: "axis", value: "1", isDefault: false, note: "" }]);
  });
});
