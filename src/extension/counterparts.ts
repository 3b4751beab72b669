// Which place of one model is which of another that it is compared with.
import type { DifferencesState, Place } from "../protocol/messages";

type Known = Pick<DifferencesState, "counterparts" | "ghosts">;

/** Where the model that counts as the one before draws what is drawn at a place of the other; null: nowhere. */
export function placeBefore({ counterparts, ghosts }: Known, { graph, node }: Place): Place | null {
  const ghost = ghosts[graph]?.nodes[node - ghosts[graph].among];
  if (ghost !== undefined) {
    return ghost.before;
  }
  const found = counterparts[graph];
  const isKnown = found !== undefined && (found[2 * node] ?? -1) >= 0;
  return isKnown ? { graph: found[2 * node]!, node: found[2 * node + 1]! } : null;
}

/** The other way round. */
export function placeAfter({ counterparts }: Known, before: Place): Place | null {
  for (const [graph, found] of counterparts.entries()) {
    for (let node = 0; 2 * node < found.length; node++) {
      if (found[2 * node] === before.graph && found[2 * node + 1] === before.node) {
        return { graph, node };
      }
    }
  }
  return null;
}

/** Where the other model draws what only the one before has. */
export function ghostPlace({ ghosts }: Known, before: Place): Place | null {
  for (const [graph, there] of ghosts.entries()) {
    const at = there?.nodes.findIndex((each) => each.before.graph === before.graph && each.before.node === before.node);
    if (at !== undefined && at >= 0) {
      return { graph, node: there!.among + at };
    }
  }
  return null;
}
