// The words of a command line → positional arguments and flags. Flags of transforms come from their parameters.
import {
  flagOf,
  formatTitles,
  kindOf,
  ModelError,
  own,
  parseValue,
  renamed,
  type Parameter,
  type Parameters,
  type Transform,
} from "../core";

/** Wrong usage: one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface FlagSpec {
  /** Whether a value follows it. */
  readonly takesValue: boolean;
}

export interface ParsedArguments {
  readonly positional: readonly string[];
  /** Flags by name without dashes; "" for those that take no value. */
  readonly flags: ReadonlyMap<string, string>;
}

const SHORT: Readonly<Record<string, string>> = { "-o": "--output", "-h": "--help", "-f": "--force" };

/** @throws UsageError for unknown flags, flags without their value, and flags given twice. */
export function parseArguments(words: readonly string[], specs: Readonly<Record<string, FlagSpec>>): ParsedArguments {
  const positional: string[] = [];
  const flags = new Map<string, string>();
  for (let index = 0; index < words.length; index++) {
    const word = own(SHORT, words[index]!) ?? words[index]!;
    if (!word.startsWith("--") || word === "--") {
      positional.push(word);
      continue;
    }
    const [name, attached] = splitFlag(word.slice(2));
    const spec = own(specs, name);
    if (spec === undefined) {
      throw new UsageError(`There is no option --${name}.`);
    }
    if (flags.has(name)) {
      throw new UsageError(`The option --${name} is given twice.`);
    }
    if (!spec.takesValue) {
      if (attached !== null) {
        throw new UsageError(`The option --${name} takes no value.`);
      }
      flags.set(name, "");
      continue;
    }
    const value = attached ?? words[++index];
    if (value === undefined) {
      throw new UsageError(`The option --${name} needs a value.`);
    }
    flags.set(name, value);
  }
  return { positional, flags };
}

/** The words that are no flags. @throws UsageError where one is missing, or one is too many. */
export function positional({ positional: given }: ParsedArguments, names: readonly string[]): readonly string[] {
  const missing = names.findIndex((_, index) => (given[index] ?? "") === "");
  if (missing >= 0) {
    throw new UsageError(`${names[missing]} is missing.`);
  }
  if (given.length > names.length) {
    throw new UsageError(`"${given[names.length]}" is one argument too many.`);
  }
  return given;
}

/** @param why What becomes of them there. @throws UsageError where one of them is given beside another, which has no use for it. */
export function refuseBeside(
  other: string,
  names: readonly string[],
  flags: ReadonlyMap<string, string>,
  why: string,
): void {
  const strange = flags.has(other) ? names.find((name) => flags.has(name)) : undefined;
  if (strange !== undefined) {
    throw new UsageError(`--${strange} has no place beside --${other}: ${why}.`);
  }
}

function splitFlag(text: string): [string, string | null] {
  const at = text.indexOf("=");
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** The flags a transform's parameters make. */
export function flagsOf(transform: Transform): Record<string, FlagSpec> {
  const names = Object.entries<Parameter>(transform.parameters).flatMap(([name, { formerly = {} }]) => [
    name,
    ...Object.keys(formerly),
  ]);
  return Object.fromEntries(names.map((name) => [flagOf(name), { takesValue: true }]));
}

/** The parameters that flags give. @throws UsageError where a value is not of the parameter's kind. */
export function parametersFrom({ id, parameters }: Transform, flags: ReadonlyMap<string, string>): Parameters {
  const given: Record<string, Parameters[string]> = {};
  const take = (name: string, read: (text: string) => Parameters[string]) => {
    const text = flags.get(flagOf(name));
    if (text !== undefined) {
      given[name] = read(text);
    }
  };
  return orUsageError(() => {
    for (const [name, parameter] of Object.entries<Parameter>(parameters)) {
      take(name, (text) => parseValue(id, name, parameter, text));
      for (const [former, values] of Object.entries(parameter.formerly ?? {})) {
        take(former, (text) => (values === null ? parseValue(id, former, parameter, text) : text));
      }
    }
    return renamed(id, parameters, given) as Parameters;
  });
}

function orUsageError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    throw new UsageError(error.message.replace(error.subject, `--${flagOf(error.subject)}`));
  }
}

/** What the help says of a parameter: what it is for, its default, and where it counts. */
export function helpOf({ description, default: value, formats }: Parameter): string {
  const only = formats === undefined ? "" : ` Only for ${formatTitles(formats)}.`;
  return `${description} Default: ${JSON.stringify(value)}.${only}`;
}

/** "--minimum-elements NUMBER" for the help. */
export function usageOf(name: string, parameter: Parameter): string {
  const kind = kindOf(parameter);
  const value =
    parameter.choices?.join("|") ?? { number: "NUMBER", boolean: "true|false", text: "TEXT", list: "A,B,…" }[kind];
  return `--${flagOf(name)} ${value}`;
}
