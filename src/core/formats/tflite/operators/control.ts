// Subgraphs by their position: branches, loops, calls.
import { family, type Entry } from "../../../semantics/family";
import type { Graph } from "../../../ir/graph";
import { numberAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { union, UNKNOWN } from "../../../semantics/fact";
import { countedTurns, loopState } from "../../../semantics/loops";
import type { Facts } from "../../../ir/operator";
import { all, needed, operator, operators, running, untold, type Rule } from "../../../semantics/rules";

function subgraph(node: Node, inputs: Facts, name: string): Graph {
  return needed(inputs.model.graphs[numberAttribute(node, name, -1)]);
}

const branch: Rule = (node, inputs) => {
  const given = all(inputs).slice(1);
  const one = inputs.through(subgraph(node, inputs, "then_subgraph_index"), given);
  const other = inputs.through(subgraph(node, inputs, "else_subgraph_index"), given);
  return node.outputs.map((_, index) => union(one[index] ?? UNKNOWN, other[index] ?? UNKNOWN));
};

/** The condition sees every state too. */
const loop: Rule = (node, inputs) => {
  const [body, condition] = ["body", "cond"].map((name) => subgraph(node, inputs, `${name}_subgraph_index`));
  return loopState(all(inputs), (state) => {
    inputs.through(condition!, state);
    return { state: inputs.through(body!, state), made: [] };
  }).state;
};

const LOOP_NAMES = { less: ["LESS"], add: ["ADD"], and: ["LOGICAL_AND"], identity: [] };

function turns(node: Node, inputs: Facts): Dimension {
  const [body, condition] = ["body", "cond"].map((name) => subgraph(node, inputs, `${name}_subgraph_index`));
  const next = (position: number) => body!.outputs[position] ?? null;
  return countedTurns({ condition: condition!, body: body!, next, names: LOOP_NAMES }, inputs);
}

const call =
  (name: string): Rule =>
  (node, inputs) =>
    inputs.through(subgraph(node, inputs, name), all(inputs));

export const controlOperators = family<Entry>("controlFlow", {
  IF: running(operator(branch), "either"),
  ...operators(running(operator(loop), turns), "WHILE STABLEHLO_WHILE"),
  CALL: operator(call("subgraph")),
  STABLEHLO_COMPOSITE: operator(call("decomposition_subgraph_index")),
  STABLEHLO_CASE: untold,
  ...operators({ role: "sideEffect", ...untold }, "CALL_ONCE ASSIGN_VARIABLE HASHTABLE_IMPORT"),
  VAR_HANDLE: { role: "variable", ...untold },
  READ_VARIABLE: { role: "identity", ...untold },
  HASHTABLE: { role: "other", ...untold },
});
