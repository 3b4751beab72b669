// Gathers what is drawn of a model on its page: the graph that an editor opens with, and what a recipe did to it.
import { inferTypes } from "../analysis/shapes";
import type { Costs } from "../analysis/cost";
import type { Model } from "../ir/model";
import type { NodeComparison } from "../report/compare";
import { layersOf, type Layers } from "../report/layers";
import { changeMarks } from "../view/change-marks";
import { firstGraph } from "../view/first-graph";
import { ghostsOf, type Ghosts } from "../view/ghosts";
import { viewGroups, type ViewGroups } from "../view/groups";
import { Links, type Place } from "../view/links";
import { viewGraphs, type ViewGraph } from "../view/view-graph";

export interface GraphSubject {
  readonly graph: ViewGraph;
  /** Its place among the graphs of the model, and how many there are. */
  readonly index: number;
  readonly graphs: number;
  readonly groups: ViewGroups;
  /** Null: the model is as the file has it. */
  readonly changes: GraphChanges | null;
}

export interface GraphChanges {
  /** As `changeMarks` makes them. */
  readonly marks: Uint8Array | null;
  readonly ghosts: Ghosts | null;
  /** Of layers where they are drawn, and what they had in the file. */
  readonly sizes: readonly { readonly place: Place | null; readonly bytesBefore: number | null }[];
}

/** @param original As the file has it. @param found What differs from that; null: nothing was done. */
export async function graphSubject(
  original: Model,
  model: Model,
  layers: Layers,
  costs: Costs,
  found: NodeComparison | null,
): Promise<GraphSubject> {
  const types = await inferTypes(model);
  const views = viewGraphs(model, layers, (value) => types.of(value));
  const links = new Links(model, views);
  const places = layers.layers.map(({ node }) => (node === null ? null : links.placeOf(node)));
  const index = firstGraph(layers.layers.map(({ parameters }, at) => ({ parameters, place: places[at]! })));
  const view = views[index]!;
  return {
    graph: view.graph,
    index,
    graphs: views.length,
    groups: viewGroups(view, model.dialect, layers, costs),
    changes: found === null ? null : await changesIn(original, layers, found, links, index, places),
  };
}

async function changesIn(
  original: Model,
  { layers }: Layers,
  found: NodeComparison,
  links: Links,
  index: number,
  places: readonly (Place | null)[],
): Promise<GraphChanges> {
  const before = await layersOf(original);
  const linksBefore = new Links(original, viewGraphs(original, before));
  const bytesBefore = new Map(before.layers.map(({ node, bytes }) => [node?.id, bytes]));
  return {
    marks: changeMarks(found, links)[index]!,
    ghosts: ghostsOf(found, linksBefore, links)[index]!,
    sizes: layers.map(({ node }, at) => ({
      place: places[at]!,
      bytesBefore: (node === null ? undefined : bytesBefore.get(node.id)) ?? null,
    })),
  };
}
