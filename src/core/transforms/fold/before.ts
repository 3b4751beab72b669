// What scales and shifts the data of a convolution or matrix product goes into its weights and bias: with x' = x·s + t for
// each channel of the data, w' = w·s for the weights of that channel, and b' = b + Σ w·t. With zeros around the data that
// is only right for t = 0: they are not shifted.
import type { Graph } from "../../ir/graph";
import type { Linear } from "../../ir/linear";
import { nameOf, type Node } from "../../ir/node";
import { bytesOf, float32Elements, memoryTensor, ownFloat32Elements } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";
import { allFinite, followedBy, scaleWeights, shiftThrough, unchanged } from "./arithmetic";
import { biasTensor, isOwn, NODE_BYTES, rewritten, storeBias } from "./bias";
import { operandsOf, OTHER_RESULTS, type ChainFinder, type Link } from "./chain";
import { removeOrphans } from "./orphans";

/** @returns whether a node before this one is gone; why one stayed is among the finder's reasons. */
export async function absorbBefore(finder: ChainFinder, graph: Graph, node: Node, changes: Change[]): Promise<boolean> {
  const { model, facts, reasons } = finder;
  const linear = model.dialect.linearOperators.linear(node);
  const link = linear === null || typeof linear === "string" ? null : finder.before(node, linear);
  if (link === null || linear === null || typeof linear === "string") {
    return false;
  }
  const refuse = (reason: string) => {
    if (!reasons.has(link.node)) {
      reasons.set(link.node, reason);
    }
    return false;
  };
  const target = obstacleTo(finder, link, node) ?? finder.target(graph, node, linear, true);
  if (typeof target === "string") {
    return refuse(target);
  }
  const { bias, channels } = target;
  const weight = target.weight!;
  const tensor = weight.constant!;
  const { shape } = tensor;
  const axis = linear.data.weightAxis;
  const length = axis === null ? undefined : shape.at(axis);
  if (axis === null || length === undefined) {
    return refuse(`${nameOf(node)} does not apply one slice of its weights to each channel`);
  }
  if (!finder.fitsBefore(link, linear, length)) {
    return refuse(`it is not known to have one number for each of the ${length} channels that ${nameOf(node)} reads`);
  }
  const total = followedBy(
    unchanged(length),
    link.affine,
    await Promise.all(link.operands.map((operand) => operand.evaluate())),
  );
  const elements = await ownFloat32Elements(tensor, weight.name);
  const shifted = total.shift.some((each) => each !== 0);
  if (shifted && linear.data.padded) {
    return refuse(`${nameOf(node)} puts zeros around what it reads, and they would not be shifted`);
  }
  if (shifted && linear.biasInput === null) {
    return refuse(`${node.op.name} takes no bias`);
  }
  const sums = shiftThrough(elements, shape, linear, axis, total.shift).map((sum) => sum * linear.data.factor);
  const own = bias === null ? null : await bias.evaluate();
  const vector = biasTensor(
    sums.map((sum, i) => sum + (own === null ? 0 : own[own.length === 1 ? 0 : i]! * linear.biasFactor)),
  );
  const isFinite = (await float32Elements(vector, nameOf(node))).every(Number.isFinite);
  const isScaled = scaleWeights(elements, shape, { outputAxes: [axis], groups: 1 }, total.scale);
  if (!isScaled || !allFinite(total) || !isFinite) {
    return refuse(`the weights of ${nameOf(node)} would hold values that are not finite`);
  }
  const old = linear.biasInput === null ? null : (node.inputs[linear.biasInput] ?? null);
  const saved = link.operands.reduce((sum, { bytes }) => sum + bytes, NODE_BYTES);
  if (shifted && !(old !== null && isOwn(model, facts, old, channels)) && vector.storage.storedBytes > saved) {
    return refuse(`a bias of ${channels} numbers would take more bytes than it saves`);
  }
  if (total.scale.some((each) => each !== 1)) {
    model.dialect.linearOperators.setConstant(weight, memoryTensor("float32", shape, bytesOf(elements)));
    changes.push(rewritten(weight, tensor, weight.constant!));
  }
  if (shifted) {
    storeBias(model, { graph, node, channels }, linear.biasInput!, facts, vector, weight, changes);
  }
  takeOut(finder, graph, node, linear, link, changes, old);
  return true;
}

/** Why what this node makes cannot be left out. */
function obstacleTo({ facts }: ChainFinder, { node, affine }: Link, reader: Node): string | null {
  const output = node.outputs[0]!;
  if (facts.isOutput(output)) {
    return `the result of ${nameOf(node)} is an output of its own`;
  }
  if (facts.hasOtherResults(node)) {
    return OTHER_RESULTS;
  }
  if (output.uses.size > 1 || reader.inputs.filter((input) => input === output).length > 1) {
    return `the result of ${nameOf(node)} is read more than once`;
  }
  if (node.graph !== reader.graph || facts.isAmbiguous(output)) {
    return `the result of ${nameOf(node)} is read in another graph, or another value has its name`;
  }
  if (node.controlInputs.size > 0 || node.controlUses.size > 0) {
    return "control inputs tie it to other nodes";
  }
  return affine.activation === null ? null : `it applies ${affine.activation}`;
}

function takeOut(
  { model, facts }: ChainFinder,
  graph: Graph,
  node: Node,
  { data }: Linear,
  { node: gone, input, affine }: Link,
  changes: Change[],
  oldBias: Value | null,
): void {
  graph.setInput(node, data.input, gone.inputs[input]!);
  changes.push({ kind: "removed", subject: nameOf(gone), bytesBefore: 0, bytesAfter: 0 });
  graph.passOn(gone, node);
  graph.remove(gone);
  const orphans = [...operandsOf(affine), ...(oldBias === null ? [] : [oldBias])];
  removeOrphans(model, orphans, facts.isOutput, changes);
}
