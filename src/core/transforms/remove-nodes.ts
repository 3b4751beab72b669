// Removes nodes that hand on an input unchanged; their readers read that input. As TensorFlow's remove_nodes it can be
// told which operators, and takes what a removed node waits for to its readers.
import type { Context } from "../context";
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import { nameOf, type Node } from "../ir/node";
import type { Value } from "../ir/value";
import { withNested } from "../ir/walk";
import { Bypass } from "./bypass";
import { composeAll } from "./compose";
import type { Change, Transform } from "./transform";

export interface RemoveNodes {
  readonly [name: string]: number | readonly string[];
  readonly operators: readonly string[];
  readonly maxInputs: number;
}

export const removeNodes: Transform<RemoveNodes> = {
  id: "remove-nodes",
  title: "Remove No-Op Nodes",
  description:
    "Removes nodes that change nothing, such as Identity, Dropout, and reshapes to the same shape, and makes two transposes or slices in a row one.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {
    operators: {
      title: "Operators",
      description: "Operators to remove, where they change nothing; empty: all that are known to.",
      default: [],
    },
    maxInputs: {
      title: "Most inputs",
      description: "Nodes that read more than this many computed values stay.",
      default: 1,
      minimum: 1,
      whole: true,
    },
  },
  obstacle: (model) => model.dialect.stripObstacle(model),
  apply: async (model, parameters, context) => {
    const changes: Change[] = [];
    const graphs = model.graphs.flatMap((graph) => [...withNested(graph)]);
    const total = graphs.reduce((sum, graph) => sum + graph.nodes.length, 0);
    // What a removal uncovers, such as a shape that is known now, is found in the next round.
    for (let left: Left = [], before = -1; before < changes.length;) {
      before = changes.length;
      left = await round(model, graphs, parameters, changes, context, total);
      await composeAll(model, graphs, parameters.operators, changes);
      if (before === changes.length) {
        left.forEach(([subject, reason]) => context.note(subject, reason));
      }
    }
    await noteFunctions(model, parameters, context);
    return changes;
  },
};

type Left = (readonly [subject: string, reason: string])[];

/** @returns what stays though it looks removable, with the reason. */
async function round(
  model: EditableModel,
  graphs: readonly Graph[],
  { operators, maxInputs }: RemoveNodes,
  changes: Change[],
  context: Context,
  total: number,
): Promise<Left> {
  const bypass = new Bypass(model, changes);
  const left: Left = [];
  let done = 0;
  for (const graph of graphs) {
    for (const node of graph.nodes) {
      await context.progress(Math.min(++done, total), total);
      const asked = operators.includes(node.op.name);
      if (node.graph !== graph || (operators.length > 0 && !asked)) {
        continue;
      }
      const source = await model.dialect.passThrough(node, asked);
      const reason =
        source === null
          ? asked
            ? "it is not known to hand on its input unchanged"
            : null
          : typeof source === "string"
            ? source
            : (tooMany(node, source, maxInputs) ?? bypass.apply(graph, node, source));
      if (reason !== null) {
        left.push([nameOf(node), reason]);
      }
    }
  }
  return left;
}

function tooMany(node: Node, source: Value, maxInputs: number): string | null {
  const computed = node.inputs.filter((input) => input !== null && (input === source || input.constant === null));
  return computed.length > maxInputs ? `it reads ${computed.length} values, more than maxInputs allows` : null;
}

async function noteFunctions(model: EditableModel, { operators }: RemoveNodes, context: Context): Promise<void> {
  for (const [name, body] of model.functions) {
    for (const node of body.nodes) {
      const asked = operators.includes(node.op.name);
      if ((operators.length === 0 || asked) && (await model.dialect.passThrough(node, asked)) !== null) {
        context.note(name, "a function: its nodes stay as they are");
        break;
      }
    }
  }
}
