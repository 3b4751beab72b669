// Which nodes behind a convolution or matrix product scale and shift its channels by constants, and why the next does not.
// Chains that scale change the weights; those that only add leave them as they are, so that they need not be constant.
import { elementCount } from "../../ir/dtype";
import type { Affine, ChannelPlace, Linear } from "../../ir/linear";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import type { Nodes } from "../../ir/node-set";
import type { Value } from "../../ir/value";
import { channelsOf } from "./arithmetic";
import { placeBehind } from "./channel-place";
import { Work } from "../channels/work";
import { expressionOf, isPerChannel, sameAxis, sliced, type Expression } from "./expression";
import type { Facts } from "./facts";
import { weightOf, weightShape } from "./weights";

/** adding: of additions alone. scaling: with at least one node that scales. */
export type ChainKind = "adding" | "scaling";

export interface Link {
  readonly node: Node;
  /** Which input the chain comes in by. */
  readonly input: number;
  readonly affine: Affine;
  /** As `operandsOf` orders them. */
  readonly operands: readonly Expression[];
}

/** A linear node whose channels can be scaled or shifted. */
export interface Target {
  readonly graph: Graph;
  readonly node: Node;
  readonly linear: Linear;
  /** The constant itself, however many copies are between it and the node; null where it stays as it is. */
  readonly weight: Value | null;
  readonly channels: number;
  readonly bias: Expression | null;
}

export interface Chain extends Target {
  readonly links: readonly Link[];
  /** Nodes between them that keep channels apart, and stay. */
  readonly passed: readonly Node[];
}

/** The values that describe what an affine node does. */
export function operandsOf(affine: Affine): Value[] {
  if (affine.kind !== "normalize") {
    return [affine.operand];
  }
  const { mean, variance, offset, scale } = affine;
  return [mean, variance, offset, ...(scale === null ? [] : [scale])];
}

export class ChainFinder {
  readonly #work = new Work();
  /** Why a node that might have been folded was not. */
  readonly reasons = new Map<Node, string>();
  /** How often a single addition behind an operator stays because that takes no bias. */
  readonly unbiased = new Map<string, number>();

  constructor(
    readonly model: EditableModel,
    readonly facts: Facts,
    readonly kind: ChainKind,
  ) {}

  /** Null where there is nothing to fold into this node, or something against it. */
  async find(graph: Graph, node: Node): Promise<Chain | null> {
    const linear = this.model.dialect.linearOperators.linear(node);
    const [result] = node.outputs;
    if (linear === null || result == null) {
      return null;
    }
    const target = this.#openTarget(graph, node, linear);
    if (typeof target === "string") {
      this.#refuse(result, target);
      return null;
    }
    const { links, passed } = await this.#links(node, result, target, []);
    const isWorthIt = this.#isWorthIt(links, target.linear.biasInput === null ? 1 : 0);
    if (this.kind === "adding" && links.length === 1 && !isWorthIt) {
      this.unbiased.set(node.op.name, (this.unbiased.get(node.op.name) ?? 0) + 1);
    }
    return isWorthIt ? { ...target, links, passed } : null;
  }

  /**
   * Where a node joins the results of linear nodes, the chain behind it, for each of them with its own channels.
   * @returns null where there is nothing to fold into them, or something against it.
   */
  async joined(graph: Graph, node: Node): Promise<readonly Chain[] | null> {
    const { linearOperators } = this.model.dialect;
    const [result] = node.outputs;
    const join = await linearOperators.joined(node);
    const makers = join?.inputs.map((input) => input?.producer ?? null) ?? [];
    const linears = makers.map((maker) => maker && linearOperators.linear(maker));
    if (join === null || result == null || linears.length < 2 || linears.some((linear) => linear === null)) {
      return null;
    }
    const targets: Target[] = [];
    for (const [index, input] of join.inputs.entries()) {
      const maker = makers[index]!;
      const target = this.#obstacleAt(input!, maker) ?? this.#openTarget(graph, maker, linears[index]!);
      if (typeof target === "string") {
        this.#refuse(result, target);
        return null;
      }
      targets.push(target);
    }
    const [{ linear, channels }] = targets as [Target];
    const { rank, channelAxis } = linear;
    const along = rank === null ? null : sameAxis(join.axis, channelAxis, rank);
    const alike = targets.every((each) => each.linear.rank === rank && each.linear.channelAxis === channelAxis);
    if (along === null || !alike || (!along && targets.some((each) => each.channels !== channels))) {
      this.#refuse(result, `what ${nameOf(node)} joins differs in its dimensions`);
      return null;
    }
    const total = along ? targets.reduce((sum, each) => sum + each.channels, 0) : channels;
    const { links, passed } = await this.#links(node, result, { linear, channels: total }, [node]);
    if (!this.#isWorthIt(links, linear.biasInput === null ? Infinity : 0)) {
      return null;
    }
    let start = 0;
    return targets.map((target) => {
      const from = along ? start : 0;
      start += target.channels;
      const own = links.map((link) => ({
        ...link,
        operands: link.operands.map((each) => sliced(each, from, target.channels)),
      }));
      return { ...target, links: own, passed };
    });
  }

