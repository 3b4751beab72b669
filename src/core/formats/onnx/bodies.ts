// Local functions: a node calls one by its domain and name, as if it were an operator.
import { callOf, loopOf } from "../../ir/bindings";
import type { Bindings, Bodies } from "../../ir/bodies";
import { allNodes, type Graph } from "../../ir/graph";
import { addTo } from "../../ir/multimap";
import { numberAttribute, type Node } from "../../ir/node";
import { functionKey } from "./read-graph";

export const onnxBodies: Bodies = {
  entries: ({ graphs }) => graphs,
  calls({ functions }) {
    const bodies = new Map<string, Graph[]>();
    for (const [key, body] of functions) {
      // An overload is named behind; a node may mean any of them.
      for (const name of [key, key.split(":").slice(0, -1).join(":")]) {
        addTo(bodies, name, body);
      }
    }
    return (graph) => {
      const operators = new Set([...allNodes(graph)].map(({ op }) => functionKey(op.domain, op.name)));
      return [...operators].flatMap((operator) => bodies.get(operator) ?? []);
    };
  },
  bindings: ({ functions }) =>
    functions.size === 0
      ? loop
      : (node) => callOf(node, [functions.get(functionKey(node.op.domain, node.op.name))]) ?? loop(node),
  startOf: () => null,
  putFirst: () => undefined,
  obstacle: () => null,
  remove({ functions }, uncalled) {
    [...functions].filter(([, body]) => uncalled.has(body)).forEach(([key]) => functions.delete(key));
  },
};

/** The branches of If have no inputs: they read what they need by name. */
function loop(node: Node): Bindings | null {
  const { domain, name } = node.op;
  const attribute = domain === "" && (name === "Loop" || name === "Scan") ? node.attributes.get("body") : undefined;
  const body = attribute?.kind === "graphs" ? attribute.value[0] : null;
  if (node.op.name === "Loop") {
    const carried = Math.max(0, node.inputs.length - 2);
    return loopOf(node, body, [], { firstInput: 2, firstCarried: 2, returned: 1, carried });
  }
  if (node.op.name === "Scan") {
    const firstInput = (node.op.version ?? 0) < 9 ? 1 : 0;
    const carried = Math.max(0, node.inputs.length - firstInput - numberAttribute(node, "num_scan_inputs", 0));
    return loopOf(node, body, [], { firstInput, firstCarried: 0, returned: 0, carried });
  }
  return null;
}
