// What operators do, for people: one line each, by the names that formats have for them.
import { COMMON_NOTES } from "./common-operator-notes";

/** By names, "Add AddV2". */
export type OperatorNotes = Readonly<Record<string, string>>;

/** @param own What a format means by names of its own, or by names that mean something else elsewhere. */
export function operatorNotes(own: OperatorNotes): (operator: string) => string | null {
  let table: Map<string, string> | null = null;
  return (operator) => {
    table ??= new Map(
      [COMMON_NOTES, own].flatMap((notes) =>
        Object.entries(notes).flatMap(([names, says]) => names.split(" ").map((name) => [name, says] as const)),
      ),
    );
    return table.get(operator) ?? null;
  };
}
