// Something large as it is handed over to a webview: zipped, since each byte is copied between four processes on its way, and
// in remote windows over a network. Columns and texts zip well.
import { joined } from "../core/bytes/joined";
import { through, type ByteStream } from "../core/bytes/through";

/** @typeParam T What is in it: objects, lists, texts, numbers and typed arrays. */
export interface Zipped<T> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Only for the compiler. */
  readonly holds?: T;
}

const ARRAYS = { Uint8Array, Int32Array, Float32Array, Float64Array };
type Kind = keyof typeof ARRAYS;

/** What stands in the text for a typed array behind it. */
interface Place {
  readonly $array: Kind;
  readonly length: number;
}

/** Where arrays begin, so that they can be looked at where they are. */
const ALIGNMENT = 8;

export async function zip<T>(value: T): Promise<Zipped<T>> {
  const arrays: Uint8Array[] = [];
  const text = JSON.stringify(
    replaced(value, (each) => {
      if (!ArrayBuffer.isView(each)) {
        return null;
      }
      const array = each as InstanceType<(typeof ARRAYS)[Kind]>;
      arrays.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return { $array: array.constructor.name as Kind, length: array.length } satisfies Place;
    }),
  );
  const header = new TextEncoder().encode(text);
  const length = new Uint8Array(Float64Array.of(header.length).buffer);
  const parts = [length, header, ...arrays].flatMap((part) => [part, padding(part.length)]);
  return { bytes: await passed(parts, new CompressionStream("deflate-raw")) };
}

export async function unzip<T>({ bytes }: Zipped<T>): Promise<T> {
  const { buffer } = await passed([bytes], new DecompressionStream("deflate-raw"));
  let at = 0;
  const take = (kind: Kind, length: number) => {
    const array = new ARRAYS[kind](buffer, at, length);
    at += array.byteLength + padding(array.byteLength).length;
    return array;
  };
  const [textLength] = take("Float64Array", 1);
  const text = new TextDecoder().decode(take("Uint8Array", textLength!) as Uint8Array);
  return replaced(JSON.parse(text), (each) => (isPlace(each) ? take(each.$array, each.length) : null)) as T;
}

/** A copy in which some objects, in order, are others; JSON's own way to do that takes several times as long. */
function replaced(value: unknown, other: (each: object) => object | null): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((each: unknown) => replaced(each, other));
  }
  return (
    other(value) ??
    Object.fromEntries(Object.entries(value).map(([field, each]: [string, unknown]) => [field, replaced(each, other)]))
  );
}

async function passed(parts: readonly Uint8Array[], stream: ByteStream): Promise<Uint8Array<ArrayBuffer>> {
  const out: Uint8Array[] = [];
  for await (const part of through(stream, [joined(parts)])) {
    out.push(part);
  }
  return joined(out);
}

function padding(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(-length & (ALIGNMENT - 1));
}

function isPlace(value: object): value is Place {
  return "$array" in value;
}
