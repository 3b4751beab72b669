// The words of protobuf's text format. Read by hand: a regular expression keeps a stack as deep as what it matches.
import { ModelError } from "../../ground/errors";

const [NEWLINE, QUOTE, HASH, APOSTROPHE, BACKSLASH] = [0x0a, 0x22, 0x23, 0x27, 0x5c];

/** Where the text goes on behind spaces and comments. */
export function afterRemarks(text: string, from: number): number {
  let position = from;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === HASH) {
      const end = text.indexOf("\n", position);
      position = end < 0 ? text.length : end + 1;
    } else if (isSpace(code)) {
      position++;
    } else {
      break;
    }
  }
  return position;
}

function isSpace(code: number): boolean {
  return code <= 0x20 || (code > 0x7f && /\s/.test(String.fromCharCode(code)));
}

/** Of names and numbers. */
function isWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || // a to z
    (code >= 0x41 && code <= 0x5a) || // A to Z
    (code >= 0x30 && code <= 0x39) || // 0 to 9
    code === 0x5f || // _
    code === 0x2e || // .
    code === 0x2d || // -
    code === 0x2b // +
  );
}

/** One token of lookahead over the text. */
export class Tokens {
  /** Null: the end. A string stands with its quotes. */
  current: string | null = null;
  isString = false;
  #start = 0;
  #end = 0;

  constructor(readonly text: string) {
    this.next();
  }

  /** @throws ModelError where a string does not end on its line. */
  next(): void {
    const { text } = this;
    this.#start = afterRemarks(text, this.#end);
    const first = text.charCodeAt(this.#start);
    this.isString = first === QUOTE || first === APOSTROPHE;
    if (this.#start === text.length) {
      this.#end = text.length;
      this.current = null;
      return;
    }
    let end = this.#start + 1;
    if (this.isString) {
      end = this.#endOfString(first);
    } else if (isWord(first)) {
      while (end < text.length && isWord(text.charCodeAt(end))) {
        end++;
      }
    }
    this.#end = end;
    this.current = text.slice(this.#start, end);
  }

  accept(token: string): boolean {
    if (this.current !== token) {
      return false;
    }
    this.next();
    return true;
  }

  error(what: string): ModelError {
    const before = this.text.slice(0, this.#start).split("\n");
    const place = `line ${before.length}, column ${before[before.length - 1]!.length + 1}`;
    const message = `The text is not a TensorFlow graph: ${what} (${place}); correct it there.`;
    return new ModelError("malformed", message, place, this.#start);
  }

  #endOfString(quote: number): number {
    const { text } = this;
    for (let position = this.#start + 1; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code === quote) {
        return position + 1;
      }
      if (code === NEWLINE) {
        break;
      }
      if (code === BACKSLASH) {
        position++;
      }
    }
    throw this.error("a string does not end");
  }
}
