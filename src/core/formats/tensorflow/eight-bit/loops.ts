import type { Graph } from "../../../ir/graph";
import type { Node } from "../../../ir/node";

/** The nodes in loops of TensorFlow 1, from Enter to Exit: they can read constants only through Enter. */
export function nodesInLoops(graph: Graph): Set<Node> {
  const pending = graph.nodes.filter(({ op }) => /^(Ref)?Enter$/.test(op.name));
  const found = new Set(pending);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const readers = node.outputs.flatMap((output) => (output === null ? [] : [...output.uses]));
    for (const next of [...readers, ...node.controlUses]) {
      if (!found.has(next) && !/^(Ref)?Exit$/.test(next.op.name)) {
        found.add(next);
        pending.push(next);
      }
    }
  }
  return found;
}
