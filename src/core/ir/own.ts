/**
 * What a table says of a name. Names come from files and may be those of what every object has, such as "constructor":
 * to look them up in any other way is refused by a lint rule.
 */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
