/** Elements whose sums are kept one by one would need twice their memory again. */
const BLOCK = 64;

/** Sorted elements, with the sums of any range of them and of their squares in the time of one block. */
export class SortedSums {
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(readonly elements: Float32Array) {
    const blocks = Math.floor(elements.length / BLOCK) + 1;
    this.#sums = new Float64Array(blocks);
    this.#squares = new Float64Array(blocks);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < elements.length; i++) {
      if (i % BLOCK === 0) {
        this.#sums[i / BLOCK] = sum;
        this.#squares[i / BLOCK] = squares;
      }
      const x = elements[i]!;
      sum += x;
      squares += x * x;
    }
    if (elements.length % BLOCK === 0) {
      this.#sums[blocks - 1] = sum;
      this.#squares[blocks - 1] = squares;
    }
  }

  /** Exact where all elements of the range are equal. */
  mean(start: number, end: number): number {
    if (this.elements[start] === this.elements[end - 1]) {
      return this.elements[start]!;
    }
    return (this.#sumTo(end) - this.#sumTo(start)) / (end - start);
  }

  /** Σ (x − mean)². */
  scatter(start: number, end: number): number {
    if (this.elements[start] === this.elements[end - 1]) {
      return 0;
    }
    const sum = this.#sumTo(end) - this.#sumTo(start);
    const squares = this.#squaresTo(end) - this.#squaresTo(start);
    return Math.max(0, squares - (sum * sum) / (end - start));
  }

  #sumTo(end: number): number {
    const block = Math.floor(end / BLOCK);
    let sum = this.#sums[block]!;
    for (let i = block * BLOCK; i < end; i++) {
      sum += this.elements[i]!;
    }
    return sum;
  }

  #squaresTo(end: number): number {
    const block = Math.floor(end / BLOCK);
    let sum = this.#squares[block]!;
    for (let i = block * BLOCK; i < end; i++) {
      sum += this.elements[i]! * this.elements[i]!;
    }
    return sum;
  }
}
