import assert from "node:assert/strict";
import {
  inferTypes,
  memoryFiles,
  quietContext,
  readModel,
  layersOf,
  parseQuery,
  viewGraphs,
  Finder,
  type Found,
} from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { encodeSafetensors } from "../../support/safetensors";

const MODEL = `onnx 13
input x float32[N,3,224,224]
constant stem/weights float32[8,3,3,3] = ramp
constant grouped/weights float32[8,2,3,3] = ramp
a = Conv(x, stem/weights) {"group": 1, "strides": [2, 1], "kernel_shape": [3, 3]}
r = Relu(a)
b = Conv(r, grouped/weights) {"group": 4, "auto_pad": "SAME_UPPER"}
top = LeakyRelu(b) {"alpha": 0.1}
output top float32[N,8,112,224]`;

async function finder(name: string, bytes: Uint8Array) {
  const model = await readModel(memoryFiles(name, bytes), quietContext());
  const layers = await layersOf(model);
  const types = await inferTypes(model);
  const views = viewGraphs(model, layers, (value) => types.of(value));
  return { views, layers, finder: new Finder(views, layers.layers, (value) => types.of(value)) };
}

const noPause = () => Promise.resolve();

describe("finding nodes", () => {
  let made: Awaited<ReturnType<typeof finder>>;
  before(async () => {
    const { name, bytes } = encodeText(MODEL);
    made = await finder(name, bytes);
  });

  const find = (text: string, isPattern = false): Promise<Found> =>
    made.finder.find(parseQuery(text, isPattern), noPause);
  const names = async (text: string, isPattern = false): Promise<string[]> =>
    Array.from((await find(text, isPattern)).nodes, (node) => {
      const { name, kind } = made.views[0]!.graph.nodes[node]!;
      return kind === "operator" ? name : `${kind} ${name}`;
    });

  it("looks for words in names, operators and types, whatever their case", async () => {
    assert.deepEqual(await names("conv"), ["Conv_a", "Conv_b"]);
    assert.deepEqual(await names("RELU"), ["Relu_r", "LeakyRelu_top"]);
    assert.deepEqual(await names("relu leaky"), ["LeakyRelu_top"]);
    assert.deepEqual(await names("float32 input"), ["input x"]);
    assert.deepEqual(await names("int8"), []);
  });

  it("finds a value where it is made, and a constant where it is used", async () => {
    assert.deepEqual(await names("top"), ["LeakyRelu_top", "output top"]);
    assert.deepEqual(await names("grouped/weights"), ["Conv_b"]);
    assert.deepEqual(await names("in:grouped/weights"), ["Conv_b"]);
    assert.deepEqual(await names("in:x"), ["Conv_a"]);
    assert.deepEqual(await names("out:r"), ["Relu_r"]);
    assert.deepEqual(await names('name:"Relu_r"'), ["Relu_r"]);
  });

  it("takes shapes with unknown lengths and parts left out", async () => {
    assert.deepEqual(await names("?x3x224x224"), ["input x"]);
    assert.deepEqual(await names("8x3x3x3"), ["Conv_a"]);
    assert.deepEqual(await names("*x3x3"), ["Conv_a", "Conv_b"]);
    assert.deepEqual(await names("8x*x3"), ["Conv_a", "Conv_b"]);
    assert.deepEqual(await names("*x224x*x224"), ["input x"]);
    assert.deepEqual(await names("shape:nx3x*"), ["input x"]);
    assert.deepEqual(await names("[8,2,3,3]"), ["Conv_b"]);
    assert.deepEqual(await names("3x3"), []);
  });

  it("compares attributes, items of lists and counts", async () => {
    assert.deepEqual(await names("group>1"), ["Conv_b"]);
    assert.deepEqual(await names("group>=1"), ["Conv_a", "Conv_b"]);
    assert.deepEqual(await names("group!=4"), ["Conv_a"]);
    assert.deepEqual(await names("strides=2"), ["Conv_a"]);
    assert.deepEqual(await names("strides=[2,1]"), ["Conv_a"]);
    assert.deepEqual(await names("kernel_shape=3x3"), ["Conv_a"]);
    assert.deepEqual(await names("auto_pad=same_upper"), ["Conv_b"]);
    assert.deepEqual(await names("alpha<0.2"), ["LeakyRelu_top"]);
    assert.deepEqual(await names("alpha=0.1"), ["LeakyRelu_top"]);
    assert.deepEqual(await names("parameters>0.2k"), ["Conv_a"]);
    assert.deepEqual(await names("bytes<=576 bytes>0"), ["Conv_b"]);
    assert.deepEqual(await names("op=relu"), ["Relu_r"]);
    assert.deepEqual(await names("op:relu"), ["Relu_r", "LeakyRelu_top"]);
    assert.deepEqual(await names("group>x"), []);
  });

  it("takes a regular expression for one of them each, and says what is wrong with it", async () => {
    assert.deepEqual(await names("^relu", true), ["Relu_r"]);
    assert.deepEqual(await names("^(stem|grouped).*s$", true), ["Conv_a", "Conv_b"]);
    assert.deepEqual(await names("×224×224$", true), ["input x"]);
    assert.throws(() => parseQuery("(", true), /This is no regular expression: Unterminated group\./);
  });

  it("finds nothing of nothing, and layers beside nodes", async () => {
    assert.equal(parseQuery("  "), null);
    assert.deepEqual(await names(""), []);
    const { layers, starts } = await find("group>1");
    assert.deepEqual([...starts], [0, 1]);
    assert.deepEqual(
      Array.from(layers, (at) => made.layers.layers[at]!.name),
      ["Conv_b"],
    );
  });

  it("finds what is not drawn at the node that uses it", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[1,4]
constant packed int8[4,2] = 1
constant scale float32[] = 0.5
w = DequantizeLinear(packed, scale)
y = MatMul(x, w)
output y float32[1,2]`);
    const { finder: other, views } = await finder(name, bytes);
    for (const query of ["packed", "int8", "DequantizeLinear", "dtype:int8 op:MatMul"]) {
      const { nodes } = await other.find(parseQuery(query), noPause);
      assert.deepEqual(
        Array.from(nodes, (node) => views[0]!.graph.nodes[node]!.operator),
        ["MatMul"],
        query,
      );
    }
  });

  it("goes through all graphs", async () => {
    const { name, bytes } = encodeText(MODEL);
    const one = await finder(name, bytes);
    const twice = new Finder([...one.views, ...one.views], one.layers.layers);
    const { nodes, starts } = await twice.find(parseQuery("conv"), noPause);
    assert.deepEqual(
      [[...nodes], [...starts]],
      [
        [1, 3, 1, 3],
        [0, 2, 4],
      ],
    );
  });

  it("finds tensors that are in no graph", async () => {
    const bytes = encodeSafetensors([
      { name: "a.weight", dtype: "F32", shape: [4, 2], bytes: new Uint8Array(32) },
      { name: "b.bias", dtype: "F16", shape: [4], bytes: new Uint8Array(8) },
    ]);
    const { finder: tensors, layers } = await finder("m.safetensors", bytes);
    const found = async (text: string) =>
      Array.from((await tensors.find(parseQuery(text), noPause)).layers, (at) => layers.layers[at]!.name);
    assert.deepEqual(await found("weight"), ["a.weight"]);
    assert.deepEqual(await found("float16"), ["b.bias"]);
    assert.deepEqual(await found("4x?"), ["a.weight"]);
    assert.deepEqual(await found("bytes>8"), ["a.weight"]);
  });

  it("stops where nobody waits any more", async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `v${index + 1} = Relu(v${index})`);
    const { name, bytes } = encodeText(`onnx 13\ninput v0 float32[1]\n${lines.join("\n")}\noutput v3000 float32[1]`);
    const { finder: large } = await finder(name, bytes);
    let pauses = 0;
    const stopping = large.find(parseQuery("relu"), () => {
      pauses++;
      return Promise.reject(new Error("cancelled"));
    });
    await assert.rejects(stopping, /cancelled/);
    assert.equal(pauses, 1);
  });

  it("takes hostile queries and shapes in time", () => {
    const shape = Array.from({ length: 2000 }, () => 1);
    const subject = {
      name: "n",
      operator: "o",
      dtypes: [],
      shapes: [shape],
      inputs: [],
      outputs: [],
      text: "n",
      words: () => [],
    };
    assert.equal(parseQuery(`${"*x1x".repeat(200)}2`)!(subject), false);
    assert.equal(parseQuery('"'.repeat(10_001))!(subject), true);
    assert.equal(parseQuery("constructor>1 __proto__=2")!(subject), false);
  });
});
