// A row of the table, and the room of those that are not in view.
import type { LayerColumn, LayerRow } from "../../src/protocol/messages";
import { contextOf } from "../look/context";
import { element } from "../look/elements";
import { layerCell, type CellValues } from "./layer-cells";

export interface RowLook {
  /** Its place in the table. */
  readonly index: number;
  /** As it is written in the room that there is. */
  readonly name: string;
  /** Characters of its shape. */
  readonly shapeRoom: number;
  readonly isSelected: boolean;
  /** Whether Tab leads to it. */
  readonly isEntry: boolean;
  readonly columns: readonly LayerColumn[];
}

export function rowElement(row: LayerRow, look: RowLook, values: CellValues): HTMLElement {
  const { name, dtype, outputShape, place } = row;
  return element(
    "tr",
    {
      "data-layer": name,
      "data-vscode-context": contextOf(place?.graph ?? 0, place?.node ?? null),
      "aria-rowindex": `${look.index + 1}`,
      "aria-selected": `${look.isSelected}`,
      tabindex: look.isEntry ? "0" : "-1",
      title: [name, dtype, outputShape === "" ? "" : `→ ${outputShape}`].filter((part) => part !== ""),
    },
    ...look.columns.map((column) => layerCell(row, column, look.name, look.shapeRoom, values)),
  );
}

export function spacer(height: number): HTMLElement {
  // One that spans columns would keep room for those that are not shown.
  const cell = element("td");
  cell.style.height = `${height}px`;
  const row = element("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  row.hidden = height === 0;
  return row;
}
