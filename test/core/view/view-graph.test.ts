import assert from "node:assert/strict";
import { formatShape, inferTypes, layersOf, nodeDetails, viewGraphs, type ViewGraph } from "../../../src/core";
import { shortestFloat32 } from "../../../src/core/ir/shortest-float32";
import { graph, encode, floats, model, node, ramp, valueInfo } from "../../support/onnx";
import { encodeText } from "../../support/model-text";
import { open, transform } from "../../support/open";

async function views(name: string, bytes: Uint8Array): Promise<ViewGraph[]> {
  const opened = await open(name, bytes);
  const layers = await layersOf(opened);
  return viewGraphs(opened, layers).map(({ graph }) => graph);
}

const edgesOf = ({ nodes, edges }: ViewGraph) =>
  Array.from(
    { length: edges.length / 2 },
    (_, i) => `${nodes[edges[i * 2]!]!.name} → ${nodes[edges[i * 2 + 1]!]!.name}`,
  );

describe("the graph that is drawn", () => {
  it("has inputs, operators and outputs, and no constants", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[N,4]
constant w float32[4,8] = ramp
a = MatMul(x, w)
y = Relu(a)
output y float32[N,8]`);
    const [main] = await views(name, bytes);
    assert.deepEqual(
      main!.nodes.map(({ kind, operator, type }) => [kind, operator, type]),
      [
        ["input", "", "float32 N×4"],
        ["operator", "MatMul", ""],
        ["operator", "Relu", "float32 N×8"],
        ["output", "", "float32 N×8"],
      ],
    );
    assert.deepEqual(edgesOf(main!), ["x → MatMul_a", "MatMul_a → Relu_y", "Relu_y → y"]);
    assert.deepEqual(
      main!.nodes.map(({ parameters, share }) => [parameters, share]),
      [
        [0, 0],
        [32, 1],
        [0, 0],
        [0, 0],
      ],
    );
  });

  it("has lengths that are worked out from others in parentheses, and no names without end", async () => {
    const length = "floor(height/2 - 1/2) + 1";
    const proto = model({
      name: "m",
      node: [node("Relu", ["x"], ["y"])],
      input: [valueInfo("x", ["batch", "height/2", length])],
      output: [valueInfo("y", ["batch", "height/2", length])],
    });
    const [main] = await views("m.onnx", encode(proto));
    assert.ok(main!.nodes.every(({ type }) => type === `float32 batch×(height/2)×(${length})`));
    const lengthy = model({
      name: "m",
      node: [node("Relu", ["x"], ["y"])],
      input: [valueInfo("x", ["b".repeat(100), 3])],
      output: [valueInfo("y", ["b".repeat(100), 3])],
    });
    const [long] = await views("m.onnx", encode(lengthy));
    assert.deepEqual([...long!.labels], [`${"b".repeat(63)}…×3`, `${"b".repeat(63)}…×3`]);
    assert.equal(formatShape(["batch", null, 3, length]), `batch×?×3×(${length})`);
  });

  it("does not draw what only prepares weights: they count for the node that uses them", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[1,512]
constant w float32[512,4] = ramp
y = MatMul(x, w)
output y float32[1,4]`);
    const { after } = await transform(name, bytes, "quantize-weights");
    const drawn = viewGraphs(after, await layersOf(after))[0]!.graph;
    assert.deepEqual(
      drawn.nodes.map(({ operator }) => operator),
      ["", "MatMul", ""],
    );
    assert.equal(drawn.nodes[1]!.bytes, 2048);
    assert.equal(drawn.nodes[1]!.parameters, 2048);
  });

  it("marks the placeholder of a frozen graph as the input it is", async () => {
    const { name, bytes } = encodeText(`tensorflow
input x float32[1,4]
constant w float32[4,4] = ramp
y = MatMul(x, w)`);
    const [main] = await views(name, bytes);
    assert.deepEqual(
      main!.nodes.map(({ kind, name: each }) => [kind, each]),
      [
        ["input", "x"],
        ["operator", "y"],
        ["output", "y"],
      ],
    );
  });

  it("shows shapes that the file does not say, marked", async () => {
    const file = model({
      name: "g",
      input: [valueInfo("x", ["batch", 4])],
      output: [valueInfo("y", ["batch", 3])],
      initializer: [floats("w", [4, 3], ramp(12))],
      node: [node("MatMul", ["x", "w"], ["h"]), node("Relu", ["h"], ["y"])],
    });
    const opened = await open("m.onnx", encode(file));
    const types = await inferTypes(opened);
    const [main] = viewGraphs(opened, await layersOf(opened), (value) => types.of(value));
    const { labels, inferred } = main!.graph;
    assert.deepEqual(labels, ["batch×4", "batch×3", "batch×3"]);
    assert.deepEqual(inferred, [false, true, false]);
    const [product] = opened.graphs[0]!.nodes;
    const { inputs, outputs } = nodeDetails(opened, product!, (value) => types.of(value));
    assert.deepEqual([inputs[0]!.inferred, outputs[0]!.inferred], [false, true]);
    assert.equal(outputs[0]!.type, "float32 batch×3");
  });

  it("offers nested graphs, whose captured values are edges of the outer one", async () => {
    const branch = (name: string) => ({
      name,
      node: [node("Relu", ["h"], [`${name}_out`])],
      output: [valueInfo(`${name}_out`, [4])],
    });
    const file = model({
      name: "g",
      input: [valueInfo("c", [], 9), valueInfo("x", [4])],
      output: [valueInfo("y", [4])],
      initializer: [floats("w", [4], ramp(4))],
      node: [
        node("Mul", ["x", "w"], ["h"]),
        node("If", ["c"], ["y"], [graph("then_branch", branch("t")), graph("else_branch", branch("e"))]),
      ],
    });
    const all = await views("m.onnx", encode(file));
    assert.deepEqual(
      all.map(({ name }) => name),
      ["main graph", "If_y › then_branch", "If_y › else_branch"],
    );
    assert.ok(edgesOf(all[0]!).includes("Mul_h → If_y"));
  });
});

