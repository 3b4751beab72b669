// The layer table as text of its own: Markdown as it is shown, CSV and JSON with all digits.
import type { LayerColumn, LayerRow, MeasuredColumn, NoiseState, ProfileState } from "./messages";
import { amountText, bytesChange, bytesText, countText, shareText } from "./numbers";
import { noiseText } from "./verdict-text";
import { visibleText } from "./visible-text";

export interface LayerList {
  /** In the order in which they are shown. */
  readonly rows: readonly LayerRow[];
  readonly columns: readonly LayerColumn[];
  /** Whether they are tensors by themselves, of which the operator is their type. */
  readonly tensorsOnly: boolean;
  /** What is worked out; null: not known. */
  readonly measureOf: (row: LayerRow, column: MeasuredColumn) => number | null;
  /** Null: not verified. */
  readonly noise: NoiseState | null;
  /** Null: none is shown. */
  readonly profile: ProfileState | null;
}

export type LayerListKind = "csv" | "json";

const TITLES: Readonly<Record<LayerColumn, string>> = {
  layer: "Layer",
  operator: "Operator",
  parameters: "Params",
  bytes: "Bytes",
  before: "Before",
  gzip: "Gzip",
  macs: "MACs",
  activations: "Activations",
  dtype: "DType",
  zeros: "Zeros",
  shape: "Shape",
  noise: "SQNR",
  profile: "Profile",
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

/** What was measured of a row; null: nothing. */
export function profiledOf({ place }: LayerRow, profile: ProfileState | null): number | null {
  const amount = place === null ? NaN : (profile?.graphs[place.graph]?.amounts[place.node] ?? NaN);
  return Number.isNaN(amount) ? null : amount;
}

export function layersAsMarkdown(list: LayerList): string {
  const { columns, rows, tensorsOnly } = list;
  const titles = columns.map((column) => columnTitle(column, tensorsOnly));
  const rules = columns.map((column) => (isText(column) ? "---" : "---:"));
  const lines = rows.map((row) => columns.map((column) => markdownCell(row, column, list)));
  return [titles, rules, ...lines].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

const TEXTS: ReadonlySet<LayerColumn> = new Set(["layer", "operator", "dtype", "shape"]);
const MEASURED: ReadonlySet<LayerColumn> = new Set(["macs", "activations", "zeros", "gzip"]);

export function isText(column: LayerColumn): boolean {
  return TEXTS.has(column);
}

export function isMeasured(column: LayerColumn): column is MeasuredColumn {
  return MEASURED.has(column);
}

function markdownCell(row: LayerRow, column: LayerColumn, list: LayerList): string {
  const text = cellText(row, column, list);
  return isText(column) ? codeSpan(text) : text;
}

/** Whether it has not the bytes that it had in the file as it was opened; one that was not there has only these. */
export function isChanged({ bytes, bytesBefore }: LayerRow): boolean {
  return bytesBefore !== null && bytesBefore !== bytes;
}

/** As people read it. */
export function cellText(row: LayerRow, column: LayerColumn, { measureOf, noise, profile }: Values): string {
  const { name, operator, parameters, bytes, bytesBefore, share, shared, dtype, outputShape } = row;
  switch (column) {
    case "layer":
      return name;
    case "operator":
      return operator;
    case "dtype":
      return dtype;
    case "shape":
      return outputShape;
    case "parameters":
      return shared && parameters === 0 ? "shared" : countText(parameters);
    case "bytes":
      return isChanged(row) ? bytesChange(bytesBefore!, bytes) : bytesText(bytes);
    case "before":
      return bytesBefore === null ? "" : bytesText(bytesBefore);
    case "macs":
    case "activations":
    case "zeros":
    case "gzip":
      return measureText(measureOf(row, column), column);
    case "noise": {
      const decibels = noiseOf(row, noise);
      return decibels === null ? "" : noiseText(decibels);
    }
    case "profile": {
      const amount = profiledOf(row, profile);
      return amount === null ? "" : amountText(amount, profile!.unit);
    }
    case "share":
      return shareText(share);
  }
}

type Values = Pick<LayerList, "measureOf" | "noise" | "profile">;

/** @param value Null: not known. */
function measureText(value: number | null, column: MeasuredColumn): string {
  if (value === null) {
    return column === "zeros" ? "" : "?";
  }
  return column === "macs" ? countText(value) : column === "zeros" ? shareText(value) : bytesText(value);
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

function namesOf({ columns, rows, tensorsOnly, profile }: LayerList): string[] {
  const areBoth = !columns.includes("before") && rows.some(({ bytes, bytesBefore }) => bytesBefore !== bytes);
  return columns.flatMap((column) => {
    switch (column) {
      case "layer":
        return [tensorsOnly ? "tensor" : "layer"];
      case "operator":
        return [tensorsOnly ? "type" : "operator"];
      case "bytes":
        return areBoth ? ["bytes", "bytesBefore"] : ["bytes"];
      case "noise":
        return ["sqnr"];
      case "profile":
        return [profile?.unit === "ms" ? "milliseconds" : "profile"];
      case "before":
        return ["bytesBefore"];
      case "shape":
        return ["outputShape"];
      case "gzip":
        return ["bytesAfterGzip"];
      case "activations":
        return ["activationBytes"];
      default:
        return [column];
    }
  });
}

function recordsOf(list: LayerList): Record<string, Cell>[] {
  const names = namesOf(list);
  return list.rows.map((row) => Object.fromEntries(names.map((name) => [name, cellOf(row, name, list)])));
}

function cellOf(row: LayerRow, name: string, { measureOf, noise, profile }: LayerList): Cell {
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
    case "zeros":
      return measureOf(row, name);
    case "activationBytes":
      return measureOf(row, "activations");
    case "bytesAfterGzip":
      return measureOf(row, "gzip");
    case "dtype":
      return row.dtype;
    case "outputShape":
      return row.outputShape;
    case "share":
      return row.share;
    case "milliseconds":
    case "profile":
      return profiledOf(row, profile);
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
