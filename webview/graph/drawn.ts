// Which of what is drawn stands for something of the model: a node, a group, what was found.
import { matchesIn, type Matches } from "../find/search";
import type { VisibleGraph } from "../../src/drawing/groups/visible-graph";
import type { Scene } from "../../src/drawing/scene";

/** Something that is drawn: what is visible by its position, and frames by the complement of theirs. */
export type Drawn = number;

/** Neighbours of the selected node, each way. */
const MOST_FITTED = 8;

/** What is drawn of a group: itself where it is closed, or its frame; null where it is in another one. */
export function drawnGroup({ frames, groupOf }: VisibleGraph, group: number): Drawn | null {
  const frame = frames.indexOf(group);
  const closed = groupOf.indexOf(group);
  return frame >= 0 ? ~frame : closed >= 0 ? closed : null;
}

/** What is drawn of what is selected: the node, the closed group that it is in, or a frame. */
export function drawnSelection(
  graph: VisibleGraph | undefined,
  { selected, group }: { readonly selected: number | null; readonly group: number | null },
): Drawn | null {
  if (graph === undefined) {
    return null;
  }
  if (group !== null) {
    return drawnGroup(graph, group);
  }
  const item = selected === null ? -1 : (graph.standsFor[selected] ?? -1);
  return item < 0 ? null : item;
}

/** By what is visible, how much of it was found. @param index Which graph of the document it is. */
export function countMatches({ nodes, standsFor }: VisibleGraph, matches: Matches, index: number): Int32Array {
  const counts = new Int32Array(nodes.length);
  for (const node of matchesIn(matches, index)) {
    const item = standsFor[node] ?? -1;
    if (item >= 0) {
      counts[item]!++;
    }
  }
  return counts;
}

/** Neighbours of the selected node each way in a picture. */
const MOST_PICTURED = 50;

/**
 * What a picture of the selection shows: all in a frame, a node or closed group with its neighbours, or what was found,
 * which it is where the selection is one of that: Find goes from one to the next.
 */
export function pictured(scene: Scene, selected: Drawn | null, matches: Int32Array | null): readonly number[] {
  if (selected !== null && selected < 0) {
    return inFrame(scene.graph, ~selected);
  }
  const isFound = selected !== null && (matches?.[selected] ?? 0) > 0;
  const items = around(scene, isFound ? null : selected, matches, MOST_PICTURED);
  return [...new Set(items)].sort((a, b) => a - b);
}

function inFrame({ frameOf, frameParents }: VisibleGraph, frame: number): number[] {
  const isInside = Uint8Array.from(frameParents, (_, each) => (each === frame ? 1 : 0));
  // Frames stand behind those that they are in.
  frameParents.forEach((parent, each) => parent >= 0 && isInside[parent] === 1 && (isInside[each] = 1));
  return [...frameOf.keys()].filter((item) => frameOf[item]! >= 0 && isInside[frameOf[item]!] === 1);
}

/** A node with those it reads and those that read it; without one, what was found. */
export function around(
  { makers, readers }: Scene,
  node: number | null,
  matches: Int32Array | null,
  most = MOST_FITTED,
): readonly number[] {
  return node === null
    ? Array.from(matches ?? [], (count, item) => (count > 0 ? item : -1)).filter((item) => item >= 0)
    : [node, ...makers[node]!.slice(0, most), ...readers[node]!.slice(0, most)];
}
