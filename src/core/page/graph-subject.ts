// Gathers what is drawn of a model on its page: the graph that an editor opens with, the others, and what a recipe did to
// them.
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

/** The graphs of a model, as they are drawn. */
export interface GraphSubjects {
  /** The one that an editor opens with. */
  readonly first: GraphSubject;
  /** Others that have nodes, in their order; where these are many, the largest. */
  readonly others: readonly GraphSubject[];
  /** How many graphs there are. */
  readonly count: number;
}

export interface GraphSubject {
  readonly graph: ViewGraph;
  /** Its place among the graphs of the model. */
  readonly index: number;
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

/** More of them nobody looks through. */
const MOST_OTHERS = 40;

/** @param original As the file has it. @param found What differs from that; null: nothing was done. */
export async function graphSubjects(
  original: Model,
  model: Model,
  layers: Layers,
  costs: Costs,
  found: NodeComparison | null,
): Promise<GraphSubjects> {
  const types = await inferTypes(model);
  const views = viewGraphs(model, layers, (value) => types.of(value));
  const links = new Links(model, views);
  const places = layers.layers.map(({ node }) => (node === null ? null : links.placeOf(node)));
  const first = firstGraph(layers.layers.map(({ parameters }, at) => ({ parameters, place: places[at]! })));
  const changesIn = found === null ? () => null : await changesOf(original, layers, found, links, places);
  const subject = (index: number): GraphSubject => {
    const view = views[index]!;
    return {
      graph: view.graph,
      index,
      groups: viewGroups(view, model.dialect, layers, costs),
      changes: changesIn(index),
    };
  };
  const sizeOf = (index: number) => views[index]!.graph.nodes.length;
  const others = [...views.keys()].filter((index) => index !== first && sizeOf(index) > 0);
  const largest = others.sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_OTHERS);
  return { first: subject(first), others: largest.sort((a, b) => a - b).map(subject), count: views.length };
}

async function changesOf(
  original: Model,
  { layers }: Layers,
  found: NodeComparison,
  links: Links,
  places: readonly (Place | null)[],
): Promise<(index: number) => GraphChanges> {
  const before = await layersOf(original);
  const linksBefore = new Links(original, viewGraphs(original, before));
  const bytesBefore = new Map(before.layers.map(({ node, bytes }) => [node?.id, bytes]));
  const [marks, ghosts] = [changeMarks(found, links), ghostsOf(found, linksBefore, links)];
  const sizes = layers.map(({ node }, at) => ({
    place: places[at]!,
    bytesBefore: (node === null ? undefined : bytesBefore.get(node.id)) ?? null,
  }));
  return (index) => ({ marks: marks[index]!, ghosts: ghosts[index]!, sizes });
}
