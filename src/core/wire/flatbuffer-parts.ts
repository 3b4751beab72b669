import { FlatString, FlatVector, type FlatFile, type FlatPart, type Kind } from "./flatbuffer";

/** Longer vectors and strings are not compared. */
const LARGEST_COMPARED = 256;

/** Which parts are one: each is given out as one object. */
export class PartPool {
  readonly #files = new Map<FlatFile, Map<Kind, Map<number, FlatPart>>>();
  readonly #contents = new Map<string, FlatPart>();

  /** Parts from the same place of a file are one, and so are equal names, shapes and the like. */
  of(part: FlatPart): FlatPart {
    const first = this.ofPlace(part);
    const key = first instanceof FlatString || first instanceof FlatVector ? contentKey(first) : null;
    return key === null ? first : entryOf(this.#contents, key, () => first);
  }

  /** Parts from the same place of a file are one. */
  ofPlace<T extends FlatPart>(part: T): T {
    const { file } = part;
    if (file === null) {
      return part;
    }
    const { kind, offset } = part;
    const kinds = entryOf(this.#files, file, () => new Map<Kind, Map<number, FlatPart>>());
    const places = entryOf(kinds, kind, () => new Map<number, FlatPart>());
    return entryOf(places, offset!, () => part) as T;
  }
}

function contentKey(part: FlatString | FlatVector): string | null {
  if (part.byteLength > LARGEST_COMPARED) {
    return null;
  }
  const kind = part instanceof FlatVector ? `${part.scalar},${part.alignment}` : "string";
  const { bytes } = part;
  return bytes === null ? null : `${kind}:${bytes.join()}`;
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = make();
    map.set(key, entry);
  }
  return entry;
}
