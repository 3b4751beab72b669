import type { Memento } from "vscode";
import type { TableLook } from "../protocol/messages";

const KEY = "layerTable";

/** How people want the layer table to look, in every window. */
export class TableLooks {
  constructor(readonly memento: Memento) {}

  get value(): TableLook {
    return this.memento.get<TableLook>(KEY) ?? { columns: null, widths: {} };
  }

  async keep(look: TableLook): Promise<void> {
    await this.memento.update(KEY, look);
  }
}
