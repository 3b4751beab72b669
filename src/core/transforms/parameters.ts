// The parameters of a transform as data: from it come the form, the command line's flags, the help and the checks.
import { ModelError } from "../ground/errors";
import { own } from "../ir/own";
import type { Parameters, ParameterValue } from "../ir/recipe";

export type { Parameters, ParameterValue } from "../ir/recipe";

export interface Parameter<T extends ParameterValue = ParameterValue> {
  /** For people: "Smallest tensor". */
  readonly title: string;
  readonly description: string;
  readonly default: T;
  /** For numbers, inclusive. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whether a number counts something. */
  readonly whole?: boolean;
  /** The values it may have, as text; of a list, its items. */
  readonly choices?: readonly string[];
  /** Of choices that are for one format only, its id. */
  readonly formatOf?: Readonly<Record<string, string>>;
  /** Whether it has no good value for all models: then the editor shows the form before it applies anything. */
  readonly ask?: boolean;
  /** The formats it is for, by id; absent: all. With another one nothing comes of it, and no form shows it. */
  readonly formats?: readonly string[];
  /** Names it had before, which recipes and command lines may still have, with what their values became. */
  readonly formerly?: Readonly<Record<string, FormerValues>>;
}

/** Today's value for each former one, by its text; null: the same. */
export type FormerValues = Readonly<Record<string, ParameterValue>> | null;

export type ParameterSchema<P extends Parameters> = { readonly [K in keyof P]: Parameter<P[K]> };

/** What kind of value a parameter takes. */
export function kindOf(parameter: Parameter): "number" | "boolean" | "text" | "list" {
  const { default: value } = parameter;
  if (Array.isArray(value)) {
    return "list";
  }
  return typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "text";
}

/** Whether a parameter is for models of this format. */
export function isFor({ formats }: Parameter, format: string): boolean {
  return formats?.includes(format) !== false;
}

/** "minimumElements" → "minimum-elements", as the command line spells it. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The choices that are for models of this format. */
export function choicesFor({ choices = [], formatOf = {} }: Parameter, format: string): readonly string[] {
  return choices.filter((choice) => [undefined, format].includes(own(formatOf, choice)));
}

/**
 * Parameters under the names they have today; what is given under today's name too keeps that. Of several that became
 * one list, it has all items.
 * @throws ModelError for a value that a former parameter did not have.
 */
export function renamed(
  transform: string,
  schema: Readonly<Record<string, Parameter>>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const result = new Map(Object.entries(given));
  for (const [name, { formerly = {} }] of Object.entries(schema)) {
    const values: unknown[] = [];
    for (const [former, texts] of Object.entries(formerly)) {
      if (Object.hasOwn(given, former)) {
        const value = own(given, former);
        values.push(texts === null ? value : today(transform, former, texts, value));
        result.delete(former);
      }
    }
    if (values.length > 0 && !Object.hasOwn(given, name)) {
      result.set(name, values.every(Array.isArray) ? values.flat() : values[0]);
    }
  }
  return Object.fromEntries(result);
}

function today(transform: string, name: string, values: NonNullable<FormerValues>, value: unknown): ParameterValue {
  const found = own(values, typeof value === "string" ? value : `${JSON.stringify(value)}`);
  if (found === undefined) {
    throw wrongValue(transform, name, `one of ${Object.keys(values).join(", ")}`, value);
  }
  return found;
}

/**
 * The given parameters with defaults for the others.
 * @throws ModelError for a name the transform does not have, or a value out of range.
 */
export function complete<P extends Parameters>(
  transform: string,
  schema: ParameterSchema<P>,
  parameters: Readonly<Record<string, unknown>>,
): P {
  const given = renamed(transform, schema, parameters);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(schema, name)) {
      const names = Object.keys(schema);
      const known = names.length === 0 ? "it takes none" : `it takes ${names.join(", ")}`;
      throw new ModelError("parameter", `${transform} has no parameter "${name}"; ${known}.`, name);
    }
  }
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries<Parameter>(schema)) {
    const value = own(given, name);
    values[name] = check(transform, name, parameter, value === undefined ? parameter.default : value);
  }
  return values as P;
}

