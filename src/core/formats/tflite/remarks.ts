// Metadata: what the converter noted, and what the author did. The oldest runtime stays stated.
import type { Remarks } from "../../ir/remarks";
import { FlatTables } from "../../wire/flatbuffer";
import { extrasOf, type ModelExtras } from "./extras";
import { RUNTIME_ENTRY } from "./runtime-version";

/** How the model was converted: options, and the time it took. */
const CONVERTER = "CONVERSION_METADATA";
const APPENDED = "appended to the file";
const DESCRIPTION = "description";

export const tfliteRemarks: Remarks = {
  remove(model, kinds) {
    const extras = extrasOf<ModelExtras>(model)!;
    const isOut = (name: string) =>
      name === CONVERTER ? kinds.has("debugging") : name !== RUNTIME_ENTRY && kinds.has("metadata");
    const gone = model.metadata.filter(({ name }) => isOut(name));
    if (gone.length === 0) {
      return [];
    }
    const entries = extras.root.tables("metadata");
    const kept = entries.filter((entry) => !isOut(entry.text("name") ?? ""));
    const names = new Set(gone.map(({ name }) => name));
    const root = extras.root.with({
      metadata: kept.length === 0 ? null : new FlatTables(kept),
      ...(names.has(DESCRIPTION) ? { description: null } : {}),
    });
    const leftOut = new Set(extras.leftOut);
    entries.filter((entry) => isOut(entry.text("name") ?? "")).forEach((entry) => leftOut.add(entry.number("buffer")));
    const appended = names.has(APPENDED) ? { start: 0, end: 0 } : extras.appended;
    model.extras = { ...extras, root, leftOut, appended } as ModelExtras;
    model.metadata = model.metadata.filter(({ name }) => !isOut(name));
    return gone.map(({ name, bytes }) => ({ subject: name, count: 1, bytes }));
  },
};
