import assert from "node:assert/strict";
import type { Groups } from "../../../../src/core/analysis/groups/groups";
import { groupNodes } from "../../../../src/core/analysis/groups/node-groups";
import { groupTensors } from "../../../../src/core/analysis/groups/tensor-groups";
import { encode, floats, model, node, ramp, valueInfo } from "../../../support/onnx";
import { open } from "../../../support/open";

type NodeProto = ReturnType<typeof node>;

async function groupsOf(nodes: readonly NodeProto[], initializer: string[] = []): Promise<Groups> {
  const bytes = encode(
    model({
      name: "g",
      node: [...nodes],
      input: [valueInfo("x", [4, 4])],
      output: [valueInfo(nodes.at(-1)!.output![0]!, [4, 4])],
      initializer: initializer.map((name) => floats(name, [4, 4], ramp(16))),
    }),
  );
  const opened = await open("m.onnx", bytes);
  const [graph] = opened.graphs;
  return groupNodes(graph!.nodes, (each) => opened.dialect.role(each));
}

/** A chain of Relu, each with a name. */
function named(names: readonly string[]): NodeProto[] {
  return names.map((name, index) => ({
    ...node("Relu", [index === 0 ? "x" : `v${index - 1}`], [`v${index}`]),
    name,
  }));
}

/** "a", "a b": the titles of the groups, and where they lie. */
function shown({ parents, titles, counts }: Groups): string[] {
  const paths: string[] = [];
  parents.forEach((parent, group) => paths.push(`${parent < 0 ? "" : `${paths[parent]!} > `}${titles[group]!}`));
  return paths.map((path, group) => `${path}: ${counts[group]!}`);
}

describe("Groups of nodes by their names", () => {
  it("are the scopes of TensorFlow, those of one node left out", async () => {
    const groups = await groupsOf(named(["a/b/x", "a/b/y", "a/c/x", "a/z", "d/e/f/x", "d/e/f/y", "g/x", "top"]));
    assert.deepEqual(shown(groups), ["a: 4", "a > b: 2", "d/e/f: 2"]);
    assert.deepEqual([...groups.of], [1, 1, 0, 0, 2, 2, -1, -1]);
    assert.deepEqual([...groups.alike], [0, 1, 1]);
  });

  it("are the modules of PyTorch, without one around all", async () => {
    const layers = ["layer.0", "layer.1"].flatMap((layer) =>
      ["attention/MatMul", "attention/Add", "Relu"].map((name) => `/model/${layer}/${name}`),
    );
    const groups = await groupsOf(named(layers));
    assert.deepEqual(shown(groups), ["layer.0: 3", "layer.0 > attention: 2", "layer.1: 3", "layer.1 > attention: 2"]);
    assert.deepEqual([...groups.alike], [0, 1, 0, 1]);
  });

  it("have dots between where nothing has slashes, but for numbers that count", async () => {
    const groups = await groupsOf(named(["a.b.mul", "a.b.mul.1", "a.c.add", "a.c.add.1.2", "d.e"]));
    assert.deepEqual(shown(groups), ["a: 4", "a > b: 2", "a > c: 2"]);
    assert.deepEqual(shown(await groupsOf(named(["Relu.1", "Relu.2", "Relu.3"]))), []);
  });

  it("go by the first name of what TFLite's converter fused", async () => {
    const fused = named(["m/a/Relu;m/a_bn/Add;m/a/Conv", "m/a/Conv", "m/b/Relu;m/c/d/Conv", "m/b/Conv", "n"]);
    assert.deepEqual(shown(await groupsOf(fused)), ["m: 4", "m > a: 2", "m > b: 2"]);
  });

  it("are of tensors too", () => {
    const tensor = (name: string, length = 4) => ({ name, dtype: "float32" as const, outputShape: [length] });
    const names = ["h.0.a.weight", "h.0.a.bias", "h.1.a.weight", "h.1.a.bias", "out.weight"];
    const groups = groupTensors(names.map((name) => tensor(name)));
    assert.deepEqual(shown(groups), ["h: 4", "h > 0.a: 2", "h > 1.a: 2"]);
    assert.deepEqual([...groups.alike], [0, 1, 1]);
    const others = groupTensors(names.map((name) => tensor(name, name.startsWith("h.1") ? 8 : 4)));
    assert.deepEqual([...others.alike], [0, 1, 2]);
    assert.deepEqual(shown(groupTensors([])), []);
  });
});

