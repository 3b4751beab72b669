import assert from "node:assert/strict";
import fc from "fast-check";
import { alignModels, forkModel, quietContext, runRecipe, type Model } from "../../../src/core";
import { nameOf, type Node } from "../../../src/core/ir/node";
import type { Value } from "../../../src/core/ir/value";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

function read(text: string): Promise<Model> {
  const { name, bytes } = encodeText(text);
  return open(name, bytes);
}

async function after(model: Model, ...ids: string[]): Promise<Model> {
  const recipe = ids.map((id) => ({ id, parameters: {} }));
  return (await runRecipe(model, recipe, quietContext())).model;
}

/** "a Relu > b Tanh, name" of pairs, "- a" and "+ a" of what one model has alone, "a into b" of what was merged. */
function told(before: Model, afterwards: Model): string[] {
  const { pairs, removed, added, merged } = alignModels(before, afterwards);
  const of = (node: Node) => `${nameOf(node)} ${node.op.name}`;
  return [
    ...pairs.map((pair) => `${of(pair.before)} > ${of(pair.after)}, ${pair.by}`),
    ...removed.map((node) => `- ${nameOf(node)}`),
    ...added.map((node) => `+ ${nameOf(node)}`),
    ...[...merged].map(([into, nodes]) => `${nodes.map(nameOf).join()} into ${nameOf(into)}`),
  ];
}

/** Gives all nodes and values names that tell nothing. */
function renamed(model: Model): Model {
  let count = 0;
  for (const graph of model.graphs) {
    graph.values.forEach((value) => (value.name = `v${count++}`));
    graph.nodes.forEach((node) => (node.name = `n${count++}`));
  }
  return model;
}

const CONSTANTS = `
constant w float32[2,2,1,1] = 1 2 3 4
constant b float32[2] = 10 20
constant gamma float32[2] = 2 3
constant beta float32[2] = 0.5 -0.5
constant mean float32[2] = 1 2
constant variance float32[2] = 0.24 8.99
`;
const TWINS = `
onnx 15
input x float32[1,2,4,4]
${CONSTANTS}
constant w2 float32[2,2,1,1] = 1 2 3 4
constant b2 float32[2] = 10 20
conv1 = Conv(x, w, b)
same1 = Identity(conv1)
bn1 = BatchNormalization(same1, gamma, beta, mean, variance) {"epsilon": 0.01}
conv2 = Conv(x, w2, b2)
bn2 = BatchNormalization(conv2, gamma, beta, mean, variance) {"epsilon": 0.01}
y = Add(bn1, bn2)
output y float32[1,2,4,4]
`;
const BLOCK = (input: string, index: number) => `
c${index} = Conv(${input}, w, b)
m${index} = Mul(c${index}, gamma)
r${index} = Relu(m${index})
s${index} = Add(${input}, r${index})
`;
const BLOCKS = `
onnx 15
input x float32[1,2,4,2]
${CONSTANTS}
${BLOCK("x", 1)}${BLOCK("s1", 2)}${BLOCK("s2", 3)}
output s3 float32[1,2,4,2]
`;

