import { groupHazards, type Hazard, type ViewSource } from "../core";
import type { EffectGroup } from "../protocol/messages";

/** Nodes named of each group, and groups: more are read on the command line. */
const NAMED = 3;
const MOST_GROUPS = 20;

/** What a runtime would do besides computing as the header tells it, each with where it is drawn. */
export function effectGroups(hazards: readonly Hazard[], views: readonly ViewSource[]): EffectGroup[] {
  const places = new Map<string, Map<string, EffectGroup["first"][number]["at"]>>();
  const groups = groupHazards(hazards, NAMED).slice(0, MOST_GROUPS);
  const wanted = new Set(groups.flatMap(({ first }) => first.map(({ place }) => place)));
  views.forEach(({ graph: { name: place, nodes } }, graph) => {
    if (wanted.has(place) && !places.has(place)) {
      places.set(place, new Map(nodes.map(({ name }, node) => [name, { graph, node }])));
    }
  });
  return groups.map(({ operator, why, names, ordinary, count, first }) => ({
    text: `${operator} ${why}`,
    names: names.slice(0, NAMED),
    ordinary,
    count,
    first: first.map(({ node, place }) => ({ node, place, at: places.get(place)?.get(node) ?? null })),
  }));
}
