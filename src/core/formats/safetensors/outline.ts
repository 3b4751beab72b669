import type { Model } from "../../ir/model";
import { Pieces } from "../../ir/pieces";
import type { ModelExtras } from "./extras";

/** Metadata, and what tensors are called and are: a line of JSON each, in the order of names, as that in the file is free. */
export function safetensorsOutline({ extras }: Model): Pieces {
  const { tensors, metadata } = (extras as ModelExtras).header;
  const pieces = new Pieces();
  const encoder = new TextEncoder();
  const add = (line: unknown) => pieces.bytes(encoder.encode(`${JSON.stringify(line)}\n`));
  byName(metadata).forEach(({ name, value }) => add([name, value]));
  byName(tensors).forEach(({ name, dtype, shape }) => add([name, dtype, shape]));
  return pieces;
}

function byName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}
