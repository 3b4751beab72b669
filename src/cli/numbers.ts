// Numbers behind options.
import { UsageError } from "./arguments";

type Flags = ReadonlyMap<string, string>;

/** @returns null where it is not given. @throws UsageError where it is no such number. */
export function numberFrom(flags: Flags, name: string, least: number, most: number): number | null {
  const text = flags.get(name);
  if (text === undefined) {
    return null;
  }
  const number = Number(text);
  if (text.trim() === "" || !(number >= least && number <= most)) {
    const kind = Number.isFinite(most) ? `a number from ${least} to ${most}` : `a number from ${least} on`;
    throw new UsageError(`--${name} takes ${kind}; not "${text}".`);
  }
  return number;
}

/** @returns null where it is not given. @throws UsageError where it is no such number. */
export function wholeFrom(flags: Flags, name: string, least: number, most: number): number | null {
  const number = numberFrom(flags, name, least, most);
  if (number !== null && !Number.isInteger(number)) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}; not "${flags.get(name)}".`);
  }
  return number;
}
