/** Places of a file, of which there may be millions: as a set of numbers they would take several times the memory. */
export class PlaceSet {
  /** Each place + 1 where its hash says, or in the next free slot; 0: free. */
  #slots = new Float64Array(2 ** SMALLEST);
  #bits = SMALLEST;
  #size = 0;

  /** @returns whether it is new. */
  add(place: number): boolean {
    const key = place + 1;
    const slot = slotOf(this.#slots, this.#bits, key);
    if (this.#slots[slot] === key) {
      return false;
    }
    this.#slots[slot] = key;
    if (++this.#size * 2 > this.#slots.length) {
      this.#grow();
    }
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Float64Array(old.length * 2);
    this.#bits++;
    for (const key of old) {
      if (key !== 0) {
        this.#slots[slotOf(this.#slots, this.#bits, key)] = key;
      }
    }
  }
}

const SMALLEST = 4;
/** Nobody can make a file whose places share their slots. */
const [LOW, HIGH] = [oddNumber(), oddNumber()];

function oddNumber(): number {
  return Math.floor(Math.random() * 2 ** 32) | 1;
}

/** Where a key is, or the free slot for it: by the upper bits of its product with a random number. */
function slotOf(slots: Float64Array, bits: number, key: number): number {
  const hash = Math.imul(key, LOW) + Math.imul(key / 2 ** 32, HIGH);
  const mask = slots.length - 1;
  let slot = hash >>> (32 - bits);
  while (slots[slot] !== 0 && slots[slot] !== key) {
    slot = (slot + 1) & mask;
  }
  return slot;
}
