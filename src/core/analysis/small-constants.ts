// The elements of small constants that shapes are computed of, read before the graphs are gone through.
import { denseBytes, elementCount, isFloat, type DType } from "../ir/dtype";
import { ModelError } from "../ground/errors";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import { tensorBytes, type Tensor } from "../ir/tensor";
import type { Dimension } from "../ir/value";
import { allNodes, rootGraphs } from "../ir/walk";
import { MOST_ELEMENTS } from "../semantics/fact";
import { isSetting, type Made, type OperatorOf } from "../ir/operator";

/** By tensor. */
export type Contents = ReadonlyMap<Tensor, readonly Dimension[]>;

export async function readContents(model: Model, operatorOf: OperatorOf): Promise<Contents> {
  const asked = new Set<Tensor>();
  for (const graph of rootGraphs(model)) {
    for (const node of allNodes(graph)) {
      addAskedFor(node, operatorOf(node), asked);
    }
  }
  const contents = new Map<Tensor, readonly Dimension[]>();
  for (const tensor of asked) {
    const reader = READERS[tensor.dtype];
    // Large graphs have a hundred thousand, most of them loaded with their surroundings.
    const bytes = reader === undefined ? null : (loadedBytes(tensor) ?? (await bytesIn(tensor)));
    if (reader !== undefined && bytes !== null) {
      contents.set(tensor, elementsIn(bytes, elementCount(tensor.shape), reader));
    }
  }
  return contents;
}

/** Those of settings, and of what is computed, or where a loop may count, the whole numbers and single floats, which factors are. */
function addAskedFor(node: Node, operator: Made | null, asked: Set<Tensor>): void {
  const isNumbers = operator?.computes === true || typeof operator?.runs === "function";
  if (operator === null || (operator.contents === undefined && !isNumbers)) {
    return;
  }
  const { inputs } = node;
  for (let index = 0; index < inputs.length; index++) {
    const tensor = inputs[index]?.constant ?? null;
    const elements = tensor === null ? NaN : elementCount(tensor.shape);
    if (tensor !== null && elements <= MOST_ELEMENTS) {
      const isOperand = isNumbers && (elements === 1 || !isFloat(tensor.dtype));
      if (isOperand || isSetting(operator, node, index)) {
        asked.add(tensor);
      }
    }
  }
  if (operator.computes === true) {
    for (const tensor of node.tensorAttributes) {
      if (elementCount(tensor.shape) === 1) {
        asked.add(tensor);
      }
    }
  }
}

type Reader = (view: DataView, at: number) => number;

const READERS: Readonly<Partial<Record<DType, readonly [number, Reader]>>> = {
  bool: [1, (view, at) => view.getUint8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
  int8: [1, (view, at) => view.getInt8(at)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  uint16: [2, (view, at) => view.getUint16(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  uint32: [4, (view, at) => view.getUint32(at, true)],
  int64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  uint64: [8, (view, at) => Number(view.getBigUint64(at, true))],
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float64: [8, (view, at) => view.getFloat64(at, true)],
};

function elementsIn(bytes: Uint8Array, count: number, [width, read]: readonly [number, Reader]): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements = new Array<number>(count);
  for (let index = 0; index < count; index++) {
    elements[index] = read(view, index * width);
  }
  return elements;
}

/** Null where they are not in memory, or fewer than the shape needs. */
function loadedBytes({ dtype, shape, storage }: Tensor): Uint8Array | null {
  const bytes = storage.loaded?.() ?? null;
  return bytes !== null && bytes.byteLength >= denseBytes(dtype, elementCount(shape)) ? bytes : null;
}

/** Null where they cannot be read: then what is computed of them stays unknown. */
async function bytesIn(tensor: Tensor): Promise<Uint8Array | null> {
  try {
    return await tensorBytes(tensor, "");
  } catch (error) {
    if (error instanceof ModelError && error.code !== "cancelled") {
      return null;
    }
    throw error;
  }
}