/** What was given, differs from its default, and is for other formats than this one, with those. */
export function misplaced(
  schema: Readonly<Record<string, Parameter>>,
  values: Parameters,
  format: string,
): readonly { readonly title: string; readonly formats: readonly string[] }[] {
  return Object.entries(schema).flatMap(([name, parameter]) => {
    const { title, formats = [], formatOf = {} } = parameter;
    const value = own(values, name);
    if (JSON.stringify(value) === JSON.stringify(parameter.default)) {
      return [];
    }
    if (!isFor(parameter, format)) {
      return [{ title, formats }];
    }
    const choices = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
    const others = choices.map((choice) => own(formatOf, choice)).filter((each) => each !== undefined);
    return others.length === 0 || others.includes(format)
      ? []
      : [{ title: `${title} ${choices.join(", ")}`, formats: [...new Set(others)] }];
  });
}

function check(transform: string, name: string, parameter: Parameter, value: unknown): ParameterValue {
  const expected = expectedOf(parameter, value);
  if (expected !== null) {
    throw wrongValue(transform, name, expected, value);
  }
  return value as ParameterValue;
}

function wrongValue(transform: string, name: string, expected: string, value: unknown): ModelError {
  const given = typeof value === "number" ? `${value}` : JSON.stringify(value);
  return new ModelError("parameter", `${name} of ${transform} has to be ${expected}, not ${given}.`, name);
}

/** What a parameter has to be where the value is none of it: "a number from 0 to 1"; null where the value is right. */
export function expectedOf(parameter: Parameter, value: unknown): string | null {
  switch (kindOf(parameter)) {
    case "number": {
      const { minimum = -Infinity, maximum = Infinity, whole = false, choices } = parameter;
      if (choices !== undefined) {
        return typeof value === "number" && choices.includes(`${value}`) ? null : `one of ${choices.join(", ")}`;
      }
      const isOne = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
      if (isOne && (value as number) >= minimum && (value as number) <= maximum) {
        return null;
      }
      const what = whole ? "a whole number" : "a number";
      const range = Number.isFinite(maximum) ? `from ${minimum} to ${maximum}` : `of at least ${minimum}`;
      return Number.isFinite(minimum) ? `${what} ${range}` : what;
    }
    case "boolean":
      return typeof value === "boolean" ? null : "true or false";
    case "list": {
      const { choices } = parameter;
      const isItem = (each: unknown) => typeof each === "string" && each !== "" && choices?.includes(each) !== false;
      const what = choices === undefined ? "texts, none of them empty" : choices.join(", ");
      return Array.isArray(value) && value.every(isItem) ? null : `a list of ${what}`;
    }
    case "text": {
      const { choices } = parameter;
      const isRight = typeof value === "string" && choices?.includes(value) !== false;
      return isRight ? null : choices === undefined ? "text" : `one of ${choices.join(", ")}`;
    }
  }
}

/**
 * A parameter as the command line gives it.
 * @throws ModelError where the text is no value of the parameter's kind.
 */
export function parseValue(transform: string, name: string, parameter: Parameter, text: string): ParameterValue {
  switch (kindOf(parameter)) {
    case "number": {
      const number = text.trim() === "" ? NaN : Number(text);
      return check(transform, name, parameter, Number.isNaN(number) ? text : number);
    }
    case "boolean":
      return check(transform, name, parameter, text === "true" ? true : text === "false" ? false : text);
    case "list":
      return text === "" ? [] : listFrom(transform, name, parameter, text);
    case "text":
      return check(transform, name, parameter, text);
  }
}

function listFrom(transform: string, name: string, parameter: Parameter, text: string): ParameterValue {
  const items = text.split(",").map((item) => item.trim());
  return check(transform, name, parameter, items.includes("") ? text : items);
}
