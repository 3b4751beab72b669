// What TFLite says of options. Readers give a node all that its table has: what the file leaves out is its default.
import { manualOf } from "../../semantics/attribute-notes";
import { FlatTable } from "../../wire/flatbuffer";
import { NOTES } from "./notes";

export const attributeManual = manualOf({
  notes: NOTES,
  operator: ({ op }) => op.name,
  defaults: () => [],
  isLeftOut: ({ origin }, name) => origin instanceof FlatTable && origin.get(name) === undefined,
});
