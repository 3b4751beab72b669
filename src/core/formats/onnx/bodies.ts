// Local functions: a node calls one by its domain and name, as if it were an operator.
import type { Bodies } from "../../ir/bodies";
import { allNodes } from "../../ir/graph";
import { functionKey } from "./read-graph";

export const onnxBodies: Bodies = {
  entries: ({ graphs }) => graphs,
  calledFrom({ functions }, graph) {
    const operators = new Set([...allNodes(graph)].map(({ op }) => functionKey(op.domain, op.name)));
    // An overload is named behind; a node may mean any of them.
    return [...functions]
      .filter(([key]) => operators.has(key) || operators.has(key.split(":").slice(0, -1).join(":")))
      .map(([, body]) => body);
  },
  obstacle: () => null,
  remove({ functions }, uncalled) {
    [...functions].filter(([, body]) => uncalled.has(body)).forEach(([key]) => functions.delete(key));
  },
};
