/** Something with a name. */
interface Named {
  readonly name: string;
}

/** Random, for no file to be made whose names all fall into one place. */
const [SEED, FACTOR] = [randomBits(), randomBits() | 1];
const FEWEST_PLACES = 8;

/**
 * As a Map from names to what has them, each name once, in a fifth of its memory: for as many names as a file has nodes.
 * Open addressing: a name stands in the first free place from that of its hash on; at most half of them are taken.
 */
export class NameTable<T extends Named> {
  readonly #items: T[] = [];
  /** Positions among the items, from 1; 0: free. */
  #places = new Int32Array(FEWEST_PLACES);

  get size(): number {
    return this.#items.length;
  }

  get(name: string): T | undefined {
    const position = this.#places[this.#placeOf(name)]!;
    return position === 0 ? undefined : this.#items[position - 1];
  }

  /** @param item whose name nothing in the table has. */
  add(item: T): void {
    this.#items.push(item);
    if (2 * this.#items.length > this.#places.length) {
      this.#grow();
    } else {
      this.#places[this.#placeOf(item.name)] = this.#items.length;
    }
  }

  #grow(): void {
    this.#places = new Int32Array(2 * this.#places.length);
    this.#items.forEach(({ name }, index) => (this.#places[this.#placeOf(name)] = index + 1));
  }

  /** Where a name stands, or would. */
  #placeOf(name: string): number {
    const places = this.#places;
    const last = places.length - 1;
    let place = hashOf(name) & last;
    while (places[place] !== 0 && this.#items[places[place]! - 1]!.name !== name) {
      place = (place + 1) & last;
    }
    return place;
  }
}

/** A polynomial in a random factor, its upper bits mixed into the lower ones. */
function hashOf(name: string): number {
  let hash = SEED;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), FACTOR);
    hash ^= hash >>> 15;
  }
  return hash;
}

function randomBits(): number {
  return Math.floor(Math.random() * 2 ** 32) | 0;
}
