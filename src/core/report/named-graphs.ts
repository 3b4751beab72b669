import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import { rootGraphs } from "../ir/walk";
import { nameOf } from "../ir/node";

/** Every graph of a model, the main one first, with names that tell them apart. */
export function namedGraphs(model: Model): { name: string; graph: Graph }[] {
  const found: { name: string; graph: Graph }[] = [];
  const add = (graph: Graph, name: string) => {
    found.push({ name, graph });
    for (const node of graph.nodes) {
      for (const [key, attribute] of node.nested.length === 0 ? [] : node.attributes) {
        if (attribute.kind === "graphs") {
          attribute.value.forEach((nested) => add(nested, `${nameOf(node)} › ${key}`));
        }
      }
    }
  };
  const mains = new Set(model.graphs);
  for (const graph of rootGraphs(model)) {
    const name = graph === model.graphs[0] ? "main graph" : graph.name;
    add(graph, mains.has(graph) ? name : `function ${graph.name}`);
  }
  return found;
}
