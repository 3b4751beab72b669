import { PlaceSet } from "./place-set";

/** Writers put parts at multiples of this. */
const STEP = 4;
/** Places that are kept together, if there is one of them. */
const PAGE = 1024;

/**
 * Which places of a file were visited, each as one of several kinds. There may be millions, mostly next to each other:
 * of each the kind takes a byte of memory. Other places, and those visited as a second kind, are kept one by one.
 */
export class VisitedPlaces<Kind> {
  readonly #kinds = new Map<Kind, number>();
  /** By place: the number of the kind it was first visited as; 0: it was not. */
  readonly #pages: (Uint8Array | undefined)[] = [];
  readonly #others = new Map<Kind, PlaceSet>();

  /** @returns whether the place is new as this kind. */
  add(place: number, kind: Kind): boolean {
    const number = this.#numberOf(kind);
    const step = place / STEP;
    if (Number.isInteger(step) && number <= 255) {
      const page = (this.#pages[Math.floor(step / PAGE)] ??= new Uint8Array(PAGE));
      const first = page[step % PAGE]!;
      if (first === 0) {
        page[step % PAGE] = number;
        return true;
      }
      if (first === number) {
        return false;
      }
    }
    let others = this.#others.get(kind);
    if (others === undefined) {
      others = new PlaceSet();
      this.#others.set(kind, others);
    }
    return others.add(place);
  }

  #numberOf(kind: Kind): number {
    let number = this.#kinds.get(kind);
    if (number === undefined) {
      number = this.#kinds.size + 1;
      this.#kinds.set(kind, number);
    }
    return number;
  }
}
