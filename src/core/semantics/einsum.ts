// Sums of products by the letters of their axes, as "ij,jk->ik".
import type { Dimension } from "../ir/value";
import { fact, type Fact } from "./fact";
import { Unclear } from "../ir/operator";
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
