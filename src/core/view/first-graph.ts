import type { Place } from "./links";

/**
 * The graph that a model is shown with: the main one, unless it has no layer, as in models that call functions for all
 * they do; then the one that holds most parameters.
 */
export function firstGraph(layers: readonly { readonly parameters: number; readonly place: Place | null }[]): number {
  const held = new Map<number, number>();
  for (const { place, parameters } of layers) {
    if (place !== null) {
      held.set(place.graph, (held.get(place.graph) ?? 0) + parameters);
    }
  }
  const [most] = [...held].sort(([a, one], [b, other]) => other - one || a - b);
  return held.has(0) || most === undefined ? 0 : most[0];
}