/** One layer of a transformer, from a value to the next: 11 nodes. */
function transformerLayer(layer: number, from: string, to: string): NodeProto[] {
  const name = (part: string) => `${part}${layer}`;
  const steps: [string, string[], string][] = [
    ["MatMul", [from, "w"], name("q")],
    ["MatMul", [from, "w"], name("k")],
    ["MatMul", [from, "w"], name("v")],
    ["MatMul", [name("q"), name("k")], name("s")],
    ["Add", [name("s"), "x"], name("m")],
    ["Softmax", [name("m")], name("p")],
    ["MatMul", [name("p"), name("v")], name("o")],
    ["Add", [name("o"), from], name("r")],
    ["MatMul", [name("r"), "w"], name("f")],
    ["Relu", [name("f")], name("g")],
    ["Add", [name("g"), name("r")], to],
  ];
  return steps.map(([operator, inputs, output]) => node(operator, inputs, [output]));
}

function transformer(layers: number): NodeProto[] {
  const value = (layer: number) => (layer === 0 ? "e" : `y${layer}`);
  return [
    node("Tanh", ["x"], ["d"]),
    node("Add", ["d", "w"], ["e"]),
    ...Array.from({ length: layers }, (_, layer) => transformerLayer(layer, value(layer), value(layer + 1))).flat(),
    node("Sigmoid", [value(layers)], ["z"]),
  ];
}

describe("Groups of nodes by what repeats itself", () => {
  it("are the layers of a transformer, each begun where one value comes in", async () => {
    const groups = await groupsOf(transformer(12), ["w"]);
    assert.deepEqual(shown(groups).slice(0, 3), [
      "12 × transformer layer: 132",
      "12 × transformer layer > transformer layer 1: 11",
      "12 × transformer layer > transformer layer 2: 11",
    ]);
    assert.equal(groups.titles.length, 13);
    assert.deepEqual(
      [...groups.of],
      [-1, -1, ...Array.from({ length: 132 }, (_, index) => 1 + Math.floor(index / 11)), -1],
    );
    assert.deepEqual([...groups.alike], [0, ...Array.from({ length: 12 }, () => 1)]);
  });

  it("are the same whatever order the file has", async () => {
    const nodes = transformer(5);
    const inOrder = await groupsOf(nodes, ["w"]);
    const reversed = await groupsOf([...nodes.slice(0, -1).reverse(), nodes.at(-1)!], ["w"]);
    assert.deepEqual(shown(reversed).slice(0, 1), shown(inOrder).slice(0, 1));
    assert.equal(reversed.titles.length, inOrder.titles.length);
  });

  it("have groups in them, and stand in groups by name", async () => {
    const nodes: NodeProto[] = [];
    const add = (operator: string, name: string) => {
      const from = nodes.at(-1)?.output?.[0] ?? "x";
      nodes.push({ ...node(operator, [from], [`v${nodes.length}`]), name });
    };
    for (let block = 0; block < 3; block++) {
      add("Tanh", "body/a");
      for (let inner = 0; inner < 4; inner++) {
        add("Relu", "body/a");
        add("Sigmoid", "body/a");
      }
    }
    add("Relu", "head/a");
    add("Tanh", "head/a");
    const groups = await groupsOf(nodes);
    const outer = "body > 3 × Tanh and Relu block";
    assert.deepEqual(
      shown(groups).filter((each) => !each.includes("block 2") && !each.includes("block 3")),
      [
        "body: 27",
        "head: 2",
        `${outer}: 27`,
        `${outer} > Tanh and Relu block 1: 9`,
        `${outer} > Tanh and Relu block 1 > 4 × Relu and Sigmoid block: 8`,
        `${outer} > Tanh and Relu block 1 > 4 × Relu and Sigmoid block > Relu and Sigmoid block 1: 2`,
        `${outer} > Tanh and Relu block 1 > 4 × Relu and Sigmoid block > Relu and Sigmoid block 4: 2`,
      ],
    );
  });

  it("are none where nothing does, and one of a row of the same", async () => {
    const operators = ["Relu", "Tanh", "Sigmoid", "Exp", "Neg", "Abs", "Sqrt", "Floor", "Ceil", "Erf"];
    const row = (chosen: readonly string[]) =>
      chosen.map((operator, index) => node(operator, [index === 0 ? "x" : `v${index - 1}`], [`v${index}`]));
    assert.deepEqual(
      shown(await groupsOf(row([...operators, "Sin", "Cos", "Tan", "Sinh", "Cosh", "Acos", "Asin"]))),
      [],
    );
    const same = Array.from({ length: 1200 }, () => "Relu");
    assert.deepEqual(shown(await groupsOf(row([...operators, ...same]))), ["1,200 × Relu: 1200"]);
  });
});
