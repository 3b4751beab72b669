// The pipelines of TensorFlow's Graph Transform Tool: 'fold_constants(ignore_errors=true) remove_nodes(op=A, op=B)'.
// Its parser drops a transform whose parenthesis is not closed; here that is an error, with its column.
import { UsageError } from "../arguments";

export interface TransformCall {
  readonly name: string;
  /** Where its name begins, from 1. */
  readonly column: number;
  /** An argument that is given again makes a list. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
}

const BLANK = /(?:\s|\\\r?\n)+/y;
const NAME = /\w+/y;
const PLAIN_VALUE = /[\w\-./]+/y;
const QUOTED_VALUE = /"((?:[^"\\]|\\[^])*)"/y;
const STRAY_QUOTE = /['"]/y;

/** @throws UsageError with the column of what is wrong. */
export function parsePipeline(text: string): TransformCall[] {
  return new PipelineParser(text).calls();
}

class PipelineParser {
  #at = 0;

  constructor(readonly text: string) {}

  calls(): TransformCall[] {
    const calls: TransformCall[] = [];
    for (this.#take(BLANK); this.#at < this.text.length; this.#take(BLANK)) {
      const column = this.#at + 1;
      const name = this.#take(NAME)?.[0] ?? this.#fail("the name of a transform is expected");
      calls.push({ name, column, parameters: this.#parameters(name) });
    }
    return calls;
  }

  #parameters(transform: string): Map<string, string[]> {
    const parameters = new Map<string, string[]>();
    const opening = this.#at;
    if (!this.#skip("(")) {
      return parameters;
    }
    this.#take(BLANK);
    while (!this.#skip(")")) {
      if (this.#at >= this.text.length) {
        this.#at = opening;
        this.#fail(`the parenthesis of ${transform} is not closed`);
      }
      const name = this.#take(NAME)?.[0] ?? this.#fail("the name of an argument is expected");
      if (!this.#skip("=")) {
        this.#fail(`"=" is expected after ${name}`);
      }
      parameters.set(name, [...(parameters.get(name) ?? []), this.#value(name)]);
      this.#take(STRAY_QUOTE);
      if (this.#skip(",")) {
        this.#take(BLANK);
      } else if (this.#at < this.text.length && this.text[this.#at] !== ")") {
        this.#fail('"," or ")" is expected');
      }
    }
    return parameters;
  }

  #value(name: string): string {
    const quoted = this.#take(QUOTED_VALUE);
    if (quoted !== null) {
      return quoted[1]!.replace(/\\([^])/g, "$1");
    }
    return (
      this.#take(PLAIN_VALUE)?.[0] ?? this.#fail(`a value for ${name} is expected; quote one with commas or spaces`)
    );
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #skip(text: string): boolean {
    const found = this.text.startsWith(text, this.#at);
    this.#at += found ? text.length : 0;
    return found;
  }

  #fail(what: string): never {
    throw new UsageError(`Column ${this.#at + 1} of the transforms: ${what}.`);
  }
}
