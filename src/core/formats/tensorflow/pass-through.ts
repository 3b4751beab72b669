// Which nodes of a TensorFlow graph hand on an input unchanged.
import { allZero, integersOf, keepsOrder, keepsShape, restoresOrder, takesWhole } from "../../ir/no-op";
import { numberAttribute, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { rowOf } from "./operators";

const ALWAYS = new Set([
  "Identity",
  "CheckNumerics",
  "StopGradient",
  "PreventGradient",
  "Snapshot",
  "DebugGradientIdentity",
]);
/** They hand on their input and do something besides. */
const WHEN_ASKED = new Set(["EnsureShape", "Print"]);
/** Operators that decide what runs, or in which turn of a loop. */
const FRAME = /^(Ref)?(Switch|Merge|Enter|Exit|NextIteration)$|^(LoopCond|_SwitchN)$/;

export async function passThrough(node: Node, asked: boolean): Promise<Value | string | null> {
  const { name } = node.op;
  if (name === "PlaceholderWithDefault") {
    return "callers can feed it";
  }
  const source = ALWAYS.has(name) || (asked && WHEN_ASKED.has(name)) ? (node.inputs[0] ?? null) : await moved(node);
  return source === null ? null : (obstacle(node, source) ?? source);
}

/** The input of an operator on shapes or types that changes neither. */
async function moved(node: Node): Promise<Value | null> {
  const [source, second, third] = node.inputs;
  if (source == null) {
    return null;
  }
  const shape = source.type?.shape ?? null;
  switch (node.op.name) {
    case "Cast": {
      const [from, to] = [node.attributes.get("SrcT"), node.attributes.get("DstT")];
      const same = from?.kind === "type" && to?.kind === "type" && from.value === to.value && from.value !== "opaque";
      return same ? source : null;
    }
    case "Reshape":
      return hasStatedShape(source) && keepsShape(shape, await integersOf(second), false) ? source : null;
    case "Transpose": {
      const order = await integersOf(second);
      return keepsOrder(order) ? source : untransposed(source, order);
    }
    case "Pad":
    case "PadV2":
    case "MirrorPad":
      return allZero(await integersOf(second)) ? source : null;
    case "ConcatV2":
      return node.inputs.length === 2 ? source : null;
    case "Concat":
      return node.inputs.length === 2 ? (second ?? null) : null;
    case "Slice": {
      const [begin, size] = [await integersOf(second), await integersOf(third)];
      const whole = allZero(begin) && size !== null && size.every((each) => each === -1);
      return whole ? source : null;
    }
    case "StridedSlice":
      return (await takesAll(node)) ? source : null;
    default:
      return null;
  }
}

/** The shapes that a graph carries besides are hints; what is fed and what is stored has the shape it states. */
function hasStatedShape({ producer, constant }: Value): boolean {
  return constant !== null || producer?.op.name === "Placeholder";
}

/** What a transposition before this one read, where both together move nothing. */
async function untransposed({ producer }: Value, order: readonly number[] | null): Promise<Value | null> {
  const before = producer?.op.name === "Transpose" ? await integersOf(producer.inputs[1]) : null;
  return restoresOrder(before, order) ? (producer!.inputs[0] ?? null) : null;
}

async function takesAll(node: Node): Promise<boolean> {
  const [source, ...bounds] = node.inputs;
  const [begin, end, strides] = await Promise.all(bounds.map(integersOf));
  const mask = (name: string) => numberAttribute(node, `${name}_mask`, 0);
  if (
    begin == null ||
    end == null ||
    strides == null ||
    mask("new_axis") + mask("shrink_axis") + mask("ellipsis") > 0
  ) {
    return false;
  }
  const shape = hasStatedShape(source!) ? (source!.type?.shape ?? null) : null;
  return begin.every((each, axis) => {
    const bit = 1 << axis;
    const start = (mask("begin") & bit) > 0 ? 0 : each;
    const stop = (mask("end") & bit) > 0 ? Infinity : end[axis]!;
    return takesWhole(start, stop, strides[axis]!, shape?.[axis]);
  });
}

/** Why a node that computes nothing has to stay all the same. */
function obstacle(node: Node, source: Value): string | null {
  const maker = source.producer;
  if (maker !== null) {
    const { role } = rowOf(maker);
    if (role === "variable" || role === "sideEffect" || /^Ref[A-Z]/.test(maker.op.name)) {
      return `it reads ${maker.op.name} at a certain time, and that may change`;
    }
  }
  const readers = node.outputs.flatMap((output) => (output === null ? [] : [...output.uses]));
  const neighbours = [...(maker === null ? [] : [maker]), ...readers, ...node.controlInputs, ...node.controlUses];
  const frame = neighbours.find(({ op }) => FRAME.test(op.name));
  return frame === undefined ? null : `it stands beside ${frame.op.name}, so it decides when something runs`;
}
