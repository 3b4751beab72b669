// Stated ranges move in front of nodes that only pick or move elements, to where results are brought to eight bits, as
// TensorFlow's hoist_fake_quants does: a range need not be measured there then. Fake quantization rounds each element by
// itself and never changes which of two is larger, so that the results stay the same to the bit.
import type { Graph } from "../../../ir/graph";
import type { Node } from "../../../ir/node";

const PASSED = new Set(["MaxPool", "Reshape"]);

/** @param isFree Whether a node becomes one in eight bits, and only its readers know its name. */
export async function hoist(graph: Graph, fake: Node, isFree: (node: Node) => Promise<boolean>): Promise<void> {
  for (;;) {
    const ranged = fake.outputs[0]!;
    const passed = fake.inputs[0]?.producer ?? null;
    const source = passed?.inputs[0] ?? null;
    const movable =
      passed !== null &&
      source !== null &&
      PASSED.has(passed.op.name) &&
      passed.outputs[0]!.uses.size === 1 &&
      ranged.uses.size > 0 &&
      !passed.inputs.slice(1).includes(source) &&
      (await isFree(passed)) &&
      (await isFree(fake));
    if (!movable) {
      return;
    }
    graph.replaceUses(ranged, passed.outputs[0]!);
    graph.setInput(passed, 0, ranged);
    graph.setInput(fake, 0, source);
  }
}
