// Bends the structure of a TFLite file: offsets, vtables, lengths, indices (and with them cycles) and scalars, in place.
import { schema } from "../../src/core/formats/tflite/schema";
import { SCALAR_BYTES, type FieldType } from "../../src/core/wire/flatbuffer-schema";
import { EXTREMES } from "./bytes";
import type { Random } from "./random";

/** A place in the file that says something, and what it is. */
export interface Site {
  readonly at: number;
  readonly width: 1 | 2 | 4 | 8;
  readonly kind: "offset" | "vtable" | "slot" | "size" | "length" | "scalar" | "element";
  /** What it points to, or the field. */
  readonly what: string;
}

/** All of them, by a walk of its own. */
export function sitesOf(bytes: Uint8Array): Site[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sites: Site[] = [{ at: 0, width: 4, kind: "offset", what: "Model" }];
  const seen = new Set<number>();
  const pending: { table: number; name: string }[] = [{ table: view.getUint32(0, true), name: "Model" }];
  const vector = (target: number, width: 1 | 2 | 4 | 8, what: string) => {
    sites.push({ at: target, width: 4, kind: "length", what });
    const count = view.getUint32(target, true);
    for (let index = 0; index < Math.min(count, 16); index++) {
      sites.push({ at: target + 4 + index * width, width, kind: "element", what });
    }
  };
  const field = (type: FieldType, at: number, what: string, member: number) => {
    if (type.kind === "scalar") {
      sites.push({ at, width: SCALAR_BYTES[type.scalar] as Site["width"], kind: "scalar", what });
      return;
    }
    const target = at + view.getUint32(at, true);
    const name = type.kind === "union" ? type.members[member - 1] : type.kind === "table" ? type.table : null;
    sites.push({ at, width: 4, kind: "offset", what: name ?? type.kind });
    if (type.kind === "string") {
      vector(target, 1, "string");
    } else if (type.kind === "vector") {
      vector(target, SCALAR_BYTES[type.scalar] as Site["width"], what);
    } else if (type.kind === "tables") {
      sites.push({ at: target, width: 4, kind: "length", what });
      for (let index = 0; index < view.getUint32(target, true); index++) {
        const element = target + 4 + index * 4;
        sites.push({ at: element, width: 4, kind: "offset", what: type.table });
        pending.push({ table: element + view.getUint32(element, true), name: type.table });
      }
    } else if (name != null) {
      pending.push({ table: target, name });
    }
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { table, name } = next;
    if (seen.has(table)) {
      continue;
    }
    seen.add(table);
    sites.push({ at: table, width: 4, kind: "vtable", what: name });
    const vtable = table - view.getInt32(table, true);
    const size = view.getUint16(vtable, true);
    sites.push(
      { at: vtable, width: 2, kind: "size", what: name },
      { at: vtable + 2, width: 2, kind: "size", what: name },
    );
    const positionOf = (slot: number) => (4 + slot * 2 + 2 <= size ? view.getUint16(vtable + 4 + slot * 2, true) : 0);
    for (const { slot, type, name: fieldName } of schema.get(name)!.fields) {
      if (positionOf(slot) !== 0) {
        sites.push({ at: vtable + 4 + slot * 2, width: 2, kind: "slot", what: name });
        const typeAt = type.kind === "union" ? positionOf(slot - 1) : 0;
        field(type, table + positionOf(slot), `${name}.${fieldName}`, typeAt === 0 ? 0 : bytes[table + typeAt]!);
      }
    }
  }
  return sites;
}

const KINDS: readonly Site["kind"][] = ["offset", "offset", "vtable", "slot", "size", "length", "scalar", "scalar", "element", "element", "element"]; // prettier-ignore

export function bendFlatbuffer(source: Uint8Array, sites: readonly Site[], random: Random): Uint8Array {
  const bytes = Uint8Array.from(source);
  const view = new DataView(bytes.buffer);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const kind = random.of(KINDS);
    const alike = sites.filter((site) => site.kind === kind);
    const site = random.maybe(alike);
    if (site !== undefined) {
      write(view, site, bent(view, site, alike, random));
    }
  }
  return bytes;
}

function bent(view: DataView, site: Site, alike: readonly Site[], random: Random): bigint {
  const now = read(view, site);
  const same = random.of(alike.filter(({ what }) => what === site.what));
  const other = random.of(alike);
  switch (site.kind) {
    case "offset": {
      // Where another of its kind leads, or one of another kind; backwards too, by going round.
      const target = random.of([same, same, other]);
      const leads = BigInt(target.at) + read(view, target) - BigInt(site.at);
      return random.of([leads, leads, leads, 0n, now + BigInt(random.below(17) - 8), random.of(EXTREMES)]);
    }
    case "vtable": {
      const target = random.of([same, other]);
      const leads = BigInt(site.at) - (BigInt(target.at) - BigInt(view.getInt32(target.at, true)));
      return random.of([leads, leads, now + BigInt(random.below(17) - 8), random.of(EXTREMES)]);
    }
    case "slot":
      return random.of([read(view, same), 0n, now + BigInt(random.below(9) - 4), BigInt(random.below(65_536))]);
    case "size":
      return random.of([now + 2n, now - 2n, now + 1n, 0n, 3n, 4n, 0xffffn, read(view, other)]);
    case "length":
      return random.of([now + 1n, now - 1n, now * 2n, 0n, read(view, other), random.of(EXTREMES)]);
    default:
      return random.of([
        read(view, same),
        BigInt(random.below(12)),
        now + BigInt(random.below(5) - 2),
        random.of(EXTREMES),
      ]);
  }
}

function read(view: DataView, { at, width }: Site): bigint {
  switch (width) {
    case 1:
      return BigInt(view.getUint8(at));
    case 2:
      return BigInt(view.getUint16(at, true));
    case 4:
      return BigInt(view.getUint32(at, true));
    case 8:
      return view.getBigUint64(at, true);
  }
}

function write(view: DataView, { at, width }: Site, value: bigint): void {
  for (let index = 0; index < width; index++) {
    view.setUint8(at + index, Number((value >> BigInt(8 * index)) & 255n));
  }
}
