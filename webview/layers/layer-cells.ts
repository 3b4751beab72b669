// What stands in the cells of a row.
import { cellText, isMeasured, isText, noiseOf, profiledOf, type LayerList } from "../../src/protocol/layer-list";
import type { LayerColumn, LayerRow } from "../../src/protocol/messages";
import { exactCount, shareText } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { shortShape } from "../../src/drawing/shapes";

/** What is known of rows, and whether a column is still being worked out. */
export interface CellValues extends Pick<LayerList, "measureOf" | "noise" | "profile"> {
  readonly isPending: (column: LayerColumn) => boolean;
}

/** @param name As it is written in the room that it has. @param shapeRoom Characters of a shape. */
export function layerCell(
  row: LayerRow,
  column: LayerColumn,
  name: string,
  shapeRoom: number,
  values: CellValues,
): HTMLElement {
  if (column === "layer") {
    return element("td", { class: "layer" }, name);
  }
  if (column === "share") {
    return element("td", { class: "share", title: shareText(row.share) }, shareBar(row));
  }
  const isDim = column === "operator" || column === "dtype" || column === "shape";
  const kind = isText(column) ? (isDim ? " dim" : "") : " numeric";
  const text = values.isPending(column) ? "…" : cellText(row, column, values);
  const shown = column === "shape" ? shortShape(text, shapeRoom) : text;
  return element("td", { class: column + kind, title: titleOf(row, column, values) }, shown);
}

function titleOf(row: LayerRow, column: LayerColumn, values: CellValues): string {
  if (column === "noise") {
    return noiseOf(row, values.noise) === null ? "" : "Signal to noise, with all that went wrong before";
  }
  if (column === "profile") {
    const amount = profiledOf(row, values.profile);
    return amount === null ? "" : `${shareText(amount / values.profile!.total)} of the profile`;
  }
  if (isMeasured(column)) {
    const value = values.measureOf(row, column);
    if (value === null) {
      return values.isPending(column) ? "" : column === "zeros" ? "" : UNKNOWN[column];
    }
    return column === "zeros" ? `${shareText(value)} of its weights are zero` : `${exactCount(value)} ${UNITS[column]}`;
  }
  switch (column) {
    case "parameters":
      return exactCount(row.parameters);
    case "dtype":
      return row.dtype;
    case "shape":
      return row.outputShape;
    default:
      return "";
  }
}

const UNITS = {
  macs: "multiply-accumulates",
  activations: "bytes of what it makes",
  gzip: "bytes after gzip",
} as const;
const UNKNOWN = {
  macs: "Not all shapes are known",
  activations: "Not all shapes are known",
  gzip: "Its data are not there",
} as const;

/** A layer's share of all parameters, and how much of it is left of its bytes; nothing of nothing is not drawn. */
function shareBar({ share, bytes, bytesBefore }: LayerRow): HTMLElement {
  const before = bytesBefore ?? bytes;
  const left = before === 0 ? 1 : Math.min(1, bytes / before);
  const part = (name: "i" | "b", width: number) => {
    const made = element(name);
    made.style.width = `${width * 100}%`;
    return made;
  };
  const whole = share === 0 || before + bytes === 0 ? [] : [part("i", share)];
  return element(
    "span",
    { class: "share-bar" },
    ...whole,
    ...(bytes === 0 ? [] : whole.map(() => part("b", share * left))),
  );
}
