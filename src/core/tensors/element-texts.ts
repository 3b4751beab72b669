// The elements of a tensor as people read them.
import { bitsOf, isFloat, elementCount } from "../ir/dtype";
import { ModelError } from "../ground/errors";
import { shortestFloat32 } from "../ir/shortest-float32";
import { memoryTensor, tensorBytes, type Tensor } from "../ir/tensor";
import { decoderOf } from "../kernels/codes";
import { bigsOf, isBig } from "../kernels/elements";

/** Elements by index, each as the shortest text that tells it apart from others of its type. */
export type TextAt = (index: number) => string;

/** @throws ModelError where elements of this type are not shown, or are not there. */
export async function elementTexts(tensor: Tensor, subject: string): Promise<TextAt> {
  const { dtype, shape, storage } = tensor;
  if (dtype === "string" && storage.texts !== undefined) {
    const texts = await storage.texts(elementCount(shape));
    const decoder = new TextDecoder();
    // Where fewer are stored than the shape has, the last one is all others.
    return (index) => decoder.decode(texts[index] ?? texts.at(-1) ?? new Uint8Array(0));
  }
  const bytes = await tensorBytes(tensor, subject);
  if (isBig(dtype)) {
    const elements = bigsOf(bytes, dtype);
    return (index) => String(elements[index]);
  }
  const decode = decoderOf(bytes, dtype);
  if (decode === null) {
    throw new ModelError("unsupported", `Elements of type ${dtype}, as those of "${subject}", are not shown.`, subject);
  }
  const one = new Float64Array(1);
  const isShortened = isFloat(dtype) && dtype !== "float64";
  return (index) => {
    decode(index, index + 1, one);
    return numberText(one[0]!, isShortened);
  };
}

function numberText(value: number, isShortened: boolean): string {
  return Object.is(value, -0) ? "-0" : String(isShortened && Number.isFinite(value) ? shortestFloat32(value) : value);
}

/** The same tensor with its bytes in memory, read once. */
export async function held(tensor: Tensor, subject: string): Promise<Tensor> {
  const { dtype, shape, storage } = tensor;
  return storage.texts !== undefined || storage.location === "memory" || bitsOf(dtype) === 0
    ? tensor
    : memoryTensor(dtype, shape, await tensorBytes(tensor, subject));
}

/** A part of a tensor as rows and columns. */
export interface Window {
  /** Null: there is one row, or one column. */
  readonly rowAxis: number | null;
  readonly columnAxis: number | null;
  /** The index along each axis; along those of rows and columns, where the window begins. */
  readonly at: readonly number[];
  readonly rows: number;
  readonly columns: number;
}

/** Row by row. Indices behind the last are left out. */
export function windowTexts(shape: readonly number[], textAt: TextAt, window: Window): string[][] {
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  const first = strides.reduce((sum, stride, axis) => sum + stride * (window.at[axis] ?? 0), 0);
  const along = (axis: number | null, count: number) =>
    axis === null
      ? { count: 1, stride: 0 }
      : { count: Math.max(0, Math.min(count, shape[axis]! - (window.at[axis] ?? 0))), stride: strides[axis]! };
  const [rows, columns] = [along(window.rowAxis, window.rows), along(window.columnAxis, window.columns)];
  return Array.from({ length: rows.count }, (_, row) =>
    Array.from({ length: columns.count }, (_, column) => textAt(first + row * rows.stride + column * columns.stride)),
  );
}
