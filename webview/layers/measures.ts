// What is worked out of rows, column by column, once one is shown.
import type { LayerRow, MeasuredColumn } from "../../src/protocol/messages";

type Ask = (column: MeasuredColumn, withNodes: boolean) => Promise<Float64Array>;

interface Column {
  readonly withNodes: boolean;
  /** Null: it is being worked out, or could not be. */
  values: Float64Array | null;
  isPending: boolean;
}

export class Measures {
  #places = new Map<LayerRow, number>();
  readonly #columns = new Map<MeasuredColumn, Column>();
  #withNodes = false;

  /** @param onChange Something is known that was not. */
  constructor(
    readonly ask: Ask,
    readonly onChange: () => void,
  ) {}

  /** Of other rows, of which nothing is known yet. */
  show(rows: readonly LayerRow[], withNodes: boolean, isSameModel: boolean): void {
    this.#places = new Map(rows.map((row, at) => [row, at]));
    this.#withNodes = withNodes;
    if (!isSameModel) {
      this.#columns.clear();
    }
  }

  /** What is known from elsewhere, of layers alone. */
  tell(column: MeasuredColumn, values: Float64Array): void {
    const known = this.#columns.get(column);
    if (known === undefined || !known.withNodes) {
      this.#columns.set(column, { withNodes: false, values, isPending: false });
    }
  }

  /** Has a column worked out where it is not yet. */
  want(column: MeasuredColumn): void {
    const known = this.#columns.get(column);
    if (known !== undefined && (known.withNodes || !this.#withNodes)) {
      return;
    }
    const asked: Column = { withNodes: this.#withNodes, values: known?.values ?? null, isPending: true };
    this.#columns.set(column, asked);
    const done = (values: Float64Array | null) => {
      if (this.#columns.get(column) === asked) {
        asked.values = values;
        asked.isPending = false;
        this.onChange();
      }
    };
    void this.ask(column, this.#withNodes).then(done, () => done(null));
  }

  /** Null: not known. */
  of(row: LayerRow, column: MeasuredColumn): number | null {
    const value = this.#columns.get(column)?.values?.[this.#places.get(row) ?? -1] ?? NaN;
    return Number.isNaN(value) ? null : value;
  }

  isPending(column: MeasuredColumn): boolean {
    const known = this.#columns.get(column);
    return known === undefined || (known.isPending && known.values === null);
  }
}
