// Carries out one fold: weights and bias are scaled, the chain is taken out, and the linear node stands for it.
import type { Context } from "../../context";
import type { EditableModel } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import { bytesOf, float32Elements, memoryTensor, ownFloat32Elements, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { allGraphs } from "../../ir/walk";
import type { Change } from "../transform";
import { allFinite, followedBy, scaleWeights, unchanged, type ScaleAndShift } from "./arithmetic";
import { operandsOf, type Chain, type ChainFinder } from "./chain";
import { absorbBefore } from "./before";
import { biasTensor, isOwn, NODE_BYTES, rewritten, storeBias } from "./bias";
import type { Facts } from "./facts";
import { removeOrphans } from "./orphans";
import { nameOf } from "../../ir/node";

/** Folds every chain behind a linear node, then what is left before one; why one was left is among the finder's reasons. */
export async function absorbAll(finder: ChainFinder, context: Context): Promise<Change[]> {
  const { model, facts, reasons } = finder;
  const changes: Change[] = [];
  const nodes = [...allGraphs(model)].flatMap((graph) => graph.nodes.map((node) => ({ graph, node })));
  const fold = async (chains: readonly Chain[] | null) => {
    const reason = chains && (await absorb(model, chains, facts, changes));
    if (reason !== null) {
      chains![0]!.links.forEach((link) => reasons.set(link.node, reason));
    }
  };
  for (const [index, { graph, node }] of nodes.entries()) {
    const chain = node.graph === graph ? await finder.find(graph, node) : null;
    await fold(chain && [chain]);
    await context.progress(index, nodes.length);
  }
  for (const { graph, node } of nodes) {
    await fold(node.graph === graph ? await finder.joined(graph, node) : null);
  }
  for (const { graph, node } of nodes) {
    while (node.graph === graph && (await absorbBefore(finder, graph, node, changes))) {
      // Again: what stands before that may go as well.
    }
  }
  return changes;
}

/** What a fold stores, worked out before anything is changed. */
interface Plan {
  readonly chain: Chain;
  readonly weights: Tensor | null;
  readonly bias: Tensor | null;
}

/**
 * @param chains One, or those that a node joins before what is taken in.
 * @returns why nothing was changed; null where it was.
 */
async function absorb(
  model: EditableModel,
  chains: readonly Chain[],
  facts: Facts,
  changes: Change[],
): Promise<string | null> {
  const { linearOperators } = model.dialect;
  const plans: Plan[] = [];
  for (const chain of chains) {
    const plan = await planOf(model, chain, facts);
    if (typeof plan === "string") {
      return plan;
    }
    plans.push(plan);
  }
  const olds: Value[] = [];
  for (const { chain, weights, bias } of plans) {
    const { node, linear, weight } = chain;
    if (weight !== null && weights !== null) {
      const before = weight.constant!;
      linearOperators.setConstant(weight, weights);
      changes.push(rewritten(weight, before, weights));
    }
    const old = linear.biasInput === null ? null : (node.inputs[linear.biasInput] ?? null);
    if (bias !== null && linear.biasInput !== null) {
      storeBias(model, chain, linear.biasInput, facts, bias, nearOf(chain), changes);
    }
    if (old !== null) {
      olds.push(old);
    }
  }
  takeOut(model, plans, changes);
  const orphans = chains[0]!.links.flatMap(({ affine }) => operandsOf(affine));
  removeOrphans(model, [...orphans, ...olds], facts.isOutput, changes);
  return null;
}

async function planOf(model: EditableModel, chain: Chain, facts: Facts): Promise<Plan | string> {
  const { node, linear, weight, channels, links } = chain;
  const total = await totalOf(chain);
  const bias = biasTensor(total.shift);
  if (!allFinite(total) || !(await float32Elements(bias, nameOf(node))).every(Number.isFinite)) {
    return "its statistics give factors that are not finite";
  }
  const old = linear.biasInput === null ? null : (node.inputs[linear.biasInput] ?? null);
  const wantsBias = old !== null || links.some(({ affine }) => shifts(affine.kind));
  const own = old !== null && isOwn(model, facts, old, channels);
  if (wantsBias && !own && bias.storage.storedBytes > savedBytes(chain)) {
    return `a bias of ${channels} numbers would take more bytes than it saves`;
  }
  let weights: Tensor | null = null;
  if (weight !== null) {
    const { shape } = weight.constant!;
    const elements = await ownFloat32Elements(weight.constant!, weight.name);
    if (!scaleWeights(elements, shape, linear, total.scale)) {
      return `the weights of ${nameOf(node)} would hold values that are not finite`;
    }
    weights = memoryTensor("float32", shape, bytesOf(elements));
  }
  return { chain, weights, bias: wantsBias ? bias : null };
}

async function totalOf({ channels, bias, linear, links }: Chain): Promise<ScaleAndShift> {
  let total = unchanged(channels);
  if (bias !== null) {
    const elements = await bias.evaluate();
    const factor = linear.biasFactor;
    total = {
      scale: total.scale,
      shift: total.shift.map((_, channel) => elements[elements.length === 1 ? 0 : channel]! * factor),
    };
  }
  for (const { affine, operands } of links) {
    total = followedBy(total, affine, await Promise.all(operands.map((operand) => operand.evaluate())));
  }
  return total;
}

function savedBytes({ links }: Chain): number {
  return links.reduce((sum, { operands }) => operands.reduce((all, { bytes }) => all + bytes, sum + NODE_BYTES), 0);
}

/** The chain goes, and what it made is made by the node before it. */
function takeOut(model: EditableModel, plans: readonly Plan[], changes: Change[]): void {
  const { linearOperators } = model.dialect;
  const { graph, node, linear, links, passed } = plans[0]!.chain;
  const near = nearOf(plans[0]!.chain);
  const last = links[links.length - 1]!;
  const output = last.node.outputs[0]!;
  const gone = new Set(links.map((link) => link.node));
  let before = last.node.next;
  while (before !== null && gone.has(before)) {
    before = before.next;
  }
  for (const link of links) {
    const input = link.node.inputs[link.input]!;
    graph.passOn(link.node, node);
    graph.detach(link.node);
    for (const each of link.node.outputs) {
      if (each !== null && each !== output) {
        graph.replaceUses(each, input);
        graph.removeValue(each);
      }
    }
    changes.push({ kind: "removed", subject: nameOf(link.node), bytesBefore: 0, bytesAfter: 0 });
  }
  const { activation } = last.affine;
  const end = { output, name: last.node.name, last: last.node, activation, before, near };
  const lastPassed = passed[passed.length - 1];
  if (lastPassed === undefined) {
    const bias = linear.biasInput === null ? plans[0]!.bias : null;
    linearOperators.takeOver(model, graph, { ...end, node, bias });
    return;
  }
  linearOperators.takeOver(model, graph, { ...end, node: lastPassed, bias: null });
  for (const { chain, bias } of plans) {
    if (bias !== null && chain.linear.biasInput === null) {
      const sum = chain.node.outputs[0]!;
      const name = uniqueName(model, `${nameOf(chain.node)}/biasadd`);
      const biased = graph.addValue(name, sum.type);
      graph.replaceUses(sum, biased);
      const inner = { output: biased, name, last: null, activation: null, before: passed[0]!, near: nearOf(chain) };
      linearOperators.takeOver(model, graph, { ...inner, node: chain.node, bias });
    }
  }
}

/** A constant that the node, or what it takes in, reads. */
function nearOf({ weight, links }: Chain): Value {
  let value = weight ?? operandsOf(links[0]!.affine)[0]!;
  while (value.constant === null) {
    value = value.producer!.inputs[0]!;
  }
  return value;
}

function shifts(kind: string): boolean {
  return kind !== "multiply" && kind !== "divide";
}
