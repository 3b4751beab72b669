// Subgraphs: operators and signatures name them by their position.
import { callOf, loopOf } from "../../ir/bindings";
import type { Bindings, Bodies } from "../../ir/bodies";
import type { Graph } from "../../ir/graph";
import type { Attribute, Node } from "../../ir/node";
import type { Model } from "../../ir/model";
import type { SignatureExtras } from "./extras";
import { rowOf } from "./operators";

/** Options of operators that hold the positions of subgraphs: "cond_subgraph_index", "branch_subgraph_indices". */
const POSITIONS = "subgraph";
/** Metadata of this name describes subgraphs in their order. */
const DESCRIBING = "TFLITE_METADATA";
/** Run by hand, to see whether an accelerator computes what it should. */
const VALIDATION = "VALIDATION";

export const tfliteBodies: Bodies = {
  entries: ({ graphs, signatures }) => [
    ...graphs.filter((graph, position) => position === 0 || graph.name.startsWith(VALIDATION)),
    ...signatures.flatMap(({ extras }) => graphs[startOf(extras as SignatureExtras)] ?? []),
  ],
  calls:
    ({ graphs }) =>
    (graph) => {
      const positions = graph.nodes.flatMap(({ attributes }) =>
        [...attributes].flatMap(([name, attribute]) => (name.includes(POSITIONS) ? positionsIn(attribute) : [])),
      );
      return positions.flatMap((position) => graphs[position] ?? []);
    },
  bindings:
    ({ graphs }) =>
    (node) =>
      bindingsOf(node, graphs),
  obstacle({ graphs, metadata }, uncalled) {
    const custom = graphs.flatMap(({ nodes }) => nodes).find((node) => rowOf(node).role === "custom");
    if (custom !== undefined) {
      return `${custom.op.name}, a custom operator, may call it`;
    }
    const behind = graphs.slice(graphs.findIndex((graph) => uncalled.has(graph)));
    const isLast = behind.every((graph) => uncalled.has(graph));
    return isLast || metadata.every(({ name }) => name !== DESCRIBING)
      ? null
      : "the model's metadata describes subgraphs by their position";
  },
  startOf: ({ graphs }, { extras }) => graphs[startOf(extras as SignatureExtras)] ?? null,
  putFirst(model, graph) {
    arrange(model, [graph, ...model.graphs.filter((each) => each !== graph)]);
  },
  remove(model, uncalled) {
    arrange(
      model,
      model.graphs.filter((graph) => !uncalled.has(graph)),
    );
  },
};

/** Gives a model other graphs, or others in order, and what names them by position their new positions. */
function arrange(model: Model, graphs: readonly Graph[]): void {
  const before = [...model.graphs];
  model.graphs.length = 0;
  graphs.forEach((graph) => model.graphs.push(graph));
  const places = new Map(graphs.map((graph, place) => [graph, place]));
  const moved = (position: number) => places.get(before[position]!) ?? -1;
  for (const node of graphs.flatMap(({ nodes }) => nodes)) {
    for (const [name, attribute] of node.attributes) {
      if (name.includes(POSITIONS) && positionsIn(attribute).some((position) => moved(position) !== position)) {
        node.setAttribute(name, withPositions(attribute, moved));
      }
    }
  }
  model.signatures = model.signatures.map((signature) => {
    const extras = signature.extras as SignatureExtras;
    const subgraph = moved(startOf(extras));
    return { ...signature, extras: { ...extras, table: extras.table.with({ subgraph_index: subgraph }) } };
  });
}

function startOf({ table }: SignatureExtras): number {
  return table.number("subgraph_index");
}

/** −1 stands for no subgraph. */
function positionsIn(attribute: Attribute): number[] {
  if (attribute.kind === "int") {
    return attribute.value < 0 ? [] : [Number(attribute.value)];
  }
  return attribute.kind === "list" && attribute.of === "int" ? attribute.value.map(Number) : [];
}

function withPositions(attribute: Attribute, moved: (position: number) => number): Attribute {
  return attribute.kind === "list"
    ? { kind: "list", of: "int", value: attribute.value.map((position) => moved(Number(position))) }
    : { kind: "int", value: moved(Number((attribute as { value: number | bigint }).value)) };
}

function bindingsOf(node: Node, graphs: readonly Graph[]): Bindings | null {
  const named = (name: string) => {
    const attribute = node.attribute(name);
    return attribute === undefined ? [] : positionsIn(attribute).map((position) => graphs[position]);
  };
  switch (node.op.name) {
    case "CALL":
      return callOf(node, named("subgraph"));
    case "STABLEHLO_COMPOSITE":
      return callOf(node, named("decomposition_subgraph_index"));
    case "IF":
      return callOf(node, [...named("then_subgraph_index"), ...named("else_subgraph_index")], 1);
    case "STABLEHLO_CASE":
      return callOf(node, named("branch_subgraph_indices"), 1);
    case "WHILE":
    case "STABLEHLO_WHILE": {
      const form = { firstInput: 0, firstCarried: 0, returned: 0, carried: node.inputs.length };
      return loopOf(node, named("body_subgraph_index")[0], named("cond_subgraph_index"), form);
    }
    default:
      return null;
  }
}
