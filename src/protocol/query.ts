// What somebody looks for.

/** What somebody looks for, as typed. */
export interface QueryText {
  readonly text: string;
  /** Whether it is one regular expression. */
  readonly isPattern: boolean;
}
