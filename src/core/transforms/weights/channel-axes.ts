// Along which axis of a constant its output channels lie, where its elements are only moved before something is
// multiplied with them.
import { elementCount, staticShape } from "../../ir/dtype";
import type { ChannelFlow } from "../../ir/channel-flow";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import { positionsOf } from "../../ir/positions";
import type { Value } from "../../ir/value";
import { allGraphs } from "../../ir/walk";
import { regrouped } from "./regrouped";

/** A value that holds elements of a constant: its shape, and for each axis the one of the constant that it came from. */
interface Moved {
  readonly value: Value;
  /** Null: the axes are known, but not all of their lengths. */
  readonly shape: readonly number[] | null;
  readonly axes: readonly (number | null)[];
}

/** The axis for each float constant whose readers agree on one; those that have none, such as Gather, take any. */
export async function channelAxes(model: EditableModel): Promise<ReadonlyMap<Value, number>> {
  const found = new Map<Value, number>();
  for (const graph of allGraphs(model)) {
    for (const value of graph.values) {
      const axis = value.constant?.dtype === "float32" ? await channelAxis(model, value) : null;
      if (axis !== null) {
        found.set(value, axis);
      }
    }
  }
  return found;
}

async function channelAxis(model: EditableModel, constant: Value): Promise<number | null> {
  const { dialect } = model;
  const { shape } = constant.constant!;
  const found = new Set<number>();
  const pending: Moved[] = [{ value: constant, shape, axes: [...shape.keys()] }];
  const seen = new Set<Value>([constant]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const node of next.value.uses) {
      for (const index of positionsOf(node.inputs, next.value)) {
        const operand = dialect.operand(node, index);
        const [axis] = operand.kind === "weight" ? operand.outputAxes : [];
        const origin = axis === undefined ? null : (next.axes.at(axis) ?? null);
        if (origin !== null) {
          found.add(origin);
        }
        const role = dialect.role(node);
        if (index === 0 && operand.kind === "data" && (role === "identity" || role === "shape")) {
          for (const moved of await movedBy(model, node, next)) {
            if (!seen.has(moved.value)) {
              seen.add(moved.value);
              pending.push(moved);
            }
          }
        }
      }
    }
  }
  const [axis] = found;
  // A vector that becomes a matrix has channels, but none along an axis of its own.
  return found.size === 1 && elementCount(shape) > shape[axis!]! ? axis! : null;
}

/** What a node that moves elements makes; nothing where it does something else, or what it does is not known. */
async function movedBy(model: EditableModel, node: Node, from: Moved): Promise<Moved[]> {
  const flow = await model.dialect.channelFlows.flow(node, (value) => (value === from.value ? from.shape : null));
  const outputs = node.outputs.filter((output) => output !== null);
  return outputs.flatMap((value) => {
    const to = throughFlow(flow, from, staticShape(value.type?.shape));
    return to === null ? [] : [{ value, ...to }];
  });
}

/** @param stated The shape of what is made, where the file says it. */
function throughFlow(
  flow: ChannelFlow,
  { shape, axes }: Moved,
  stated: readonly number[] | null,
): Pick<Moved, "shape" | "axes"> | null {
  switch (flow.kind) {
    case "moves":
      return {
        shape: shape && flow.axes.map((axis) => (axis === null ? 1 : shape[axis]!)),
        axes: flow.axes.map((axis) => (axis === null ? null : axes[axis]!)),
      };
    case "takes":
    case "splits":
    case "pads":
      return { shape: stated ?? (shape && lengthsOf(flow, shape)), axes };
    case "passes":
      return { shape: stated ?? (flow.mixes.length === 0 ? shape : null), axes };
    case "reshapes": {
      if (shape === null) {
        return null;
      }
      const target = flow.target.map((length, index) => (length === "same" ? (shape[index] ?? null) : length));
      const open = elementCount(shape) / elementCount(target.map((length) => length ?? 1));
      const lengths = target.map((length) => length ?? open);
      const origins = regrouped(shape, lengths);
      return origins && { shape: lengths, axes: origins.map((axis) => (axis === null ? null : axes[axis]!)) };
    }
    default:
      return null;
  }
}

/** Null where they differ from part to part, or are not known. */
function lengthsOf(
  flow: Extract<ChannelFlow, { kind: "takes" | "splits" | "pads" }>,
  shape: readonly number[],
): readonly number[] | null {
  const along = (flow.axis + shape.length) % shape.length;
  const length = shape[along]!;
  const set = (changed: number) => shape.map((each, axis) => (axis === along ? changed : each));
  switch (flow.kind) {
    case "takes":
      return set(Math.max(0, Math.min(flow.stop, length) - flow.start));
    case "splits":
      return flow.sizes === null && length % flow.parts === 0 ? set(length / flow.parts) : null;
    case "pads":
      return set(flow.before + length + flow.behind);
  }
}
