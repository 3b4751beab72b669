// A scene of a few nodes, laid out as the page does it.
import type { ViewGraph, ViewNode } from "../../src/protocol/messages";
import { layOut } from "../../src/drawing/layout/layout";
import { EVERYTHING, visibleGraph } from "../../src/drawing/groups/visible-graph";
import { labelsOf, makeScene, sizesOf, type Scene } from "../../src/drawing/scene";

type Edge = readonly [from: number, to: number];

/** Operators "0", "1", … with edges; the first has parameters and so is a card. */
export function sceneOf(count: number, edges: readonly Edge[]): Scene {
  const nodes = Array.from({ length: count }, (_, index): ViewNode => ({
    kind: "operator",
    name: `${index}`,
    operator: "Relu",
    role: "activation",
    type: "",
    parameters: index === 0 ? 10 : 0,
    bytes: index === 0 ? 40 : 0,
    share: index === 0 ? 1 : 0,
    shared: false,
    runsGraphs: false,
  }));
  const whole: ViewGraph = {
    name: "main graph",
    nodes,
    edges: Int32Array.from(edges.flat()),
    labels: edges.map(() => ""),
    inferred: edges.map(() => false),
  };
  const graph = visibleGraph(whole, EVERYTHING);
  const labels = labelsOf(graph, 0, []);
  const sizes = sizesOf(graph, labels, (text) => text.length * 7);
  return makeScene(graph, labels, sizes, layOut({ ...sizes, edges: graph.edges }));
}

export function chainScene(count: number): Scene {
  return sceneOf(
    count,
    Array.from({ length: count - 1 }, (_, index): Edge => [index, index + 1]),
  );
}
