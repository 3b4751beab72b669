// Shapes that a graph proves, not those that it states as hints. Dimensions that are not known are symbols: two that
// are the same text are the same length.
import { integersOf } from "../../../ir/no-op";
import { booleanAttribute, numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import type { Value } from "../../../ir/value";
import { rowOf } from "../operators";

export type KnownDimension = number | string;
export type KnownShape = readonly KnownDimension[];

export class KnownShapes {
  readonly #shapes = new Map<Value, KnownShape>();

  of(value: Value | null | undefined): KnownShape | null {
    return value?.constant?.shape ?? this.#shapes.get(value!) ?? null;
  }

  /** Works out what a node makes from what it reads. */
  async observe(node: Node): Promise<void> {
    const output = node.outputs[0];
    const shape = output == null ? null : await this.#made(node, output);
    if (shape !== null) {
      this.#shapes.set(output!, shape);
    }
  }

  async #made(node: Node, output: Value): Promise<KnownShape | null> {
    const { role } = rowOf(node);
    const [first, second] = node.inputs.map((input) => this.of(input));
    if (role === "input") {
      return output.type?.shape?.map((each, axis) => each ?? `${node.name}.${axis}`) ?? null;
    }
    if (first == null) {
      return null;
    }
    const keeps = role === "activation" || role === "identity" || role === "normalization" || role === "dequantize";
    if (keeps || (role === "elementwise" && node.inputs.length === 1)) {
      return first;
    }
    switch (node.op.name) {
      case "BiasAdd":
      case "FakeQuantWithMinMaxVars":
      case "FakeQuantWithMinMaxArgs":
        return first;
      case "Add":
      case "AddV2":
      case "Sub":
      case "Mul":
      case "RealDiv":
      case "Maximum":
      case "Minimum":
        return second == null ? null : broadcast(first, second);
      case "Conv2D":
        return second?.length === 4 ? windowed(node, first, second, second[3]!) : null;
      case "DepthwiseConv2dNative":
        return second?.length === 4 ? windowed(node, first, second, product(second.slice(2))) : null;
      case "MaxPool":
      case "AvgPool": {
        const window = numbersAttribute(node, "ksize");
        return window === null ? null : windowed(node, first, window.slice(1), first[3]!);
      }
      case "MatMul":
        return second == null ? null : multiplied(node, first, second);
      case "Reshape":
        return reshaped(first, await integersOf(node.inputs[1]));
      case "Pad":
      case "PadV2":
      case "MirrorPad":
        return padded(first, await integersOf(node.inputs[1]));
      case "Mean":
      case "Max":
      case "Min":
      case "Sum":
        return reduced(first, await integersOf(node.inputs[1]), booleanAttribute(node, "keep_dims", false));
      case "ResizeBilinear":
      case "ResizeNearestNeighbor": {
        const size = await integersOf(node.inputs[1]);
        return size?.length === 2 && first.length === 4 ? [first[0]!, ...size, first[3]!] : null;
      }
      case "ConcatV2":
        return this.#joined(node.inputs.slice(0, -1), await integersOf(node.inputs.at(-1)));
      default:
        return null;
    }
  }

  #joined(parts: readonly (Value | null)[], axes: readonly number[] | null): KnownShape | null {
    const shapes = parts.map((part) => this.of(part));
    const [first] = shapes;
    if (first == null || axes?.length !== 1 || shapes.some((shape) => shape?.length !== first.length)) {
      return null;
    }
    const axis = axes[0]! < 0 ? axes[0]! + first.length : axes[0]!;
    const lengths = shapes.map((shape) => shape![axis]!);
    return first.map((each, index) => (index === axis ? sum(lengths) : each));
  }
}

/** Whether each position of both stands for the same place, or one is read again for each, along the last axis. */
export function lineUp(one: KnownShape | null, other: KnownShape | null): boolean {
  if (one === null || other === null) {
    return false;
  }
  const same = one.length === other.length && one.every((each, axis) => each === other[axis]);
  return same || repeats(one, other) || repeats(other, one);
}

/** Whether a vector, or one number, is added to every position of the other. */
function repeats(vector: KnownShape, other: KnownShape): boolean {
  const last = vector.at(-1) ?? 1;
  const isVector = vector.length <= other.length && vector.slice(0, -1).every((each) => each === 1);
  return isVector && (last === 1 || last === other.at(-1));
}

