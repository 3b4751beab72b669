// What people type to find nodes: words that all have to hold. "conv float32", "?x224x224x3", "group>1", "in:weights".
import { ModelError } from "../ground/errors";
import { own } from "../ir/own";
import type { Shape } from "../ir/value";

/** What a query asks of a node. */
export interface Findable {
  readonly name: string;
  readonly operator: string;
  readonly dtypes: readonly string[];
  readonly shapes: readonly Shape[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Where a word is looked for that names no field: in these, in lower case, a line each. */
  readonly text: string;
  /** What an attribute of that name, or one that is counted, may be; its items, if it has several. Empty: none. */
  words(attribute: string): readonly string[];
}

export type Query = (subject: Findable) => boolean;

/**
 * The query that a text stands for; null for an empty one.
 * @param isPattern Whether it is one regular expression, for names, operators, types and shapes each.
 * @throws ModelError "parameter" where it is no regular expression.
 */
export function parseQuery(text: string, isPattern = false): Query | null {
  if (text.trim() === "") {
    return null;
  }
  if (isPattern) {
    return patternQuery(text);
  }
  const terms = [...text.matchAll(TERM)].map(([term]) => parseTerm(term));
  return (subject) => terms.every((term) => term(subject));
}

/** Up to a space, unless that stands between quotes. */
const TERM = /(?:"[^"]*(?:"|$)|[^\s"])+/g;
/** More of a name is not looked at by a regular expression, whose time may grow faster than the text. */
const LONGEST_FOR_PATTERN = 1000;

function patternQuery(text: string): Query {
  const pattern = compile(text);
  return ({ text: all }) => all.split("\n").some((line) => pattern.test(line.slice(0, LONGEST_FOR_PATTERN)));
}

function compile(text: string): RegExp {
  try {
    return new RegExp(text, "iu");
  } catch (error) {
    const reason = (error as Error).message.replace(/^.*\/[a-z]*: /s, "");
    throw new ModelError("parameter", `This is no regular expression: ${reason}.`, text);
  }
}

function parseTerm(term: string): Query {
  const quoted = /^"([^"]*)"?$/.exec(term);
  if (quoted !== null) {
    return word(quoted[1]!);
  }
  const field = /^(\w+):(.+)$/s.exec(term);
  const named = field === null ? null : fieldTerm(field[1]!.toLowerCase(), unquoted(field[2]!));
  if (named !== null) {
    return named;
  }
  const literal = word(unquoted(term));
  const special = shapeTerm(term) ?? comparison(term);
  return special === null ? literal : (subject) => special(subject) || literal(subject);
}

function unquoted(text: string): string {
  return text.replaceAll('"', "");
}

function word(text: string): Query {
  const wanted = text.toLowerCase();
  return (subject) => subject.text.includes(wanted);
}

function fieldTerm(field: string, text: string): Query | null {
  const wanted = text.toLowerCase();
  const has = (each: string) => each.toLowerCase().includes(wanted);
  switch (field) {
    case "name":
      return ({ name }) => has(name);
    case "op":
      return ({ operator }) => has(operator);
    case "dtype":
    case "type":
      return ({ dtypes }) => dtypes.some(has);
    case "in":
      return ({ inputs }) => inputs.some(has);
    case "out":
      return ({ outputs }) => outputs.some(has);
    case "shape": {
      const pattern = shapePattern(text);
      return ({ shapes }) => shapes.some((shape) => matchesShape(pattern, shape));
    }
    default:
      return null;
  }
}

/** A part of a pattern of shapes: a length or its name, "?" for any one, "*" for any number of them. */
type ShapePattern = readonly string[];

/** "?x224x224x3", "2×seq×64" as it is shown, or "[1, 3]"; null where a term is none of these. */
function shapeTerm(term: string): Query | null {
  const isShape = /^(\d+|[?*])([x×](\d+|[?*]))+$/i.test(term) || /^\[.*\]$/s.test(term) || /.×./.test(term);
  return isShape ? fieldTerm("shape", term) : null;
}

function shapePattern(text: string): ShapePattern {
  const inner = text.replace(/^\[(.*)\]$/s, "$1").toLowerCase();
  const parts = inner.split(/[×,]/.test(inner) ? /[×,]/ : "x").map((part) => part.trim());
  return parts.length === 1 && (parts[0] === "scalar" || parts[0] === "") ? [] : parts;
}

/** Goes back to the last "*" where something does not fit, and lets it stand for one length more. */
function matchesShape(pattern: ShapePattern, shape: Shape): boolean {
  let at = 0;
  let part = 0;
  let star = -1;
  let starAt = 0;
  while (at < shape.length) {
    if (pattern[part] === "*") {
      star = part++;
      starAt = at;
    } else if (part < pattern.length && matchesLength(pattern[part]!, shape[at]!)) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pattern[part] === "*") {
    part++;
  }
  return part === pattern.length;
}

function matchesLength(part: string, length: Shape[number]): boolean {
  return part === "?" || (length !== null && part === String(length).toLowerCase());
}

const COMPARISON = /^([\w.]+)(>=|<=|!=|=|>|<)(.+)$/s;

/** An attribute's value, the number of parameters or bytes, or the whole of a name or operator: "op=Conv". */
function comparison(term: string): Query | null {
  const parts = COMPARISON.exec(term);
  if (parts === null) {
    return null;
  }
  const [, key, relation, rest] = parts as unknown as [string, string, string, string];
  const wanted = plain(unquoted(rest));
  if (relation === "=" || relation === "!=") {
    const number = numberOf(wanted);
    const equals = (each: string) => each === wanted || (!Number.isNaN(number) && Number(each) === number);
    return (subject) => {
      const words = wordsOf(subject, key).map(plain);
      return words.length > 0 && words.some(equals) === (relation === "=");
    };
  }
  const bound = numberOf(wanted);
  const holds = RELATIONS[relation as keyof typeof RELATIONS];
  return (subject) => wordsOf(subject, key).some((each) => holds(Number(each), bound));
}

/** What is not a number is neither more nor less. */
const RELATIONS = {
  ">": (one: number, other: number) => one > other,
  "<": (one: number, other: number) => one < other,
  ">=": (one: number, other: number) => one >= other,
  "<=": (one: number, other: number) => one <= other,
} as const;

function wordsOf(subject: Findable, key: string): readonly string[] {
  switch (key.toLowerCase()) {
    case "name":
      return [subject.name];
    case "op":
      return [subject.operator];
    case "dtype":
      return subject.dtypes;
    default:
      return subject.words(key);
  }
}

/** "[2, 2]", "2,2" and "2x2" are the same list. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/^\[(.*)\]$/s, "$1")
    .replaceAll(/\s*[,×]\s*/g, "x");
}

const UNITS: Readonly<Record<string, number>> = {
  k: 1e3,
  m: 1e6,
  g: 1e9,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
};

/** "1.5", "3k" or "2MB" in lower case; NaN for others. */
function numberOf(text: string): number {
  const parts = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([kmg]b?)?$/.exec(text);
  return parts === null ? NaN : Number(parts[1]) * (parts[2] === undefined ? 1 : own(UNITS, parts[2])!);
}
