import assert from "node:assert/strict";
import { Lineage } from "../../../src/core/ir/lineage";
import { forkModel, type Model } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { open, transform } from "../../support/open";

const CHAIN = `
onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
a = MatMul(x, w)
b = Identity(a)
c = Clip(b)
y = Clip(c)
output y float32[1,4]
`;
const OP = { domain: "", name: "Relu", version: null };

function idsOf({ graphs: [graph] }: Model) {
  return {
    nodes: graph!.nodes.map(({ id }) => id),
    values: [...graph!.values].map(({ id, name }) => [id, name]),
  };
}

describe("the numbers of nodes and values", () => {
  it("are given in the order of the file, and kept by copies", async () => {
    const { name, bytes } = encodeText(CHAIN);
    const model = await open(name, bytes);
    assert.deepEqual(idsOf(model).nodes, [0, 1, 2, 3]);
    assert.equal(new Set(idsOf(model).values.map(([id]) => id)).size, 6);
    assert.deepEqual(idsOf(forkModel(forkModel(model))), idsOf(model));
    assert.deepEqual(idsOf(await open(name, bytes)), idsOf(model));
  });

  it("are new for what is added, and the same each time", async () => {
    const { name, bytes } = encodeText(CHAIN.replaceAll("[1,4]", "[1,512]").replace("[4,4]", "[512,512]"));
    const made = await Promise.all([0, 1].map(() => transform(name, bytes, "quantize-weights")));
    const [one, other] = made.map(({ model }) => idsOf(model));
    assert.deepEqual(one, other);
    assert.deepEqual(one!.nodes, [4, 0, 1, 2, 3]);
  });

  it("pass to a node that is put in the place of another", async () => {
    const { name, bytes } = encodeText(CHAIN);
    const model = forkModel(await open(name, bytes));
    const [graph] = model.graphs;
    const node = graph!.nodes[2]!;
    const { inputs, outputs } = node;
    const copy = graph!.replace(node, { name: "", op: OP, inputs, outputs });
    assert.deepEqual([copy.id, copy.op.name], [2, "Relu"]);
    const again = { name: "again", op: OP, inputs, outputs: [], continues: copy };
    assert.throws(() => graph!.insert(again), /is still there/);
  });

  it("mean the same in two versions up to where these part", () => {
    const read = new Lineage();
    [read.nextNode(), read.nextNode(), read.nextValue()].forEach((each) => assert.ok(each < 2));
    const first = new Lineage(read);
    first.nextNode();
    first.merge(1, 2);
    const [left, right] = [new Lineage(first), new Lineage(first)];
    left.nextNode();
    right.nextNode();
    right.merge(0, 3);
    const common = (one: Lineage, other: Lineage) => Lineage.common(one, other);
    assert.deepEqual(common(left, right), { nodes: 3, values: 1, merged: [0, 3] });
    assert.deepEqual(common(right, left), { nodes: 3, values: 1, merged: [] });
    assert.deepEqual(common(read, right), { nodes: 2, values: 1, merged: [1, 2, 0, 3] });
    assert.deepEqual(common(right, read), { nodes: 2, values: 1, merged: [] });
    assert.deepEqual(common(right, right), { nodes: 4, values: 1, merged: [] });
    assert.equal(common(read, new Lineage()), null);
  });
});
