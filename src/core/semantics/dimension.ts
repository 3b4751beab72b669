// Arithmetic with lengths that are numbers or names: sums of products such as "2·seq+1", written so that equal ones are
// the same text. What gets longer than that, and what divides with a remainder, is unknown (null).
import type { Dimension } from "../ir/value";

const MOST_TERMS = 4;
const MOST_FACTORS = 3;
const LONGEST = 64;

/** Coefficients by product of names, its names in order; "" is the constant. */
type Terms = ReadonlyMap<string, number>;

const TIMES = "·";

export function add(one: Dimension, other: Dimension): Dimension {
  return typeof one === "number" && typeof other === "number"
    ? whole(one + other)
    : withTerms(one, other, (a, b) => sumOf(a, b, 1));
}

export function subtract(one: Dimension, other: Dimension): Dimension {
  return typeof one === "number" && typeof other === "number"
    ? whole(one - other)
    : withTerms(one, other, (a, b) => sumOf(a, b, -1));
}

export function multiply(one: Dimension, other: Dimension): Dimension {
  if (one === 0 || other === 0) {
    return 0;
  }
  return typeof one === "number" && typeof other === "number" ? whole(one * other) : withTerms(one, other, productOf);
}

/** Null unless it comes out even. */
export function divide(one: Dimension, other: Dimension): Dimension {
  if (other === 0) {
    return null;
  }
  return typeof one === "number" && typeof other === "number" ? whole(one / other) : withTerms(one, other, quotientOf);
}

export function sum(lengths: readonly Dimension[]): Dimension {
  return lengths.reduce(add, 0);
}

export function product(lengths: readonly Dimension[]): Dimension {
  return lengths.includes(0) ? 0 : lengths.reduce(multiply, 1);
}

/** Whether both are known to be the same. */
export function isSame(one: Dimension, other: Dimension): boolean {
  if (one === null || other === null) {
    return false;
  }
  return one === other || (typeof one === "string" && typeof other === "string" && subtract(one, other) === 0);
}

/** Whether both are known to differ. */
export function differ(one: Dimension, other: Dimension): boolean {
  return typeof one === "number" && typeof other === "number" && one !== other;
}

/** What is known of a length of which both are said: a number says more than a name, and a name more than nothing. */
export function moreOf(one: Dimension, other: Dimension): Dimension {
  if (typeof one === "number" || other === null) {
    return one;
  }
  return typeof other === "number" || one === null ? other : one;
}

/** What holds for a length that may be either. */
export function either(one: Dimension, other: Dimension): Dimension {
  return isSame(one, other) ? one : null;
}

/** The names in a length. */
export function namesIn(length: Dimension): readonly string[] {
  const terms = typeof length === "string" ? termsOf(length) : null;
  return terms === null ? [] : [...new Set([...terms.keys()].flatMap(factorsOf))];
}

/** The factors of a length that is one product; null where it is a sum, or not known. */
export function factorsOfProduct(length: Dimension): { readonly count: number; readonly names: string[] } | null {
  const terms = length === null ? null : termsOf(length);
  const [term, ...more] = terms ?? [];
  return term === undefined || more.length > 0 ? null : { count: term[1], names: factorsOf(term[0]) };
}

/** The length where names stand for these; null where one of them is not known. */
export function replaced(length: Dimension, lengthOf: (name: string) => Dimension): Dimension {
  const terms = typeof length === "string" ? termsOf(length) : null;
  return terms === null
    ? length
    : sum([...terms].map(([names, count]) => product([count, ...factorsOf(names).map(lengthOf)])));
}

/** Null for what is no whole number, or beyond what a number holds. */
function whole(length: number): number | null {
  return Number.isSafeInteger(length) ? length + 0 : null;
}

function withTerms(one: Dimension, other: Dimension, work: (a: Terms, b: Terms) => Terms | null): Dimension {
  if (one === null || other === null) {
    return null;
  }
  const [a, b] = [termsOf(one), termsOf(other)];
  const terms = a === null || b === null ? null : work(a, b);
  return terms === null ? null : written(terms);
}

