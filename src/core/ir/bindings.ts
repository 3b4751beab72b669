// What nodes give to the graphs they run, in the forms that formats have in common.
import type { Binding, Bindings } from "./bodies";
import type { Graph } from "./graph";
import type { Node } from "./node";
import type { Value } from "./value";

const NO_STATES: ReadonlySet<number> = new Set();

/** The inputs of a node from `first` on are those of each body: of a call, or of branches behind what decides. */
export function callOf(node: Node, bodies: readonly (Graph | null | undefined)[], first = 0): Bindings | null {
  if (bodies.every((body) => body == null)) {
    return null;
  }
  const given = node.inputs.slice(first);
  return boundTo([...new Set(bodies)].flatMap((body) => (body == null ? [] : [{ body, inputs: given }])));
}

/**
 * A loop. What its body returns unchanged is the same in each turn; what it replaces is a state.
 * @param firstInput The node's input that is the body's input at `firstCarried`.
 * @param returned Where the body returns what it got at `firstCarried`.
 */
export function loopOf(
  node: Node,
  body: Graph | null | undefined,
  others: readonly (Graph | null | undefined)[],
  { firstInput, firstCarried, returned, carried }: LoopForm,
): Bindings | null {
  if (body == null) {
    return null;
  }
  const states = new Set<number>();
  const inputs: (Value | null)[] = new Array<null>(firstCarried).fill(null);
  const count = Math.min(carried, node.inputs.length - firstInput);
  for (let index = 0; index < node.inputs.length - firstInput; index++) {
    const input = node.inputs[firstInput + index] ?? null;
    const isState = index < count && !isUnchanged(body.inputs[firstCarried + index], body.outputs[returned + index]);
    if (isState) {
      states.add(firstInput + index);
    }
    inputs.push(isState ? null : input);
  }
  const all = [...new Set([body, ...others])].flatMap((graph) => (graph == null ? [] : [{ body: graph, inputs }]));
  return { ...boundTo(all)!, states };
}

export interface LoopForm {
  readonly firstInput: number;
  readonly firstCarried: number;
  readonly returned: number;
  /** How many are carried from turn to turn; those behind are read in each. */
  readonly carried: number;
}

function boundTo(bodies: readonly Binding[]): Bindings | null {
  return bodies.length === 0 ? null : { bodies, states: NO_STATES };
}

/** Nodes that only hand it on may stand between. */
function isUnchanged(given: Value | undefined, returned: Value | undefined): boolean {
  let value = returned ?? null;
  const seen = new Set<Value>();
  while (value !== null && value !== given && !seen.has(value)) {
    seen.add(value);
    value = value.producer?.op.name === "Identity" ? (value.producer.inputs[0] ?? null) : null;
  }
  return given !== undefined && value === given;
}
