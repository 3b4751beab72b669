// Sums of products by the letters of their axes, as "ij,jk->ik".
import type { Dimension } from "../ir/value";
import { elementsIn } from "./cost";
import { fact, MOST_DIMENSIONS, type Fact } from "./fact";
import { Unclear, type Lengths } from "../ir/operator";
import { commonType } from "./rules";
import { broadcast } from "./shape-rules";

/** "..." stands for axes that are broadcast; without a right side it is what occurs once, in the order of the alphabet. */
export function einsumFact(equation: string, facts: readonly Fact[]): Fact {
  const dtype = commonType(facts);
  const [left = "", right] = equation.split("->");
  const terms = left.split(",");
  if (terms.length !== facts.length || facts.some(({ shape }) => shape === null)) {
    return fact(dtype, null);
  }
  const lengths = new Map<string, Dimension>();
  const counts = new Map<string, number>();
  const outer: Dimension[][] = [];
  terms.forEach((term, index) => {
    const shape = facts[index]!.shape!;
    const letters = [...term.replace("...", "…")];
    const hidden = shape.length - letters.filter((letter) => letter !== "…").length;
    if (hidden < 0 || (hidden > 0 && !letters.includes("…"))) {
      throw new Unclear();
    }
    let axis = 0;
    for (const letter of letters) {
      if (letter === "…") {
        outer.push(shape.slice(axis, axis + hidden));
        axis += hidden;
        continue;
      }
      const known = lengths.get(letter);
      const length = shape[axis++]!;
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
      lengths.set(letter, known === undefined || known === 1 || typeof length === "number" ? length : known);
    }
  });
  const once = [...lengths.keys()].filter((letter) => counts.get(letter) === 1).sort();
  const made = right === undefined ? [...(outer.length > 0 ? ["…"] : []), ...once] : [...right.replace("...", "…")];
  const broadcasted = outer.length === 0 ? [] : broadcast(outer)!;
  return fact(
    dtype,
    made.flatMap((letter) => (letter === "…" ? broadcasted : [lengths.get(letter) ?? null])),
  );
}

/**
 * Products of two operands after the other, from the left: each of all that the axes of both come to. Axes that nothing
 * behind asks for are summed up at once. NaN for more letters than are followed.
 */
export function einsumMacs(equation: string, lengths: Lengths): number {
  const [left = "", right] = equation.split("->");
  const terms = left.split(",").map((term) => [...term.replace("...", "…")]);
  const operands = terms.map((letters, index) => lengthsByLetter(letters, lengths.input(index)));
  const last = new Map<string, number>();
  terms.forEach((letters, index) => letters.forEach((letter) => last.set(letter, index)));
  const kept = right === undefined ? null : new Set(right.replace("...", "…"));
  const counts = new Map<string, number>();
  terms.flat().forEach((letter) => counts.set(letter, (counts.get(letter) ?? 0) + 1));
  if (last.size > MOST_DIMENSIONS) {
    return NaN;
  }
  const isKept = (letter: string) => (kept === null ? letter === "…" || counts.get(letter) === 1 : kept.has(letter));
  let macs = 0;
  let made = operands[0]!;
  operands.slice(1).forEach((operand, index) => {
    const both = new Map(made);
    for (const [letter, length] of operand) {
      both.set(letter, both.get(letter) === 1 ? length : (both.get(letter) ?? length));
    }
    macs += elementsIn([...both.values()]);
    made = new Map([...both].filter(([each]) => isKept(letterOf(each)) || last.get(letterOf(each))! > index + 1));
  });
  return macs;
}

/** Each of the axes that "…" stands for is one of "…1", "…2", … */
const letterOf = (name: string) => (name.startsWith("…") ? "…" : name);

/** Those that "…" stands for count from the last one. */
function lengthsByLetter(letters: readonly string[], shape: readonly number[]): Map<string, number> {
  const hidden = shape.length - letters.filter((letter) => letter !== "…").length;
  const named = letters.flatMap((letter) =>
    letter === "…" ? Array.from({ length: Math.max(0, hidden) }, (_, index) => `…${hidden - index}`) : [letter],
  );
  return new Map(named.map((letter, axis) => [letter, shape[axis] ?? NaN]));
}
