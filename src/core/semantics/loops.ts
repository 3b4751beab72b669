// The state of a loop: of its type and shape what holds before each turn.
import type { Graph } from "../ir/graph";
import type { Node } from "../ir/node";
import type { Facts } from "../ir/operator";
import type { Dimension, Value } from "../ir/value";
import { fact, isEqual, union, UNKNOWN, type Fact } from "./fact";

interface Turn {
  readonly state: readonly Fact[];
  readonly made: readonly Fact[];
}

/** After so many turns that still changed something nothing is known but the types. */
const MOST_TURNS = 3;

/** @param turn What one turn gives: the next state, and what it makes besides. */
export function loopState(initial: readonly Fact[], turn: (state: readonly Fact[]) => Turn): Turn {
  // What is computed of a turn is not followed: it differs from one to the next.
  let state = initial.map(({ dtype, shape }) => fact(dtype, shape));
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const made = turn(state);
    const next = state.map((each, index) => union(each, withoutElements(made.state[index] ?? UNKNOWN)));
    if (next.every((each, index) => isEqual(each, state[index]!))) {
      return { state, made: made.made };
    }
    state = next;
  }
  state = initial.map(({ dtype }) => fact(dtype, null));
  return { state, made: turn(state).made };
}

function withoutElements({ dtype, shape }: Fact): Fact {
  return fact(dtype, shape);
}

/** A loop over graphs of which each takes the whole state. */
export interface StateLoop {
  readonly condition: Graph;
  readonly body: Graph;
  /** What the body makes the next state of. */
  readonly next: (position: number) => Value | null;
  /** What operators are called that compare, add, connect two conditions, and hand on. */
  readonly names: Readonly<Record<"less" | "add" | "and" | "identity", readonly string[]>>;
}

/** Two conditions are common, and more make no loop that counts. */
const MOST_CONDITIONS = 8;

/**
 * How often a loop turns whose state is counted up to a limit: ⌈(limit − start) ÷ step⌉, the least of all conditions that
 * have to hold. Null where they are other ones, or the numbers are not known.
 */
export function countedTurns(loop: StateLoop, inputs: Facts): Dimension {
  const { condition, body, names } = loop;
  const is = (node: Node | null | undefined, kind: keyof StateLoop["names"]) =>
    node != null && names[kind].includes(node.op.name);
  const through = (value: Value | null | undefined): Value | null => {
    let given = value ?? null;
    for (let steps = 0; steps < MOST_CONDITIONS && is(given?.producer, "identity"); steps++) {
      given = given?.producer?.inputs[0] ?? null;
    }
    return given;
  };
  const places = new Map(
    [condition, body].map((graph) => [graph, new Map(graph.inputs.map((each, at) => [each, at]))]),
  );
  /** Where in the state a value is, as it was given. */
  const stateOf = (graph: Graph, value: Value | null) => (value && places.get(graph)!.get(value)) ?? null;
  const elementOf = (value: Value | null) => (value?.constant == null ? null : inputs.element(value.constant));
  const startOf = (position: number) => (position < inputs.count ? (inputs.at(position).elements?.[0] ?? null) : null);

  const stepOf = (position: number): Dimension => {
    const next = through(loop.next(position))?.producer;
    const [one = null, other = null] = is(next, "add") ? next!.inputs.map(through) : [];
    return stateOf(body, one) === position
      ? elementOf(other)
      : stateOf(body, other) === position
        ? elementOf(one)
        : null;
  };
  const limitOf = (value: Value | null): Dimension => {
    const position = stateOf(condition, value);
    if (position === null) {
      return elementOf(value);
    }
    return stateOf(body, through(loop.next(position))) === position ? startOf(position) : null;
  };

  const pending = [through(condition.outputs[0])];
  let turns = Infinity;
  for (let count = 0; pending.length > 0; count++) {
    const node = pending.pop()?.producer;
    const [one = null, other = null] = node?.inputs.map(through) ?? [];
    if (is(node, "and") && count < MOST_CONDITIONS) {
      pending.push(one, other);
      continue;
    }
    const counter = is(node, "less") ? stateOf(condition, one) : null;
    const [start, limit, step] = counter === null ? [] : [startOf(counter), limitOf(other), stepOf(counter)];
    if (typeof start !== "number" || typeof limit !== "number" || typeof step !== "number" || step <= 0) {
      return null;
    }
    turns = Math.min(turns, Math.max(0, Math.ceil((limit - start) / step)));
  }
  return Number.isFinite(turns) ? turns : null;
}
