import { malformed } from "../../ground/errors";

/**
 * What a file may name in all, in bytes: its tables can share lists and texts, and each of them takes as much here as if
 * it had its own. Together they are no larger than the file where nothing is shared.
 */
export class Allowance {
  #left: number;

  constructor(fileBytes: number) {
    this.#left = 2 * fileBytes + 65_536;
  }

  take<T extends { readonly length: number }>(shared: T, width: number, subject: string): T {
    this.#left -= shared.length * width;
    if (this.#left < 0) {
      throw malformed(subject, "too much of the file is named again and again");
    }
    return shared;
  }
}
