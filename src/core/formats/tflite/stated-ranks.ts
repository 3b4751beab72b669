import type { FlatTable, FlatTables } from "../../wire/flatbuffer";

/** Of the tensors of a subgraph whose content the runtime makes: there a rank of 0 may mean that it is unknown. */
export class StatedRanks {
  #areStated: boolean | null = null;

  constructor(readonly tensors: FlatTables) {}

  /** Today's converters say of each tensor that it has a rank, if it has one; those before left out the shape. */
  lacks(table: FlatTable): boolean {
    const isLeftOut = !table.has("shape") && table.number("buffer") === 0;
    return !table.boolean("has_rank") && (isLeftOut || (this.#areStated ??= this.#anyIsStated()));
  }

  #anyIsStated(): boolean {
    for (let position = 0; position < this.tensors.length; position++) {
      if (this.tensors.at(position).boolean("has_rank")) {
        return true;
      }
    }
    return false;
  }
}
