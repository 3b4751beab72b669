import { visibleText } from "./visible-text";

export type ModelErrorCode =
  | "not-a-model" // the bytes are something else
  | "malformed" // the bytes contradict themselves
  | "truncated" // the bytes end too early
  | "unsupported" // a form of the format that is not read or not written
  | "limit" // a claim in the file exceeds a limit
  | "file" // a file cannot be read or written, or may not be
  | "parameter" // a transform was given a parameter that it cannot use
  | "cancelled"
  | "verification"; // a transform broke an invariant: our fault, nothing is written

/**
 * The one error the core throws: a sentence for the user that says what is wrong, where, and what to do.
 *
 * @property subject What the sentence is about: a tensor's, node's or message's name.
 * @property offset Where in the file, in bytes, or null where no place applies.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";

  constructor(
    readonly code: ModelErrorCode,
    message: string,
    readonly subject: string,
    readonly offset: number | null = null,
  ) {
    super(oneLine(message));
  }
}

/** Names come from the file and may hold anything, a novel too; a message is one line that can be read. */
export function oneLine(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}` : text;
  return visibleText(shown);
}

const LONGEST = 1000;

export function malformed(subject: string, message: string, offset: number | null = null): ModelError {
  const place = offset === null ? "" : ` at byte ${offset}`;
  return new ModelError("malformed", `${subject}${place}: ${message}; the file is damaged.`, subject, offset);
}

export function truncated(subject: string, offset: number, needed: number, size: number): ModelError {
  return new ModelError(
    "truncated",
    `${subject} at byte ${offset} needs ${needed} bytes, but the file ends at byte ${size}; it is incomplete: copy or download it again.`,
    subject,
    offset,
  );
}
