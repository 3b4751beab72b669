// Puts nodes after those they read from and wait for. What stands right already keeps its place.
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import type { Node } from "../ir/node";
import { allGraphs, allNodes } from "../ir/walk";
import type { Change, Transform } from "./transform";

export const sortNodes: Transform<Readonly<Record<string, never>>> = {
  id: "sort-nodes",
  title: "Sort Nodes",
  description: "Puts nodes in an order in which they can run; otherwise they stay in the order of the file.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {},
  apply: async (model, _, context) => {
    const changes: Change[] = [];
    const graphs = [...allGraphs(model)];
    for (const [index, graph] of graphs.entries()) {
      await context.progress(index, graphs.length);
      const order = sorted(model, graph);
      if (order === null) {
        context.note(graph.name || "The graph", "some of its nodes wait for each other");
        continue;
      }
      const moved = order.filter((node, position) => node !== graph.nodes[position]);
      const reason = moved.length === 0 ? null : obstacle(model, graph);
      if (reason !== null) {
        context.note(graph.name || "The graph", reason);
      } else if (moved.length > 0) {
        graph.reorder(order);
        for (const { name } of moved) {
          changes.push({ kind: "rewritten", subject: name, bytesBefore: 0, bytesAfter: 0 });
        }
      }
    }
    return changes;
  },
};

/** Puts the nodes of each graph after what they read, where there is such an order and it may be chosen. */
export function restoreOrder(model: EditableModel): void {
  for (const graph of allGraphs(model)) {
    const order = obstacle(model, graph) === null ? sorted(model, graph) : null;
    if (order !== null) {
      graph.reorder(order);
    }
  }
}

/** Where the order of the file is the order of execution, it also says when state is read and written. */
function obstacle(model: EditableModel, graph: Graph): string | null {
  const acts = (node: Node) => ["sideEffect", "variable", "random"].includes(model.dialect.role(node));
  return model.dialect.ordered && graph.nodes.some(acts)
    ? "its nodes do not stand in an order in which they can run, and some act on state, so none was chosen for them"
    : null;
}

/** The order of the file, with what a node needs moved right before it; null where there is no such order. */
function sorted(model: EditableModel, graph: Graph): Node[] | null {
  const order: Node[] = [];
  const place = new Map(graph.nodes.map((node, index) => [node, index]));
  const state = new Map<Node, "open" | "done">();
  for (const start of graph.nodes) {
    const pending = [start];
    for (let node = pending.at(-1); node !== undefined; node = pending.at(-1)) {
      if (state.get(node) === undefined) {
        state.set(node, "open");
        const needed = neededBy(model, graph, node).filter((each) => state.get(each) !== "done");
        if (needed.some((each) => state.get(each) === "open")) {
          return null;
        }
        needed.sort((a, b) => place.get(b)! - place.get(a)!).forEach((each) => pending.push(each));
      } else {
        pending.pop();
        if (state.get(node) === "open") {
          state.set(node, "done");
          order.push(node);
        }
      }
    }
  }
  return order;
}

/** The nodes of this graph that make what a node or the graphs in it read. */
function neededBy(model: EditableModel, graph: Graph, node: Node): Node[] {
  const needed = new Set<Node>(node.controlInputs);
  for (const each of [node, ...node.nested.flatMap((nested) => [...allNodes(nested)])]) {
    for (const input of each.inputs) {
      const maker = input?.producer ?? null;
      if (maker?.graph === graph && !model.dialect.closesLoop(maker, node)) {
        needed.add(maker);
      }
    }
  }
  for (const value of node.nested.flatMap((nested) => nested.outputs)) {
    if (value.producer?.graph === graph) {
      needed.add(value.producer);
    }
  }
  return [...needed];
}