describe("the details of a node", () => {
  it("have all the digits of scales, and no more (T35)", async () => {
    const above = Float32Array.of(1 / 255);
    new Uint32Array(above.buffer)[0]!++;
    const { name, bytes } = encodeText(`tflite
input x int8[1,4] scale ${1 / 255} zero -128
constant w int8[1,4] = 1 scale ${above[0]} zero 0
y = ADD(x, w)
output y int8[1,4] scale 0.1 zero 3`);
    const [add] = (await open(name, bytes)).graphs[0]!.nodes;
    const { inputs, outputs } = nodeDetails(await open(name, bytes), add!);
    const texts = [...inputs, ...outputs].map(({ quantization }) => quantization);
    assert.deepEqual(texts, [
      "scale 0.003921569, zero point -128",
      "scale 0.0039215693, zero point 0",
      "scale 0.1, zero point 3",
    ]);
    assert.deepEqual(
      texts.map((text) => Math.fround(Number(/scale (\S+),/.exec(text)![1]))),
      [Math.fround(1 / 255), above[0], Math.fround(0.1)],
    );
  });

  it("list no more than anybody reads, and how many there are", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `x${index}`);
    const inputs = names.map((name) => `input ${name} float32[1]`).join("\n");
    const { name, bytes } = encodeText(`onnx 13\n${inputs}\ny = Sum(${names.join(", ")})\noutput y float32[1]`);
    const opened = await open(name, bytes);
    const details = nodeDetails(opened, opened.graphs[0]!.nodes[0]!);
    assert.deepEqual([details.inputs.length, details.more], [200, { attributes: 0, inputs: 800, outputs: 0 }]);
  });

  it("name every float32 by a number that is the same one", () => {
    const float = new Float32Array(1);
    const bits = new Uint32Array(float.buffer);
    for (let i = 0; i < 2000; i++) {
      bits[0] = i * 2_147_483;
      const shown = shortestFloat32(float[0]!);
      assert.ok(Object.is(Math.fround(shown), float[0]), `${float[0]} is shown as ${shown}`);
    }
    assert.ok(Object.is(shortestFloat32(-0), -0));
  });
});
