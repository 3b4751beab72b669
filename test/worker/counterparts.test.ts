import assert from "node:assert/strict";
import { compareNodes, Contents, quietContext } from "../../src/core";
import { newHash } from "../../src/cli/hash";
import { ghostPlace, placeAfter, placeBefore } from "../../src/extension/counterparts";
import { counterpartsOf } from "../../src/core/view/counterparts";
import { ghostsOf } from "../../src/core/view/ghosts";
import { Version } from "../../src/worker/version";
import { encodeText } from "../support/model-text";
import { open } from "../support/open";

const BEFORE = `
onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
m = MatMul(x, w)
i = Identity(m)
y = Relu(i)
output y float32[1,4]
`;
const AFTER = `
onnx 13
input image float32[1,4]
constant w float32[4,4] = ramp
m = MatMul(image, w)
y = Relu(m)
z = Sigmoid(y)
output y float32[1,4]
`;

describe("counterparts", () => {
  it("lead both ways between what is drawn of two models, inputs and outputs too", async () => {
    const [before, after] = [await version(BEFORE), await version(AFTER)];
    const found = await compareNodes(before.model, after.model, new Contents(newHash, quietContext()));
    const [linksBefore, links] = [await before.links(), await after.links()];
    const known = {
      counterparts: counterpartsOf(found, linksBefore, links),
      ghosts: ghostsOf(found, linksBefore, links),
    };
    const place = async (of: Version, name: string) => {
      const { nodes } = (await of.view(0)).graph;
      return { graph: 0, node: nodes.findIndex((node) => (node.operator || `${node.kind} ${node.name}`) === name) };
    };
    for (const [one, other] of [
      ["MatMul", "MatMul"],
      ["Relu", "Relu"],
      ["input x", "input image"],
      ["output y", "output y"],
    ] as const) {
      const [there, here] = [await place(before, one), await place(after, other)];
      assert.deepEqual(placeBefore(known, here), there, other);
      assert.deepEqual(placeAfter(known, there), here, one);
      assert.equal(ghostPlace(known, there), null);
    }
    assert.equal(placeBefore(known, await place(after, "Sigmoid")), null);
    const identity = await place(before, "Identity");
    assert.equal(placeAfter(known, identity), null);
    const ghost = ghostPlace(known, identity)!;
    assert.deepEqual(ghost, { graph: 0, node: (await after.view(0)).graph.nodes.length });
    assert.deepEqual(placeBefore(known, ghost), identity);
    assert.equal(placeBefore(known, { graph: 3, node: 0 }), null);
  });
});

async function version(text: string): Promise<Version> {
  const { name, bytes } = encodeText(text);
  return new Version(await open(name, bytes), []);
}
