// Computes elements of known values when they are asked for, and none that are too large to be looked at.
import { throwIfCancelled, type Context } from "../../context";
import { denseBytes, elementCount } from "../../ir/dtype";
import { Refusal, sameElements, type Known, type Result } from "../../ir/folding";
import { addTo } from "../../ir/multimap";
import { memoryTensor, tensorBytes, type Tensor } from "../../ir/tensor";
import type { Budget } from "./budget";

/** Nothing larger is made on the way to a result. */
const LARGEST = 2 ** 26;
/** Elements that are kept for the next who asks. */
const KEPT_BYTES = 4096;

export class Evaluator {
  readonly #stored = new Map<Known, { tensor: Tensor; name: string }>();
  readonly #kept = new Map<Known, Uint8Array>();
  /** Null: can be computed. */
  readonly #obstacles = new Map<Known, string | null>();
  /** What is made of each of those that can be computed. */
  readonly #dependents = new Map<Known, Known[]>();

  constructor(
    readonly largest: number,
    readonly budget: Budget,
    readonly context: Context,
  ) {}

  store(tensor: Tensor, name: string): Known {
    const known = { dtype: tensor.dtype, shape: tensor.shape };
    this.#stored.set(known, { tensor, name });
    this.budget.allow(tensor.storage.storedBytes);
    return known;
  }

  isComputable(known: Known): boolean {
    return this.obstacle(known) === null;
  }

  /** Why the elements cannot be computed; null where they can. */
  obstacle(root: Known): string | null {
    for (const known of inOrder(root, (each) => this.#obstacles.has(each))) {
      const makers = makersOf(known);
      const inherited = makers.find((each) => this.#obstacles.get(each) !== null);
      const obstacle = inherited === undefined ? this.#ownObstacle(known) : DEPENDS;
      this.#obstacles.set(known, obstacle);
      if (obstacle === null) {
        makers.forEach((each) => addTo(this.#dependents, each, known));
      }
    }
    return this.#obstacles.get(root)!;
  }

  #ownObstacle(known: Known): string | null {
    const bytes = denseBytes(known.dtype, elementCount(known.shape));
    if ("compute" in known ? known.compute === null : !this.#stored.has(known)) {
      return DEPENDS;
    }
    if (Number.isNaN(bytes)) {
      return "its elements have no fixed size";
    }
    const limit = Math.max(LARGEST, this.largest);
    return bytes > limit ? `its result would take ${bytes.toLocaleString("en-US")} bytes` : null;
  }

  /** Neither it nor what is made of it can be computed. */
  #refuse(known: Known, reason: string): void {
    this.#obstacles.set(known, reason);
    const pending = [known];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const dependent of this.#dependents.get(next) ?? []) {
        if (this.#obstacles.get(dependent) === null) {
          this.#obstacles.set(dependent, DEPENDS);
          pending.push(dependent);
        }
      }
    }
  }

  /** Null where they are not known. @throws Refusal; asked again, there is an obstacle. */
  readonly elementsOf = async (root: Known): Promise<Uint8Array | null> => {
    if (!this.isComputable(root)) {
      return null;
    }
    const elements = new Map<Known, Uint8Array>();
    const find = (known: Known) => elements.get(known) ?? this.#kept.get(known);
    for (const known of inOrder(root, (each) => find(each) !== undefined)) {
      const bytes = await this.#compute(known, find as (known: Known) => Uint8Array);
      (bytes.byteLength <= KEPT_BYTES ? this.#kept : elements).set(known, bytes);
    }
    return find(root)!;
  };

  /**
   * A tensor with the elements, which are where they were if they only got another shape.
   * @throws Refusal where what it is made of was refused meanwhile too.
   */
  async tensorOf(root: Known): Promise<Tensor> {
    let source: Known = root;
    while ("compute" in source && (source as Result).compute === sameElements) {
      source = (source as Result).from[0]!;
    }
    const stored = this.#stored.get(source)?.tensor;
    // What lies in another file comes into the model's own, as everything that is made anew.
    if (stored !== undefined && stored.storage.location !== "external") {
      return { ...stored, shape: root.shape };
    }
    const elements = await this.elementsOf(source);
    if (elements === null) {
      throw new Refusal(DEPENDS);
    }
    return memoryTensor(root.dtype, root.shape, elements);
  }

  async #compute(known: Known | Result, elementsOf: (known: Known) => Uint8Array): Promise<Uint8Array> {
    throwIfCancelled(this.context.signal);
    const stored = this.#stored.get(known);
    try {
      const bytes = denseBytes(known.dtype, elementCount(known.shape));
      this.budget.spend(Math.max(bytes, "products" in known ? (known.products ?? 0) : 0));
      return stored === undefined
        ? (known as Result).compute!((known as Result).from.map(elementsOf))
        : await tensorBytes(stored.tensor, stored.name);
    } catch (error) {
      if (error instanceof Refusal) {
        this.#refuse(known, error.message);
      }
      throw error;
    }
  }
}

/** The obstacle of what is made of something that has one. */
const DEPENDS = "it depends on what is not known";

function makersOf(known: Known | Result): readonly Known[] {
  return "from" in known ? known.from : [];
}

/** What a value is made of, each after its makers, without those that are done and what only they need. */
function inOrder(root: Known, isDone: (known: Known) => boolean): Known[] {
  const order: Known[] = [];
  const seen = new Set<Known>();
  const pending: { known: Known; entered: boolean }[] = [{ known: root, entered: false }];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const { known, entered } = top;
    if (entered) {
      order.push(known);
    } else if (!seen.has(known) && !isDone(known)) {
      seen.add(known);
      pending.push({ known, entered: true });
      makersOf(known).forEach((each) => pending.push({ known: each, entered: false }));
    }
  }
  return order;
}