/** Lengths that are known multiplied; what is not known as a symbol. */
function product(lengths: KnownShape): KnownDimension {
  const symbols = lengths.filter((each) => typeof each === "string");
  const known = lengths.reduce<number>((total, each) => (typeof each === "number" ? total * each : total), 1);
  return symbols.length === 0 ? known : known === 1 && symbols.length === 1 ? symbols[0]! : `(${lengths.join("*")})`;
}

function sum(lengths: KnownShape): KnownDimension {
  return lengths.every((each) => typeof each === "number")
    ? lengths.reduce((total, each) => total + each, 0)
    : `(${lengths.join("+")})`;
}

function broadcast(one: KnownShape, other: KnownShape): KnownShape | null {
  const rank = Math.max(one.length, other.length);
  const at = (shape: KnownShape, axis: number) => shape[axis - rank + shape.length] ?? 1;
  const result: KnownDimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const [a, b] = [at(one, axis), at(other, axis)];
    if (a !== b && a !== 1 && b !== 1 && typeof a === typeof b) {
      return null;
    }
    result.push(a === b || b === 1 ? a : a === 1 || typeof b === "number" ? b : a);
  }
  return result;
}

/** Of a convolution or pool over the middle two of four dimensions. */
function windowed(node: Node, input: KnownShape, window: KnownShape, channels: KnownDimension): KnownShape | null {
  const strides = numbersAttribute(node, "strides");
  const dilations = numbersAttribute(node, "dilations") ?? [1, 1, 1, 1];
  const padding = stringAttribute(node, "padding", "");
  const known = padding === "SAME" || padding === "VALID";
  if (
    input.length !== 4 ||
    strides?.length !== 4 ||
    !known ||
    stringAttribute(node, "data_format", "NHWC") !== "NHWC"
  ) {
    return null;
  }
  const moved = [1, 2].map((axis) => {
    const [length, stride, size] = [input[axis]!, strides[axis]!, window[axis - 1]!];
    if (typeof size === "string") {
      return `(${length} under ${size})`;
    }
    const reach = padding === "SAME" ? 1 : (size - 1) * (dilations[axis] ?? 1) + 1;
    if (typeof length === "number") {
      return Math.ceil((length - reach + 1) / stride);
    }
    return reach === 1 && stride === 1 ? length : `(${length}-${reach - 1})/${stride}`;
  });
  return [input[0]!, ...moved, channels];
}

function multiplied(node: Node, one: KnownShape, other: KnownShape): KnownShape | null {
  const row = booleanAttribute(node, "transpose_a", false) ? one[1] : one[0];
  const column = booleanAttribute(node, "transpose_b", false) ? other[0] : other[1];
  return one.length === 2 && other.length === 2 ? [row!, column!] : null;
}

function reshaped(input: KnownShape, target: readonly number[] | null): KnownShape | null {
  if (target === null) {
    return null;
  }
  const known = target.filter((each) => each !== -1).reduce((total, each) => total * each, 1);
  const symbols = input.filter((each) => typeof each === "string");
  const numbers = input.reduce<number>((total, each) => (typeof each === "number" ? total * each : total), 1);
  const left = symbols.length === 0 ? numbers / known : symbols.length === 1 && numbers === known ? symbols[0]! : null;
  return target.includes(-1) && left === null ? null : target.map((each) => (each === -1 ? left! : each));
}

function padded(input: KnownShape, paddings: readonly number[] | null): KnownShape | null {
  if (paddings?.length !== 2 * input.length) {
    return null;
  }
  return input.map((each, axis) => {
    const added = paddings[2 * axis]! + paddings[2 * axis + 1]!;
    return added === 0 ? each : typeof each === "number" ? each + added : `(${each}+${added})`;
  });
}

function reduced(input: KnownShape, axes: readonly number[] | null, keeps: boolean): KnownShape | null {
  const gone = new Set(axes?.map((axis) => (axis < 0 ? axis + input.length : axis)));
  const shape = input.map((each, axis) => (gone.has(axis) ? 1 : each));
  return axes === null ? null : keeps ? shape : shape.filter((_, axis) => !gone.has(axis));
}