function sumOf(a: Terms, b: Terms, sign: number): Terms {
  const terms = new Map(a);
  for (const [names, count] of b) {
    addTerm(terms, names, sign * count);
  }
  return terms;
}

function productOf(a: Terms, b: Terms): Terms {
  const terms = new Map<string, number>();
  for (const [names, count] of a) {
    for (const [others, times] of b) {
      addTerm(terms, [...factorsOf(names), ...factorsOf(others)].sort().join(TIMES), count * times);
    }
  }
  return terms;
}

/** Only by a single product. */
function quotientOf(a: Terms, b: Terms): Terms | null {
  const [divisor, ...more] = b;
  if (divisor === undefined || more.length > 0) {
    return null;
  }
  const terms = new Map<string, number>();
  for (const [names, count] of a) {
    const left = factorsOf(names);
    for (const name of factorsOf(divisor[0])) {
      const at = left.indexOf(name);
      if (at < 0) {
        return null;
      }
      left.splice(at, 1);
    }
    const times = count / divisor[1];
    if (!Number.isInteger(times)) {
      return null;
    }
    addTerm(terms, left.join(TIMES), times);
  }
  return terms;
}

function addTerm(terms: Map<string, number>, names: string, count: number): void {
  const total = (terms.get(names) ?? 0) + count;
  if (total === 0) {
    terms.delete(names);
  } else {
    terms.set(names, total);
  }
}

function factorsOf(names: string): string[] {
  return names === "" ? [] : names.split(TIMES);
}

/** A name, or what stands in brackets. */
const ATOM = String.raw`[^\s+\u2212·*()]+|\([^()]*\)`;
const TERM = new RegExp(String.raw`\s*([+\u2212]?)\s*((?:${ATOM})(?:\s*[·*]\s*(?:${ATOM}))*)\s*`, "uy");
const FACTOR = new RegExp(ATOM, "gu");

/** A name that is no sum of products is one name as a whole. */
function termsOf(length: number | string): Terms | null {
  if (typeof length === "number") {
    return new Map(length === 0 ? [] : [["", length]]);
  }
  if (length.length > LONGEST) {
    return null;
  }
  const terms = new Map<string, number>();
  for (let at = 0; at < length.length; at = TERM.lastIndex) {
    TERM.lastIndex = at;
    const found = TERM.exec(length);
    if (found === null || at > 0 !== (found[1] !== "") || (at === 0 && found[1] === "+")) {
      return /[()·]/u.test(length) ? null : new Map([[`(${length})`, 1]]);
    }
    let count = found[1] === "−" ? -1 : 1;
    const names: string[] = [];
    for (const factor of found[2]!.match(FACTOR)!) {
      if (/^\d+$/.test(factor)) {
        count *= Number(factor);
      } else {
        names.push(factor);
      }
    }
    addTerm(terms, names.sort().join(TIMES), count);
  }
  return terms;
}

function written(terms: Terms): Dimension {
  if (terms.size === 0) {
    return 0;
  }
  const constant = terms.get("") ?? 0;
  if (terms.size === 1 && constant !== 0) {
    return whole(constant);
  }
  const names = [...terms.keys()].filter((each) => each !== "").sort();
  if (names.length > MOST_TERMS || names.some((each) => factorsOf(each).length > MOST_FACTORS)) {
    return null;
  }
  let text = "";
  for (const each of constant === 0 ? names : [...names, ""]) {
    const count = terms.get(each)!;
    const size = Math.abs(count);
    if (!Number.isSafeInteger(size)) {
      return null;
    }
    text += count < 0 ? "−" : text === "" ? "" : "+";
    text += each === "" ? String(size) : size === 1 ? each : `${size}${TIMES}${each}`;
  }
  // A name that was put in brackets stands alone again.
  const alone = /^\(([^()]*)\)$/.exec(text)?.[1] ?? text;
  return alone.length > LONGEST ? null : alone;
}
