/** Something with a name. */
interface Named {
  readonly name: string;
}

/** Random, for no file to be made whose names all fall into one place. */
const [SEED, FACTOR] = [randomBits(), randomBits() | 1];
const FEWEST_PLACES = 8;

/**
 * As a Map from names to what has them, each name once, in a fifth of its memory: for as many names as a file has nodes.
 * Open addressing: a name stands in the first free place from that of its hash on; at most half of them are taken. Hashes
 * are kept: names lie all over the memory, and are looked at only where the hash is the same.
 */
export class NameTable<T extends Named> {
  readonly #items: T[] = [];
  /** Two numbers for each place: a position among the items, from 1, or 0 where it is free; and the hash of the name. */
  #places = new Int32Array(2 * FEWEST_PLACES);

  get size(): number {
    return this.#items.length;
  }

  get(name: string): T | undefined {
    const hash = hashOf(name);
    for (let place = this.#first(hash); this.#places[place] !== 0; place = this.#next(place)) {
      const item = this.#itemAt(place, hash);
      if (item?.name === name) {
        return item;
      }
    }
    return undefined;
  }

  /** What has a name that stands in some bytes as ASCII: no string is made of it. Null where it is not ASCII. */
  getAscii(bytes: Uint8Array, start: number, end: number): T | undefined | null {
    let hash = SEED;
    for (let index = start; index < end; index++) {
      const byte = bytes[index]!;
      if (byte >= 0x80) {
        return null;
      }
      hash = hashed(hash, byte);
    }
    for (let place = this.#first(hash); this.#places[place] !== 0; place = this.#next(place)) {
      const item = this.#itemAt(place, hash);
      if (item !== null && isSpelled(item.name, bytes, start, end)) {
        return item;
      }
    }
    return undefined;
  }

  /** @param item whose name nothing in the table has. */
  add(item: T): void {
    this.#items.push(item);
    if (4 * this.#items.length > this.#places.length) {
      this.#grow();
    }
    this.#put(this.#items.length, hashOf(item.name));
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Int32Array(2 * before.length);
    for (let place = 0; place < before.length; place += 2) {
      if (before[place] !== 0) {
        this.#put(before[place]!, before[place + 1]!);
      }
    }
  }

  #put(position: number, hash: number): void {
    let place = this.#first(hash);
    while (this.#places[place] !== 0) {
      place = this.#next(place);
    }
    this.#places[place] = position;
    this.#places[place + 1] = hash;
  }

  #first(hash: number): number {
    return (hash << 1) & (this.#places.length - 1);
  }

  #next(place: number): number {
    return (place + 2) & (this.#places.length - 1);
  }

  /** What stands at a place that is taken; null where its name has another hash. */
  #itemAt(place: number, hash: number): T | null {
    return this.#places[place + 1] === hash ? this.#items[this.#places[place]! - 1]! : null;
  }
}

/** A polynomial in a random factor, its upper bits mixed into the lower ones. */
function hashOf(name: string): number {
  let hash = SEED;
  for (let index = 0; index < name.length; index++) {
    hash = hashed(hash, name.charCodeAt(index));
  }
  return hash;
}

function hashed(hash: number, unit: number): number {
  const product = Math.imul(hash ^ unit, FACTOR);
  return product ^ (product >>> 15);
}

function isSpelled(name: string, bytes: Uint8Array, start: number, end: number): boolean {
  let isSame = name.length === end - start;
  for (let index = 0; isSame && index < name.length; index++) {
    isSame = name.charCodeAt(index) === bytes[start + index];
  }
  return isSame;
}

function randomBits(): number {
  return Math.floor(Math.random() * 2 ** 32) | 0;
}
