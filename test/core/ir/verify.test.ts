// Each invariant is broken once, and told by its name.
import assert from "node:assert/strict";
import { forkModel, newViolations, verify, type Model } from "../../../src/core";
import type { Graph } from "../../../src/core/ir/graph";
import { memoryTensor } from "../../../src/core/ir/tensor";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

const TEXT = `onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
a = MatMul(x, w)
b = Relu(a)
output b float32[1,4]`;

async function opened(): Promise<Model> {
  const { name, bytes } = encodeText(TEXT);
  return open(name, bytes);
}

const valueOf = (graph: Graph, name: string) => [...graph.values].find((value) => value.name === name)!;

describe("the verifier", () => {
  const breaks: readonly [string, (graph: Graph) => void][] = [
    ["every value read is made, given or constant", (graph) => (valueOf(graph, "w").constant = null)],
    [
      "every value is made once",
      (graph) => {
        const [matMul] = graph.nodes;
        graph.insert({ name: "again", op: matMul!.op, inputs: matMul!.inputs, outputs: matMul!.outputs });
      },
    ],
    ["uses and producers agree with the nodes", (graph) => Object.assign(valueOf(graph, "a"), { readers: null })],
    ["nodes stand after what they read", (graph) => graph.reorder([...graph.nodes].reverse())],
    ["names are unique", (graph) => graph.addValue("a", null)],
    ["graph outputs exist", (graph) => graph.addOutput(graph.addValue("nowhere", null))],
    [
      "constants have the bytes their shape needs",
      (graph) => (valueOf(graph, "w").constant = memoryTensor("float32", [4, 4], new Uint8Array(60))),
    ],
    [
      "scales match the quantized axis",
      (graph) =>
        (valueOf(graph, "w").quantization = { scale: new Float32Array(3).fill(1), zeroPoint: [0, 0, 0], axis: 0 }),
    ],
  ];

  for (const [invariant, damage] of breaks) {
    it(invariant, async () => {
      const model = await opened();
      const fork = forkModel(model);
      damage(fork.graphs[0]!);
      assert.ok(newViolations(model, fork).some((violation) => violation.invariant === invariant));
      assert.deepEqual(verify(model), [], "the original is as it was");
    });
  }

  it("does not blame a step for what the file had", async () => {
    const model = await opened();
    model.graphs[0]!.addValue("a", null);
    assert.equal(verify(model).length, 1);
    assert.deepEqual(newViolations(model, forkModel(model)), []);
  });
});
