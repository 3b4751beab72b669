// Two transposes in a row are one, and so are two slices or two reshapes.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { integersOf } from "../../ir/no-op";
import { numbersAttribute, type Node } from "../../ir/node";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import { composeReshapes } from "./compose-reshapes";
import { addInitializer } from "./constant";

/** From this opset on the bounds of a slice are inputs. */
const BOUNDS_ARE_INPUTS = 10;

interface Slice {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export async function compose(model: Model, graph: Graph, first: Node, second: Node): Promise<boolean> {
  const names = [first, second].map(({ op }) => (op.domain === "" ? op.name : ""));
  if (names.every((name) => name === "Transpose")) {
    return composeTransposes(graph, first, second);
  }
  if (names.every((name) => name === "Slice")) {
    return composeSlices(model, graph, first, second);
  }
  return names.every((name) => name !== "") && composeReshapes(model, graph, first, second);
}

/** The axis i of the result is p₂[i] of what is between them, which is p₁[p₂[i]] of what the first reads. */
function composeTransposes(graph: Graph, first: Node, second: Node): boolean {
  const [before, after] = [numbersAttribute(first, "perm"), numbersAttribute(second, "perm")];
  if (before === null || after === null || before.length !== after.length || after.some((axis) => !(axis in before))) {
    return false;
  }
  second.setAttribute("perm", { kind: "list", of: "int", value: after.map((axis) => before[axis]!) });
  graph.setInput(second, 0, first.inputs[0]!);
  return true;
}

async function composeSlices(model: Model, graph: Graph, first: Node, second: Node): Promise<boolean> {
  const [before, after] = [await slicesOf(first), await slicesOf(second)];
  const both = before === null || after === null ? null : combined(before, after);
  // Bounds that other nodes read too would stay besides the new ones.
  const bounds = [first, second].flatMap(({ inputs }) => inputs.slice(1));
  if (both === null || bounds.some((bound) => bound !== null && bound.uses.size > 1)) {
    return false;
  }
  const lists: [string, number[]][] = [
    ["starts", both.map(({ start }) => start)],
    ["ends", both.map(({ end }) => end)],
    ["axes", both.map(({ axis }) => axis)],
  ];
  if (both.some(({ step }) => step !== 1) || second.inputs[4] != null) {
    lists.push(["steps", both.map(({ step }) => step)]);
  }
  for (const [index, [name, values]] of lists.entries()) {
    const integers = values.map(toInt64);
    if (isByAttributes(second)) {
      second.setAttribute(name, { kind: "list", of: "int", value: integers });
    } else {
      const tensor = memoryTensor("int64", [integers.length], bytesOf(BigInt64Array.from(integers)));
      graph.setInput(second, index + 1, addInitializer(model, graph, second.inputs[index + 1]?.name ?? name, tensor));
    }
  }
  graph.setInput(second, 0, first.inputs[0]!);
  return true;
}

function isByAttributes({ op }: Node): boolean {
  return (op.version ?? 0) < BOUNDS_ARE_INPUTS;
}

/** Null where they are not constants. */
async function slicesOf(node: Node): Promise<Slice[] | null> {
  const list = async (index: number, name: string) =>
    isByAttributes(node) ? numbersAttribute(node, name) : integersOf(node.inputs[index]);
  const [starts, ends, axes, steps] = await Promise.all(
    ["starts", "ends", "axes", "steps"].map((name, index) => list(index + 1, name)),
  );
  const isMissing = (given: readonly number[] | null | undefined, index: number) =>
    given === null && (isByAttributes(node) ? false : node.inputs[index] != null);
  if (starts == null || ends?.length !== starts.length || isMissing(axes, 3) || isMissing(steps, 4)) {
    return null;
  }
  return starts.map((start, index) => {
    return { axis: axes?.[index] ?? index, start, end: ends[index]!, step: steps?.[index] ?? 1 };
  });
}

/** Null where it is not known to be one slice. */
function combined(before: readonly Slice[], after: readonly Slice[]): Slice[] | null {
  const all = [...before, ...after];
  const isTwice = [before, after].some((slices) => new Set(slices.map(({ axis }) => axis)).size < slices.length);
  // Counted from the end, an axis may be one that is counted from the start.
  if (isTwice || new Set(all.map(({ axis }) => axis < 0)).size > 1) {
    return null;
  }
  const found = new Map(before.map((slice) => [slice.axis, slice]));
  for (const slice of after) {
    const same = found.get(slice.axis);
    const one = same === undefined ? slice : oneAxis(same, slice);
    if (one === null) {
      return null;
    }
    found.set(slice.axis, one);
  }
  return [...found.values()];
}

/** Of the elements from a to b those from c to d: from a + c to b or a + d, whatever the length is. */
function oneAxis(before: Slice, after: Slice): Slice | null {
  const isPlain = [before, after].every(({ start, end, step }) => start >= 0 && end >= 0 && step === 1);
  const [start, end] = [before.start + after.start, Math.min(before.end, before.start + after.end)];
  return isPlain ? { axis: before.axis, start, end, step: 1 } : null;
}

/** Exporters write the largest integers for "to the end"; as a number they may be rounded up beyond them. */
function toInt64(value: number): bigint {
  const whole = BigInt(value);
  return whole > LARGEST ? LARGEST : whole < -LARGEST - 1n ? -LARGEST - 1n : whole;
}

const LARGEST = 2n ** 63n - 1n;
