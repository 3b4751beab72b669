// Operators that do the same kind of thing, and what is said of each of them.
import type { Role } from "../ir/dialect";
import type { Flow, Made, Operator } from "../ir/operator";

/** What differs from the rest of the family. */
export type Entry = Made & Partial<Operator>;

export function family<E extends Entry>(
  role: Role,
  entries: Readonly<Record<string, E>>,
  flow?: Flow,
): Readonly<Record<string, E & Operator>> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [
      name,
      { ...(flow !== undefined && { flow }), ...entry, role: entry.role ?? role },
    ]),
  );
}