describe("which nodes of one model are which of another", () => {
  it("is known by identity where a recipe made the one of the other, and so is what was merged into what", async () => {
    const before = await read(TWINS);
    assert.deepEqual(told(before, await after(before, "remove-nodes", "fold-batchnorm", "merge-duplicates")), [
      "Conv_conv1 Conv > Conv_conv1 Conv, identity",
      "Add_y Add > Add_y Add, identity",
      "- Identity_same1",
      "- BatchNormalization_bn1",
      "- Conv_conv2",
      "- BatchNormalization_bn2",
      "BatchNormalization_bn1,Conv_conv2,BatchNormalization_bn2 into Conv_conv1",
    ]);
  });

  it("is known by identity where nodes take over the names of others", async () => {
    const before = await read(`
tensorflow
input x float32[1,2,2,2]
constant w float32[1,1,4,2] = 1 2 3 4 5 6 7 8
constant v float32[1,1,2,2] = 1 2 3 4
constant gamma float32[2] = 2 3
constant ones float32[2] = 1 1
conv = Conv2D(x, v) {"strides": [1, 1, 1, 1]}
scaled = Mul(conv, gamma)
biased = BiasAdd(scaled, ones)
y = Relu(biased)
`);
    const lines = told(before, await after(before, "fold-batchnorm"));
    assert.deepEqual(
      lines.filter((line) => !line.includes("Const")),
      [
        "x Placeholder > x Placeholder, identity",
        "conv Conv2D > conv Conv2D, identity",
        "biased BiasAdd > biased BiasAdd, identity",
        "y Relu > y Relu, identity",
        "- gamma",
        "- ones",
        "- scaled",
        "+ conv_bias",
        "scaled into conv",
      ],
    );
  });

  it("is known of results of two recipes by what both have from the model, and else by name", async () => {
    const before = await read(TWINS);
    const [one, other] = await Promise.all([after(before, "remove-nodes"), after(before, "fold-batchnorm")]);
    const lines = told(one, other);
    assert.ok(lines.includes("Conv_conv1 Conv > Conv_conv1 Conv, identity"));
    assert.ok(lines.includes("+ Identity_same1"));
  });

  it("is known by name of models that were read apart, the operator first where a name is there twice", async () => {
    const lines = told(await read(TWINS), await read(TWINS));
    assert.equal(lines.filter((line) => line.endsWith(", name")).length, 6);
    const twice = (first: string, second: string) => `
tflite
input x float32[1,4]
a = ${first}(x)
a = ${second}(x)
output a float32[1,4]
`;
    assert.deepEqual(told(await read(twice("RELU", "TANH")), await read(twice("TANH", "LOGISTIC"))), [
      "a TANH > a TANH, name",
      "a RELU > a LOGISTIC, name",
    ]);
  });

  it("is known by structure where names tell nothing", async () => {
    const [before, afterwards] = [await read(BLOCKS), renamed(await read(BLOCKS))];
    const alignment = alignModels(before, afterwards);
    assert.deepEqual(
      alignment.pairs.map((pair) => [before.graphs[0]!.nodes.indexOf(pair.before), pair.by]),
      afterwards.graphs[0]!.nodes.map((_, index) => [index, "structure"]),
    );
    const [values, others] = [before, afterwards].map(({ graphs: [graph] }) => [
      ...graph!.inputs,
      ...graph!.nodes.flatMap(({ outputs }) => outputs),
    ]) as [Value[], Value[]];
    values.forEach((value, index) => assert.ok(alignment.isSame(value, others[index]!)));
    assert.ok(!alignment.isSame(values[0]!, others[1]!) && !alignment.isSame(values[1]!, others[2]!));
  });

  it("is known by structure beside what only one of them has", async () => {
    const folded = BLOCKS.replace(/m(\d) = Mul.*\nr\d = Relu\(m\d\)/g, "t$1 = Tanh(c$1)\nr$1 = Relu(t$1)");
    const lines = told(await read(BLOCKS), renamed(await read(folded)));
    const operators = lines.map((line) => line.replace(/[a-z]\d+ |[A-Z][a-z]+_[a-z]\d |\d+$|[A-Za-z]+_/g, ""));
    assert.deepEqual(
      operators.filter((line) => line.includes("structure")),
      [1, 2, 3].flatMap(() => ["Conv > Conv, structure", "Relu > Relu, structure", "Add > Add, structure"]),
    );
    assert.equal(lines.filter((line) => line.startsWith("- Mul")).length, 3);
  });

  it("leaves no node out and pairs none twice, whatever the models are", async () => {
    const operators = ["Relu", "Tanh", "Abs", "Add"];
    const net = fc.array(fc.tuple(fc.constantFrom(...operators), fc.nat(30), fc.nat(30)), {
      minLength: 1,
      maxLength: 30,
    });
    const textOf = (calls: readonly (readonly [string, number, number])[]) => {
      const at = (index: number, place: number) => (index % (place + 1) === 0 ? "x" : `h${index % (place + 1)}`);
      const lines = calls.map(([operator, one, other], place) =>
        operator === "Add"
          ? `h${place + 1} = Add(${at(one, place)}, ${at(other, place)})`
          : `h${place + 1} = ${operator}(${at(one, place)})`,
      );
      return `onnx 15\ninput x float32[4]\n${lines.join("\n")}\noutput h${calls.length} float32[4]\n`;
    };
    await fc.assert(
      fc.asyncProperty(net, net, fc.boolean(), async (one, other, isNamed) => {
        const [before, afterwards] = [await read(textOf(one)), await read(textOf(other))];
        const { pairs, removed, added } = alignModels(before, isNamed ? afterwards : renamed(afterwards));
        const ours = [...pairs.map((pair) => pair.before), ...removed];
        const theirs = [...pairs.map((pair) => pair.after), ...added];
        assert.deepEqual(new Set(ours), new Set(before.graphs[0]!.nodes));
        assert.deepEqual(new Set(theirs), new Set(afterwards.graphs[0]!.nodes));
        assert.deepEqual([ours.length, theirs.length], [one.length, other.length]);
        const same = alignModels(before, renamed(forkModel(before)));
        assert.ok(same.pairs.every((pair) => pair.by === "identity" && pair.before.id === pair.after.id));
        const apart = alignModels(before, renamed(await read(textOf(one))));
        assert.ok(apart.pairs.every((pair) => pair.before.op.name === pair.after.op.name));
        assert.equal(apart.pairs.length, one.length);
      }),
      { numRuns: 100 },
    );
  });
});
