import type { Found, LayerRow } from "../../src/protocol/messages";

/**
 * The rows that are about what was found, in their order.
 * @param layers Those of the rows that hold parameters, as they were counted when they were looked through.
 * @param found Null: all of them.
 */
export function foundRows(rows: readonly LayerRow[], layers: readonly LayerRow[], found: Found | null): LayerRow[] {
  if (found === null) {
    return [...rows];
  }
  const kept = new Set(Array.from(found.layers, (at) => layers[at]));
  const holds = new Set(layers);
  const nodes = new Map<number, Set<number>>();
  for (let graph = 0; graph + 1 < found.starts.length; graph++) {
    nodes.set(graph, new Set(found.nodes.subarray(found.starts[graph], found.starts[graph + 1])));
  }
  return rows.filter((row) =>
    holds.has(row) ? kept.has(row) : row.place !== null && nodes.get(row.place.graph)?.has(row.place.node) === true,
  );
}
