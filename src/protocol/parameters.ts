// What a parameter takes is decided in one place for the command line, VS Code's questions and the form.
import { expectedOf, type Parameter } from "../core/transforms/parameters";

export { choicesFor, isFor, kindOf } from "../core/transforms/parameters";

/** As a sentence: "A number from 0 to 1."; null where the value is right. */
export function problemOf(parameter: Parameter, value: unknown): string | null {
  const expected = expectedOf(parameter, value);
  return expected === null ? null : `${expected[0]!.toUpperCase()}${expected.slice(1)}.`;
}
