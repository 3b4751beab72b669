import type { Node } from "../../ir/node";
import { notedName } from "./attribute-manual";
import { operatorNote as noteOf } from "./notes/operators";

/** What an operator does, in one line. */
export function operatorNote({ op }: Node): string | null {
  return noteOf(notedName(op));
}
