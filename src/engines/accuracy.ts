// How often models are right, where the right answers are known.
import type { Endpoint } from "../core";
import { largest } from "./compare";
import type { Values } from "./engine";
import { EngineError } from "./engine-error";
import { numbersOf } from "./elements";

export interface Accuracy {
  /** Share of samples whose largest element is that of their class. */
  readonly before: number;
  readonly after: number;
  /** How many samples have one. */
  readonly labels: number;
}

/**
 * Of the first output with a row for each sample, as long as there are classes.
 * @throws EngineError where there is none.
 */
export function accuracyOf(
  labels: readonly number[],
  outputs: readonly Endpoint[],
  others: readonly Endpoint[],
  results: readonly Values[],
  otherResults: readonly Values[],
): Accuracy {
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), 2);
  for (const [index, output] of outputs.entries()) {
    const [before, after] = [
      answers(output.value.name, results, labels.length, classes),
      answers(others[index]!.value.name, otherResults, labels.length, classes),
    ];
    if (before !== null && after !== null) {
      return { before: shareOf(before, labels), after: shareOf(after, labels), labels: labels.length };
    }
  }
  throw new EngineError(`no output has ${classes} elements or more for each of the ${labels.length} labels`, true);
}

/** The position of the largest element of each row; null where they are no rows of classes. */
function answers(name: string, results: readonly Values[], count: number, classes: number): number[] | null {
  const found: number[] = [];
  for (const result of results) {
    const data = result.get(name);
    // A row may have lengths of one behind it, too.
    const length = data?.shape.filter((each) => each !== 1).at(-1) ?? 1;
    if (data === undefined || length < classes) {
      return null;
    }
    const numbers = numbersOf(data.dtype, data.bytes);
    for (let start = 0; start + length <= numbers.length && found.length <= count; start += length) {
      found.push(largest(numbers, start, length));
    }
  }
  return found.length === count ? found : null;
}

function shareOf(found: readonly number[], labels: readonly number[]): number {
  return found.filter((answer, index) => answer === labels[index]).length / labels.length;
}
