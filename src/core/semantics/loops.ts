// The state of a loop: of its type and shape what holds before each turn.
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
