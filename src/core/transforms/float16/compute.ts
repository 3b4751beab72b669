// The form in which operators compute in float16, as converters for processors with float16 units make it.
import type { Context } from "../../context";
import { denseBytes, elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { HalfPrecision } from "../../ir/half-precision";
import type { EditableModel } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import { positionsOf } from "../../ir/positions";
import type { Value } from "../../ir/value";
import { verify } from "../../ir/verify";
import { allGraphs } from "../../ir/walk";
import type { Overflow } from "../quantize/encode";
import { readerOf } from "../quantize/planned";
import type { Change, PlannedTensor } from "../transform";
import { fits, Selector, type Selection } from "../weights/selection";
import { reachable } from "./bodies";
import { beyondFloat16, storeConstants, storeFillings } from "./constants";
import { ElementTypes } from "./element-types";
import { Plan } from "./plan";
import { Rewriter } from "./rewrite";
import { wholeNumbers } from "./whole-numbers";

export interface ComputeRequest extends Selection {
  readonly keepTypes: boolean;
  readonly denyOperators: readonly string[];
  readonly overflow: Overflow;
}

export async function computeInFloat16(
  model: EditableModel,
  request: ComputeRequest,
  context: Context,
): Promise<Change[]> {
  const half = halfPrecisionOf(model);
  if (typeof half === "string") {
    context.note("The model", half);
    return [];
  }
  const graphs = reachable(model.graphs[0]!, half);
  const constants = graphs.flatMap(({ values }) => [...values].filter(({ constant }) => constant?.dtype === "float32"));
  const isMeant = (value: Value) => mayNotOverflow(model, request, value);
  const beyond = await beyondFloat16(constants, isMeant, context);
  const { plan, unmatched } = planCompute(model, half, request, beyond);
  unmatched.forEach((pattern) => context.note(pattern, "fits no node, weight or operator this is about"));
  tellLeft(plan, context);
  const changes: Change[] = [];
  const copies = await storeConstants(plan, context, changes);
  await storeFillings(plan, context, changes);
  new Rewriter(plan, namesInSeveral(graphs), changes).rewrite(copies);
  return changes;
}

/** What would become of each constant, as far as can be told without reading it. */
export function plannedConstants(model: EditableModel, request: ComputeRequest): PlannedTensor[] {
  const half = halfPrecisionOf(model);
  const plan = typeof half === "string" ? null : planCompute(model, half, request, new Map()).plan;
  const graphs = plan?.graphs ?? [...allGraphs(model)];
  const constants = graphs.flatMap(({ values }) => [...values].filter(({ constant }) => constant?.dtype === "float32"));
  return constants.map((value) => {
    const { shape, storage } = value.constant!;
    const isHalf = plan?.halves.has(value) === true;
    return {
      tensor: value.name,
      shape,
      ...readerOf(value),
      what: isHalf ? "float16, computed with as it is" : null,
      bytesBefore: storage.storedBytes,
      bytesAfter: isHalf ? denseBytes("float16", elementCount(shape)) : storage.storedBytes,
      reason: isHalf ? null : typeof half === "string" ? half : reasonLeft(plan!, value),
    };
  });
}

function reasonLeft(plan: Plan, value: Value): string {
  return plan.castReason(value) ?? (plan.isCopied(value) ? "stored as float16 too" : "no node reads it as float16");
}

/** @param beyond Constants with values that float16 cannot hold, and how many. */
function planCompute(
  model: EditableModel,
  half: HalfPrecision,
  request: ComputeRequest,
  beyond: ReadonlyMap<Value, string>,
): { plan: Plan; unmatched: readonly string[] } {
  const main = model.graphs[0]!;
  const graphs = reachable(main, half);
  const types = new ElementTypes(main, half);
  const selector = new Selector(request);
  const left = [...beyond].filter(([value]) => mayNotOverflow(model, request, value));
  const kept = new Map([...keptValues(model, graphs), ...left]);
  const plan = new Plan(model, types, {
    keepTypes: request.keepTypes,
    denied: (node) => deniedBy(node, request.denyOperators, selector),
    whole: wholeNumbers(graphs, types, model.dialect, beyond),
    kept,
    overridable: overridableConstants(model, graphs),
  });
  return { plan, unmatched: selector.unmatched() };
}

/** What masks is as good as infinite; a variance that is not as large scales up all behind it. */
function mayNotOverflow({ dialect }: EditableModel, { overflow }: ComputeRequest, value: Value): boolean {
  const isStatistic = (node: Node) =>
    positionsOf(node.inputs, value).some((index) => dialect.operand(node, index).kind === "statistic");
  return overflow === "leave" || [...value.uses].some(isStatistic);
}

/** A sentence where all of the model stays as it is. */
function halfPrecisionOf(model: EditableModel): HalfPrecision | string {
  const { halfPrecision } = model.dialect;
  if ("lacks" in halfPrecision) {
    return halfPrecision.lacks;
  }
  const half = halfPrecision.offers(model);
  const [violation] = verify(model);
  if (violation?.invariant === "nodes stand after what they read") {
    return "its nodes do not stand in an order in which they can run: take sort-nodes first";
  }
  const damage = violation && `its graph breaks a rule of the format at "${violation.subject}": ${violation.invariant}`;
  return half.obstacle ?? damage ?? half;
}

function deniedBy(node: Node, operators: readonly string[], selector: Selector): string | null {
  if (operators.some((pattern) => fits(pattern, node.op.name))) {
    return "among the operators that stay float32";
  }
  const constants = node.inputs.filter((input) => input?.constant != null).map((input) => input!.name);
  return selector.obstacleOf([nameOf(node), ...constants], [node.op.name]);
}

/** What the model says something about by name. */
function keptValues(model: EditableModel, graphs: readonly Graph[]): Map<Value, string> {
  const pinned = model.dialect.pinned(model);
  const kept = new Map<Value, string>();
  for (const value of graphs.flatMap(({ values }) => [...values])) {
    const reason = pinned.get(value);
    if (reason !== undefined) {
      kept.set(value, reason);
    }
  }
  return kept;
}

function overridableConstants(model: EditableModel, graphs: readonly Graph[]): Map<Value, string> {
  const found = new Map<Value, string>();
  for (const graph of graphs) {
    for (const value of graph.values) {
      const reason = value.constant === null ? null : model.dialect.elementsObstacle(model, graph, value);
      if (reason !== null) {
        found.set(value, reason);
      }
    }
  }
  return found;
}

/** Tells which constants stay, and in one note each which nodes of an operator do for the same reason. */
function tellLeft(plan: Plan, context: Context): void {
  for (const value of plan.readers.values()) {
    const reason = plan.castReason(value);
    if (reason !== null) {
      context.note(value.name, reason);
    }
  }
  const groups = new Map<string, { operator: string; reason: string; nodes: Node[] }>();
  for (const [node, reason] of plan.left) {
    const key = `${node.op.domain}:${node.op.name}\n${reason}`;
    const group = groups.get(key) ?? { operator: node.op.name, reason, nodes: [] };
    group.nodes.push(node);
    groups.set(key, group);
  }
  for (const { operator, reason, nodes } of groups.values()) {
    const [first] = nodes;
    const name = first!.name || first!.outputs.find((output) => output !== null)?.name;
    const others = nodes.length > 1 ? ` and ${(nodes.length - 1).toLocaleString("en-US")} more` : "";
    context.note(`${operator} ${name ?? ""}${others}`, `stays float32: ${reason}`);
  }
}

/** Names that values of different graphs have: inside, they may mean another value than outside. */
function namesInSeveral(graphs: readonly Graph[]): Set<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const { name } of graphs.flatMap(({ values }) => [...values])) {
    (seen.has(name) ? several : seen).add(name);
  }
  return several;
}
