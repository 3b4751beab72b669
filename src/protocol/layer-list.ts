// The layer table as text of its own: Markdown as it is shown, CSV and JSON with all digits.
import type { LayerColumn, LayerRow, NoiseState } from "./messages";
import { bytesChange, bytesText, countText, shareText } from "./numbers";
import { noiseText } from "./verdict-text";
import { visibleText } from "./visible-text";

export interface LayerList {
  /** In the order in which they are shown. */
  readonly rows: readonly LayerRow[];
  readonly columns: readonly LayerColumn[];
  /** Whether they are tensors by themselves, of which the operator is their type. */
  readonly tensorsOnly: boolean;
  /** Multiply-accumulates; null: not known. */
  readonly macsOf: (row: LayerRow) => number | null;
  /** Null: not verified. */
  readonly noise: NoiseState | null;
}

export type LayerListKind = "csv" | "json";

const TITLES: Readonly<Record<LayerColumn, string>> = {
  layer: "Layer",
  operator: "Operator",
  parameters: "Params",
  bytes: "Bytes",
  macs: "MACs",
  noise: "SQNR",
  share: "Share",
};

/** What columns are called where the rows are tensors, as far as that differs. */
const TENSOR_TITLES: Readonly<Partial<Record<LayerColumn, string>>> = { layer: "Tensor", operator: "Type" };

export function columnTitle(column: LayerColumn, tensorsOnly: boolean): string {
  return (tensorsOnly ? TENSOR_TITLES[column] : undefined) ?? TITLES[column];
}

/** Signal to noise of what a row makes, in dB; null: not known. */
export function noiseOf({ place }: LayerRow, noise: NoiseState | null): number | null {
  const decibels = place !== null && place.graph === noise?.graph ? (noise.decibels[place.node] ?? NaN) : NaN;
  return Number.isNaN(decibels) ? null : decibels;
}

export function layersAsMarkdown(list: LayerList): string {
  const { columns, rows, tensorsOnly } = list;
  const titles = columns.map((column) => columnTitle(column, tensorsOnly));
  const rules = columns.map((column) => (isText(column) ? "---" : "---:"));
  const lines = rows.map((row) => columns.map((column) => markdownCell(row, column, list)));
  return [titles, rules, ...lines].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function isText(column: LayerColumn): column is "layer" | "operator" {
  return column === "layer" || column === "operator";
}

function markdownCell(row: LayerRow, column: LayerColumn, { macsOf, noise }: LayerList): string {
  const { name, operator, parameters, bytes, bytesBefore, share, shared } = row;
  switch (column) {
    case "layer":
      return codeSpan(name);
    case "operator":
      return codeSpan(operator);
    case "parameters":
      return shared && parameters === 0 ? "shared" : countText(parameters);
    case "bytes":
      return bytesBefore === null || bytesBefore === bytes ? bytesText(bytes) : bytesChange(bytesBefore, bytes);
    case "macs": {
      const macs = macsOf(row);
      return macs === null ? "?" : countText(macs);
    }
    case "noise": {
      const decibels = noiseOf(row, noise);
      return decibels === null ? "" : noiseText(decibels);
    }
    case "share":
      return shareText(share);
  }
}

/** Names come from files: nothing in them is Markdown or ends a cell. */
function codeSpan(text: string): string {
  const shown = visibleText(text).replaceAll("|", "\\|");
  if (shown.trim() === "") {
    return "";
  }
  const longest = (shown.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Numbers in full: bytes as they were too where steps changed some, the share from 0 to 1, SQNR in dB or "same". */
export function layersAsFile(list: LayerList, kind: LayerListKind): string {
  const records = recordsOf(list);
  if (kind === "json") {
    return `${JSON.stringify(records, null, 2)}\n`;
  }
  const names = namesOf(list);
  return [names, ...records.map((record) => names.map((name) => csvCell(record[name] ?? null)))]
    .map((cells) => `${cells.join(",")}\n`)
    .join("");
}

type Cell = string | number | null;

function namesOf({ columns, rows, tensorsOnly }: LayerList): string[] {
  const isChanged = rows.some(({ bytes, bytesBefore }) => bytesBefore !== bytes);
  return columns.flatMap((column) => {
    switch (column) {
      case "layer":
        return [tensorsOnly ? "tensor" : "layer"];
      case "operator":
        return [tensorsOnly ? "type" : "operator"];
      case "bytes":
        return isChanged ? ["bytes", "bytesBefore"] : ["bytes"];
      case "noise":
        return ["sqnr"];
      default:
        return [column];
    }
  });
}

function recordsOf(list: LayerList): Record<string, Cell>[] {
  const names = namesOf(list);
  return list.rows.map((row) => Object.fromEntries(names.map((name) => [name, cellOf(row, name, list)])));
}

function cellOf(row: LayerRow, name: string, { macsOf, noise }: LayerList): Cell {
  switch (name) {
    case "operator":
    case "type":
      return row.operator;
    case "parameters":
      return row.parameters;
    case "bytes":
      return row.bytes;
    case "bytesBefore":
      return row.bytesBefore;
    case "macs":
      return macsOf(row);
    case "share":
      return row.share;
    case "sqnr": {
      const decibels = noiseOf(row, noise);
      return decibels === Infinity ? "same" : decibels;
    }
    default:
      return row.name;
  }
}

/** RFC 4180. Spreadsheets take what begins like a formula for one, and names come from files: those get an apostrophe. */
function csvCell(cell: Cell): string {
  if (typeof cell !== "string") {
    return cell === null ? "" : String(cell);
  }
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
