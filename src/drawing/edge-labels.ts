// Where shapes are written on edges: beside the arrow, where they cover no other arrow and no other shape.
import type { TextStyle } from "./fonts";
import { shortShape } from "./shapes";
import type { Scene } from "./scene";

export interface EdgeLabel {
  readonly edge: number;
  readonly text: string;
  readonly style: TextStyle;
  /** Its left end. */
  readonly x: number;
  /** Of the line it stands on. */
  readonly y: number;
  readonly width: number;
}

/** From an arrow to what is written beside it. */
const BESIDE = 7;
const ABOVE = 12;
/** The least between two texts. */
const APART = 6;

/**
 * What is written above the nodes of a row, of edges to the same node once. What has no room on either side is made
 * shorter, or left out: of two numbers beside each other one would be read.
 */
export function edgeLabelsIn(
  scene: Pick<Scene, "layout" | "graph" | "edgeLabels" | "edgesByRow">,
  row: number,
  measure: (text: string, style: TextStyle) => number,
): readonly EdgeLabel[] {
  const { layout, graph, edgeLabels } = scene;
  const end = (edge: number) => layout.branches[edge * 4 + 2]!;
  const edges = [...scene.edgesByRow[row]!].sort((one, other) => end(one) - end(other) || one - other);
  const arrows = [...new Set(edges.map(end))];
  const placed: EdgeLabel[] = [];
  const labelled = new Set<number>();
  let reach = -Infinity;
  let at = 0;
  for (const edge of edges) {
    const to = graph.edges[edge * 2 + 1]!;
    const whole = edgeLabels[edge]!;
    if (whole === "" || labelled.has(to)) {
      continue;
    }
    labelled.add(to);
    const arrow = end(edge);
    while (arrows[at] !== arrow) {
      at++;
    }
    const style = graph.inferred[edge] === true ? "inferredLabel" : "edgeLabel";
    const from = Math.max(reach, arrows[at - 1] ?? -Infinity) + APART;
    const until = (arrows[at + 1] ?? Infinity) - APART;
    const place = (text: string, x: number) => {
      const width = measure(text, style);
      // Nothing is left of the drawing.
      const isFree = x >= Math.max(0, from) && x + width <= until;
      if (isFree) {
        placed.push({ edge, text, style, x, y: layout.branches[edge * 4 + 3]! - ABOVE, width });
        reach = Math.max(reach, x + width);
      }
      return isFree;
    };
    const width = measure(whole, style);
    if (!place(whole, arrow + BESIDE) && !place(whole, arrow - BESIDE - width)) {
      const room = Math.floor(((until - arrow - BESIDE) * whole.length) / width);
      place(shortShape(whole, Math.max(1, room)), arrow + BESIDE);
    }
  }
  return placed;
}
