import type { Node } from "../../ir/node";
import { isKnownOperator } from "./default-attributes";
import { operatorNote as noteOf } from "./notes/operators";
import { entryOf } from "./operators/entries";

/** What an operator does, in one line; functions of a model may have any name. */
export function operatorNote({ op }: Node): string | null {
  return isKnownOperator(op.name) || entryOf(op) !== null ? noteOf(op.name) : null;
}
