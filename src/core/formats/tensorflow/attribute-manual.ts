// What TensorFlow says of attributes. Those that begin with "_" may be on any node: they are notes of tools.
import { manualOf } from "../../semantics/attribute-notes";
import { defaultAttributes, isKnownOperator } from "./default-attributes";
import { NOTES } from "./notes";
import { entryOf } from "./operators/entries";

export const attributeManual = manualOf({
  notes: NOTES,
  operator: ({ op }) => (isKnownOperator(op.name) || entryOf(op) !== null ? op.name : null),
  defaults: (node) => defaultAttributes(node) ?? [],
});
