// Weights stored as floats of 16 bits behind a conversion, taken for the float32 that the conversion makes of them.
import type { EditableModel } from "../../ir/model";
import type { Storage, Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { allGraphs } from "../../ir/walk";
import { FixedParts } from "../fixed-parts";
import { removeOrphans } from "../fold/orphans";
import type { Change } from "../transform";

export class WidenedHalves {
  /** What is float32 behind a conversion, and what is converted. */
  readonly #sources = new Map<Value, Value>();
  readonly #placeholders = new Map<Value, Tensor>();
  /** What is converted. */
  readonly narrow: ReadonlySet<Value>;

  /** Gives the results of conversions the elements of what is converted, until they are settled. */
  constructor(readonly model: EditableModel) {
    const fixed = new FixedParts(model);
    const isFixed = (value: Value) =>
      fixed.declared.has(value) || fixed.attached.has(value) || fixed.ambiguous.has(value.name);
    const { dialect } = model;
    const shared = new Map<Storage, Storage>();
    for (const graph of allGraphs(model)) {
      for (const node of graph.nodes) {
        const found = dialect.widening(node);
        const [value] = node.outputs;
        if (found === null || value == null || isFixed(found.source) || isFixed(value)) {
          continue;
        }
        const { source } = found;
        const isOnlyConverted =
          graph.values.has(source) && [...source.uses].every((each) => dialect.widening(each)?.source === source);
        if (isOnlyConverted && dialect.elementsObstacle(model, graph, source) === null) {
          const { storage } = source.constant!;
          // Those that share bytes go on doing so; the bytes are those that are saved.
          const wide = found.wide(storage.storedBytes);
          shared.set(storage, shared.get(storage) ?? wide.storage);
          const tensor = { ...wide, storage: shared.get(storage)! };
          value.constant = tensor;
          this.#sources.set(value, source);
          this.#placeholders.set(value, tensor);
        }
      }
    }
    this.narrow = new Set(this.#sources.values());
  }

  has(value: Value): boolean {
    return this.#sources.has(value);
  }

  /** Has what was not stored anew be converted as before; what nobody converts any more goes. */
  settle(changes: Change[]): void {
    for (const [value, tensor] of this.#placeholders) {
      if (value.constant === tensor) {
        value.constant = null;
      }
    }
    const { declared } = new FixedParts(this.model);
    removeOrphans(this.model, [...this.narrow], (value) => declared.has(value), changes);
  }
}
