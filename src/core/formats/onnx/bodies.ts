// Local functions: a node calls one by its domain and name, as if it were an operator.
import type { Bodies } from "../../ir/bodies";
import { allNodes, type Graph } from "../../ir/graph";
import { addTo } from "../../ir/multimap";
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
  obstacle: () => null,
  remove({ functions }, uncalled) {
    [...functions].filter(([, body]) => uncalled.has(body)).forEach(([key]) => functions.delete(key));
  },
};
