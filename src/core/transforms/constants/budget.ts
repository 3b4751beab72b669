import { Refusal } from "../../ir/folding";

/** What is free: in bytes, or products of two numbers. */
const FREE = 2 ** 28;
/** What each byte of a constant adds. */
const PER_BYTE = 8;

/** How much may still be loaded and computed: as much as there is in a file, for a small one can ask for much. */
export class Budget {
  #left = FREE;

  /** @param storedBytes Of a constant that is there. */
  allow(storedBytes: number): void {
    this.#left += PER_BYTE * storedBytes;
  }

  /** @param amount Bytes, or products. @throws Refusal where nothing is left. */
  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0) {
      throw new Refusal("to compute more ahead would take too long");
    }
  }
}
