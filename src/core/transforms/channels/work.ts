const MOST = 2 ** 25;

/** How many positions may still be gone through: shapes claim as many as they like, and lists that are put together grow. */
export class Work {
  #left = MOST;

  /** @returns false where so many are too many; then none are taken. */
  take(positions: number): boolean {
    const fits = positions <= this.#left;
    this.#left -= fits ? positions : 0;
    return fits;
  }
}
