// What a node puts around the input of a convolution or a pool, which these can put there by themselves.
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import type { Padding } from "../../ir/padding";
import type { Value } from "../../ir/value";
import { withNested } from "../../ir/walk";
import type { Context } from "../../context";
import type { Change } from "../transform";
import type { Facts } from "./facts";
import { removeOrphans } from "./orphans";

/** Takes out each node that pads for one convolution alone; says why one in front of a convolution stays. */
export async function fusePaddings(model: EditableModel, facts: Facts, context: Context): Promise<Change[]> {
  const changes: Change[] = [];
  const isWindow = (node: Node) => model.dialect.paddings.windowInput(node) !== null;
  for (const graph of model.graphs.flatMap((each) => [...withNested(each)])) {
    for (const node of graph.nodes) {
      const reason = node.graph === graph ? await fusePadding(model, graph, node, facts, changes) : null;
      if (reason !== null) {
        context.note(nameOf(node), reason);
      }
    }
  }
  for (const [name, body] of model.functions) {
    for (const node of body.nodes) {
      const padded = node.outputs.flatMap((output) => (output === null ? [] : [...output.uses]));
      if (padded.some(isWindow) && (await model.dialect.paddings.padding(node)) !== null) {
        context.note(name, "a function: its paddings stay as they are");
        break;
      }
    }
  }
  return changes;
}

/** @returns why the node stays; null where it is gone, or pads nothing for a convolution. */
async function fusePadding(
  model: EditableModel,
  graph: Graph,
  node: Node,
  facts: Facts,
  changes: Change[],
): Promise<string | null> {
  const { paddings } = model.dialect;
  const [output] = node.outputs;
  const readers = output == null ? [] : [...output.uses].filter((reader) => windowOf(model, reader, output) !== null);
  const [window] = readers;
  const padding = window === undefined ? null : await paddings.padding(node);
  if (window === undefined || padding === null) {
    return null;
  }
  if (typeof padding === "string") {
    return padding;
  }
  const fill = padding.fill === "zero" && (await isNeverNegative(model, padding.input, facts)) ? "both" : padding.fill;
  const obstacle = obstacleTo(node, window, facts, padding) ?? paddings.widen(window, { ...padding, fill });
  if (obstacle !== null) {
    return obstacle;
  }
  graph.setInput(window, windowOf(model, window, output!)!, padding.input);
  changes.push({ kind: "removed", subject: nameOf(node), bytesBefore: 0, bytesAfter: 0 });
  const settings = node.inputs.filter((input): input is Value => input !== null && input !== padding.input);
  graph.passOn(node, window);
  graph.remove(node);
  removeOrphans(model, settings, facts.isOutput, changes);
  return null;
}

async function isNeverNegative(model: EditableModel, { producer }: Value, facts: Facts): Promise<boolean> {
  const clamp = producer === null ? null : await model.dialect.clamps.clamp(producer, facts.isFixed);
  return clamp !== null && typeof clamp !== "string" && clamp.range.min >= 0;
}

function obstacleTo(node: Node, window: Node, facts: Facts, { input }: Padding): string | null {
  const output = node.outputs[0]!;
  if (output.uses.size > 1) {
    return `its result is read by ${output.uses.size} nodes`;
  }
  if (facts.isOutput(output)) {
    return "its result is an output of its own";
  }
  if (facts.isAmbiguous(output) || facts.isAmbiguous(input)) {
    return "another value has the name of its input or output";
  }
  if (node.inputs.some((each) => each !== input && each !== null && !facts.isFixed(each))) {
    return "callers can change how it pads";
  }
  if (window.graph !== node.graph) {
    return "its result is read in another graph";
  }
  return node.controlInputs.size > 0 || node.controlUses.size > 0 ? "control inputs tie it to other nodes" : null;
}

/** The input by which a node moves its window over a value; null where there is none, or it reads it elsewhere too. */
function windowOf(model: EditableModel, node: Node, value: Value): number | null {
  const input = model.dialect.paddings.windowInput(node);
  return input !== null && node.inputs[input] === value && node.inputs.filter((each) => each === value).length === 1
    ? input
    : null;
}
