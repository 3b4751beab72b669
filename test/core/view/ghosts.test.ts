import assert from "node:assert/strict";
import { compareNodes, Contents } from "../../../src/core";
import { newHash } from "../../../src/cli/hash";
import { quietContext, runStep } from "../../../src/core";
import { ghostsOf } from "../../../src/core/view/ghosts";
import { Version } from "../../../src/worker/version";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

const MODEL = `
onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
a = MatMul(x, w)
i = Identity(a)
j = Identity(i)
y = Relu(j)
`;

describe("nodes that went", () => {
  it("are between what they were between, in the graph without them", async () => {
    const { name, bytes } = encodeText(MODEL);
    const before = new Version(await open(name, bytes), []);
    const step = { id: "remove-nodes", parameters: {} };
    const { model } = await runStep(await open(name, bytes), step, quietContext());
    const after = new Version(model, []);
    const contents = new Contents(newHash, quietContext());
    const found = await compareNodes(before.model, model, contents);
    assert.equal(found.removed.length, 2);
    const [ghosts] = ghostsOf(found, await before.links(), await after.links());
    const { nodes } = (await after.view(0)).graph;
    const at = (operator: string) => nodes.findIndex((node) => node.operator === operator);
    assert.equal(ghosts!.among, nodes.length);
    assert.deepEqual(
      ghosts!.nodes.map(({ operator, before: { graph, node } }) => [operator, graph, node]),
      [
        ["Identity", 0, 2],
        ["Identity", 0, 3],
      ],
    );
    const [first, second] = [nodes.length, nodes.length + 1];
    assert.deepEqual([...ghosts!.edges], [at("MatMul"), first, first, second, second, at("Relu")]);
    assert.deepEqual(ghostsOf({ ...found, removed: [] }, await before.links(), await after.links()), [null]);
  });
});
