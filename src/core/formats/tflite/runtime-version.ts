// The oldest runtime that has a model's operators, as the metadata entry min_runtime_version states it.
import type { Model } from "../../ir/model";
import type { FlatTable } from "../../wire/flatbuffer";
import { FlatVector } from "../../wire/flatbuffer";
import { extrasOf, type NodeExtras } from "./extras";
import { runtimeOf } from "./operators";

export const RUNTIME_ENTRY = "min_runtime_version";
/** The entry's buffer: ASCII, padded with zeros. */
const ENTRY_BYTES = 16;

/** Orders versions by their numbers: "2.4" is before "2.17". */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < Math.max(one!.length, other!.length); i++) {
    const difference = (one![i] ?? 0) - (other![i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/** What the entry's buffer says. Null: nothing that is loaded. */
export function runtimeIn(buffer: FlatTable): string | null {
  const bytes = buffer.vector("data")?.bytes ?? null;
  return bytes === null ? null : new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
}

/** The entry's buffer for a model, where operators that were changed ask for a newer runtime; else the same table. */
export function raisedRuntime(model: Model, buffer: FlatTable): FlatTable {
  const stated = runtimeIn(buffer);
  if (stated === null) {
    return buffer;
  }
  let needed = stated;
  for (const node of model.graphs.flatMap((graph) => graph.nodes)) {
    const changed = extrasOf<NodeExtras>(node)?.code.number("version") !== node.op.version;
    const runtime = changed ? runtimeOf(node) : null;
    if (runtime !== null && compareVersions(runtime, needed) > 0) {
      needed = runtime;
    }
  }
  if (needed === stated) {
    return buffer;
  }
  const text = new Uint8Array(ENTRY_BYTES);
  text.set(new TextEncoder().encode(needed).subarray(0, ENTRY_BYTES));
  return buffer.with({ data: new FlatVector("u8", 16, text.length, text, null) });
}
