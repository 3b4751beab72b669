import type { Node } from "../../ir/node";
import { operatorNote as noteOf } from "./notes/operators";
import { CUSTOM_DOMAIN } from "./operator-codes";

/** What an operator does, in one line; of custom ones nobody knows. */
export function operatorNote({ op }: Node): string | null {
  return op.domain === CUSTOM_DOMAIN ? null : noteOf(op.name);
}