  #isWorthIt(links: readonly Link[], most: number): boolean {
    return this.kind === "scaling" ? links.some(({ affine }) => scales(affine)) : links.length > most;
  }

  /** A node that can take in what is behind it, or why it cannot. */
  #openTarget(graph: Graph, node: Node, linear: Linear | string): Target | string {
    return typeof linear === "string"
      ? linear
      : (linear.closed ?? this.target(graph, node, linear, this.kind === "scaling"));
  }

  /** @param changed Whether its weights are to be changed. @returns a sentence: why it has to stay as it is. */
  target(graph: Graph, node: Node, linear: Linear, changed: boolean): Target | string {
    const weight = changed ? weightOf(this.model, this.facts, node, linear) : null;
    if (typeof weight === "string") {
      return weight;
    }
    const bias = this.#biasOf(node, linear);
    if (typeof bias === "string") {
      return bias;
    }
    const shape = weightShape(this.model, node, linear);
    const channels = shape && channelsOf(shape, linear);
    if (channels === null) {
      const how = shape === null ? "a shape that is not known" : "a shape that does not fit";
      return `the weights of ${nameOf(node)} have ${how}`;
    }
    if (bias !== null && !isPerChannel(bias.shape, null, channels, -1, 2)) {
      return `the bias of ${nameOf(node)} is not one number a channel`;
    }
    return { graph, node, linear, weight, channels, bias };
  }

  /** The node whose result a linear node reads, where it scales or shifts by constants. */
  before(node: Node, { data }: Linear): Link | null {
    const { linearOperators } = this.model.dialect;
    const maker = node.inputs[data.input]?.producer ?? null;
    for (const [input, value] of maker?.inputs.entries() ?? []) {
      const affine = value && linearOperators.affine(maker!, input);
      if (affine !== null && typeof affine !== "string" && scales(affine) === (this.kind === "scaling")) {
        const operands = operandsOf(affine).map((each) => expressionOf(each, linearOperators, this.facts.isFixed));
        if (operands.every((each) => each !== null) && value!.constant === null) {
          return { node: maker!, input, affine, operands };
        }
      }
    }
    return null;
  }

  /** Whether the operands are one number for each channel of what a linear node reads, and do not stretch it. */
  fitsBefore({ node, input, affine, operands }: Link, { data, channelAxis }: Linear, channels: number): boolean {
    const fits = operands.every(({ shape }) =>
      isPerChannel(shape, affine.channelAxis, channels, channelAxis, data.rank),
    );
    const stated = node.inputs[input]!.type?.shape?.at(channelAxis);
    const single = operands.every(({ shape }) => elementCount(shape) === 1);
    return fits && (affine.kind === "normalize" || single || stated === channels);
  }

  /** @param passing What keeps the channels apart already, before the result. */
  async #links(
    node: Node,
    result: Value,
    { linear, channels }: Pick<Target, "linear" | "channels">,
    passing: Node[],
  ): Promise<Pick<Chain, "links" | "passed">> {
    const links: Link[] = [];
    const passed: Node[] = [];
    let place: ChannelPlace = { channelAxis: linear.channelAxis, rank: linear.rank };
    for (let value = result, last = node; ;) {
      const [user] = value.uses;
      if (user === undefined) {
        break;
      }
      let next: Link | string | null | Node = this.#obstacleAt(value, last);
      const moved = next === null ? await placeBehind(this.model, user, value, place, channels, this.#work) : null;
      if (moved !== null) {
        next = user;
        place = moved;
      }
      next ??= this.#linkAt(user, value, node, place, channels);
      if (typeof next === "string") {
        const reason = next;
        value.uses.forEach((each) => this.reasons.set(each, reason));
      }
      if (typeof next === "string" || next === null || user.outputs[0] == null) {
        break;
      }
      if (next === user) {
        passing.push(user);
      } else if ("affine" in next) {
        if (next.affine.activation !== null && passed.length + passing.length > 0) {
          break;
        }
        links.push(next);
        passing.forEach((each) => passed.push(each));
        passing = [];
        if (next.affine.activation !== null) {
          break;
        }
      }
      value = user.outputs[0];
      last = user;
    }
    return { links, passed };
  }

  /** Why what reads a value cannot be folded into what makes it. */
  #obstacleAt(value: Value, maker: Node): string | null {
    if (this.facts.isOutput(value)) {
      return `the result of ${nameOf(maker)} is an output of its own`;
    }
    if (value.uses.size > 1) {
      return `the result of ${nameOf(maker)} is read by ${value.uses.size} nodes`;
    }
    if (maker.outputs.indexOf(value) !== maker.outputs.lastIndexOf(value)) {
      return OTHER_RESULTS;
    }
    const [user] = value.uses;
    if (user!.inputs.filter((input) => input === value).length > 1 || user!.graph !== maker.graph) {
      return `the result of ${nameOf(maker)} is read twice or in another graph`;
    }
    return this.facts.isAmbiguous(value) ? "another value has the name of its input" : null;
  }

  #linkAt(user: Node, value: Value, node: Node, place: ChannelPlace, channels: number): Link | string | null {
    const { linearOperators } = this.model.dialect;
    const input = user.inputs.indexOf(value);
    const affine = linearOperators.affine(user, input);
    if (affine === null || typeof affine === "string" || (this.kind === "adding" && scales(affine))) {
      return typeof affine === "string" && this.kind === "scaling" ? affine : null;
    }
    if (user.controlInputs.size > 0 || user.controlUses.size > 0) {
      return "control inputs tie it to other nodes";
    }
    const [output] = user.outputs;
    if (output == null || this.facts.isAmbiguous(output)) {
      return "another value has the name of its output";
    }
    if (this.facts.hasOtherResults(user)) {
      return OTHER_RESULTS;
    }
    if (this.facts.isReturned(output)) {
      return "the function it is in returns its result by the name of the operator";
    }
    const operands = operandsOf(affine).map((each) => expressionOf(each, linearOperators, this.facts.isFixed));
    if (operands.some((each) => each === null)) {
      return affine.kind === "normalize" ? "its statistics are not float32 constants" : null;
    }
    const known = operands as Expression[];
    const { channelAxis, rank } = place;
    if (!known.every(({ shape }) => isPerChannel(shape, affine.channelAxis, channels, channelAxis, rank))) {
      if (rank === null) {
        return `how many dimensions the result of ${nameOf(node)} has is not known`;
      }
      return `it does not have one number for each of the ${channels} channels of ${nameOf(node)}`;
    }
    if (affine.activation !== null) {
      const obstacle = linearOperators.activationObstacle(node, affine.activation);
      if (obstacle !== null) {
        return obstacle;
      }
    }
    return { node: user, input, affine, operands: known };
  }

  /** Null: there is none. A sentence: one that is not known. */
  #biasOf(node: Node, { biasInput }: Linear): Expression | string | null {
    const bias = biasInput === null ? null : (node.inputs[biasInput] ?? null);
    return (
      bias &&
      (expressionOf(bias, this.model.dialect.linearOperators, this.facts.isFixed) ??
        `the bias of ${nameOf(node)} is not a float32 constant`)
    );
  }

  /** Says the same of every node that would have been folded, as far as it can be followed. */
  #refuse(result: Value, reason: string): void {
    const { linearOperators } = this.model.dialect;
    for (let value: Value | null = result; value !== null;) {
      const [user]: Nodes = value.uses;
      if (user === undefined || value.uses.size > 1 || this.reasons.has(user)) {
        return;
      }
      const affine = linearOperators.affine(user, user.inputs.indexOf(value));
      if (affine === null) {
        return;
      }
      this.reasons.set(user, typeof affine === "string" ? affine : reason);
      value = user.outputs[0] ?? null;
    }
  }
}

export const OTHER_RESULTS = "it makes more than one result";

export function scales({ kind }: Affine): boolean {
  return kind !== "add" && kind !== "subtract";
}
