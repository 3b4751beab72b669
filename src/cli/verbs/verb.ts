// What a user can ask for with the first word of a command line.
import type { FlagSpec, ParsedArguments } from "../arguments";

export interface Verb {
  /** Its words and what comes of them, as the help has it. */
  readonly usage: string;
  /** Besides those that all verbs take. */
  readonly flags: Readonly<Record<string, FlagSpec>>;
  /** Does it. @returns the exit code. @throws UsageError, ModelError */
  run(parsed: ParsedArguments): Promise<number>;
}

/** The flags that all verbs take. */
export const COMMON_FLAGS = { json: { takesValue: false }, help: { takesValue: false } };
