// A model on one page that needs nothing else: for reviews, and as an artefact of a build.
import { costNotes, costText, type CostSummary } from "../costs";
import type { About } from "../about";
import type { Comparison } from "../compare";
import type { GroupRow } from "../group-costs";
import type { GzipSize } from "../gzip";
import { groupHazards } from "../hazards";
import { bytesChange, bytesText, counted, countText, deltaText, exactCount, formatShape, shareText } from "../numbers";
import type { EndpointSummary, Summary } from "../summary";
import { bar, Html, table, tag, type Column, type Content } from "./html";

export interface ReportSubject {
  /** What the file is called. */
  readonly name: string;
  readonly summary: Summary;
  readonly about: About;
  readonly gzip: GzipSize;
  readonly cost: CostSummary;
  /** Of each layer; null: not known. */
  readonly macs: readonly (number | null)[];
  readonly groups: readonly GroupRow[];
  /** Null: the model is as the file has it. */
  readonly recipe: RecipeEffect | null;
}

export interface RecipeEffect {
  readonly steps: readonly StepEffect[];
  readonly bytesBefore: number;
  readonly gzipBefore: GzipSize;
  readonly comparison: Comparison;
}

export interface StepEffect {
  readonly title: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly changes: number;
  readonly notes: readonly { readonly subject: string; readonly reason: string }[];
}

/** More of them nobody reads; what is left out is said. */
const MOST_ROWS = 2000;
/** Reasons told for each step. */
const MOST_NOTES = 20;

export function reportPage(subject: ReportSubject): string {
  const { name, summary, recipe } = subject;
  const sections = [
    ...overview(subject),
    ...(recipe === null ? [] : effect(recipe)),
    section("Inputs and outputs", [endpoints("Inputs", summary.inputs), endpoints("Outputs", summary.outputs)]),
    ...hazards(summary),
    ...about(subject.about),
    ...groups(subject.groups),
    ...layers(subject),
  ];
  const head = [
    new Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width">'),
    tag("title", name),
    tag("style", new Html(STYLE)),
  ];
  return `<!doctype html>\n${tag("html", [tag("head", head), tag("body", tag("main", sections))], { lang: "en" }).markup}\n`;
}

function section(title: string, content: Content): Html {
  return tag("section", [
    tag("h2", title),
    ...(content instanceof Html || typeof content === "string" ? [content] : content),
  ]);
}

function overview({ name, summary, gzip, cost, recipe }: ReportSubject): Html[] {
  const bytes = summary.bytes + summary.otherBytes;
  const sizes =
    recipe === null
      ? bytesText(bytes)
      : `${bytesChange(recipe.bytesBefore, bytes)} (${deltaText(recipe.bytesBefore, bytes)})`;
  const about = gzip.estimated ? "about " : "";
  const zipped = recipe === null ? bytesText(gzip.bytes) : bytesChange(recipe.gzipBefore.bytes, gzip.bytes);
  const facts = [
    summary.title,
    sizes,
    `${about}${zipped} with gzip`,
    counted(summary.parameters, "parameter"),
    counted(summary.nodes, "node"),
    costText(cost),
  ];
  return [
    tag("h1", name),
    tag("p", facts.join(" · "), { class: "facts" }),
    ...costNotes(cost).map((note) => tag("p", note, { class: "dim" })),
    ...summary.warnings.map((warning) => tag("p", `Warning: ${warning}`, { class: "warning" })),
  ];
}

function effect({ steps, comparison }: RecipeEffect): Html[] {
  const { added, removed, rewritten } = comparison;
  const rows = steps.map(({ title, bytesBefore, bytesAfter, changes, notes }, index) => [
    `${index + 1}`,
    title,
    exactCount(changes),
    bytesChange(bytesBefore, bytesAfter),
    deltaText(bytesBefore, bytesAfter),
    reasons(notes),
  ]);
  const differences: Content[][] = [
    ...rewritten.map(({ name, operatorAfter, what }) => ["~", name, operatorAfter, what.join("; ")]),
    ...added.map(({ name, operator }) => ["+", name, operator, ""]),
    ...removed.map(({ name, operator }) => ["−", name, operator, ""]),
  ];
  const [changes, size, change, left] = ["Changes", "Size", "", "Left alone"];
  return [
    section(
      "What was done",
      table([{ title: "" }, { title: "Step" }, number(changes), number(size), number(change), { title: left }], rows),
    ),
    section("What differs", [
      tag(
        "p",
        `${counted(added.length, "node")} added, ${exactCount(removed.length)} removed, ${exactCount(rewritten.length)} changed.`,
      ),
      ...limited([{ title: "" }, { title: "Node" }, { title: "Operator" }, { title: "What changed" }], differences),
    ]),
  ];
}

/** Those that are the same are told once, with how often. */
function reasons(notes: StepEffect["notes"]): string {
  const counts = new Map<string, number>();
  notes.forEach(({ reason }) => counts.set(reason, (counts.get(reason) ?? 0) + 1));
  const told = [...counts].slice(0, MOST_NOTES).map(([reason, count]) => `${exactCount(count)} × ${reason}`);
  return told.join("; ");
}

function endpoints(title: string, all: readonly EndpointSummary[]): Html {
  const rows = all
    .slice(0, MOST_ROWS)
    .map(({ name, dtype, shape, reason, signature }) => [
      tag("code", name),
      dtype ?? "",
      formatShape(shape),
      signature === null ? "" : `${signature.key}: ${signature.alias}`,
      reason,
    ]);
  const columns = [title, "Type", "Shape", "Signature", "Why"].map((each) => ({ title: each }));
  return table(columns, rows);
}

function hazards({ hazards: all }: Summary): Html[] {
  const rows = groupHazards(all, 3).map(({ operator, why }) => tag("li", `${operator} ${why}`));
  return rows.length === 0 ? [] : [section("Besides computing, as far as operators tell", tag("ul", rows))];
}

function about({ facts, metadata, signatures, operators, dtypes }: About): Html[] {
  const said = [...facts, ...metadata].flatMap(({ name, value }) =>
    value === null || value === "" ? [] : [[name, value]],
  );
  const whole = (rows: readonly { readonly bytes: number }[]) => rows.reduce((sum, { bytes }) => sum + bytes, 0) || 1;
  const [ofTypes, ofOperators] = [whole(dtypes), whole(operators)];
  return [
    section(
      "Bytes by type",
      table(
        [{ title: "Type" }, number("Tensors"), number("Elements"), number("Bytes"), { title: "Share" }],
        dtypes.map(({ dtype, tensors, elements, bytes }) => [
          dtype,
          exactCount(tensors),
          exactCount(elements),
          bytesText(bytes),
          bar(bytes / ofTypes),
        ]),
      ),
    ),
    section(
      "Operators",
      table(
        [{ title: "Operator" }, number("Nodes"), number("Parameters"), number("Bytes"), { title: "Share" }],
        operators.map(({ operator, nodes, parameters, bytes }) => [
          operator,
          exactCount(nodes),
          exactCount(parameters),
          bytesText(bytes),
          bar(bytes / ofOperators),
        ]),
      ),
    ),
    ...signatures
      .slice(0, MOST_ROWS)
      .map(({ key, inputs, outputs }) =>
        section(
          `Signature ${key}`,
          table(
            [{ title: "" }, { title: "Called" }, { title: "Value" }],
            [
              ...inputs.map(({ alias, name }) => ["input", alias, tag("code", name)]),
              ...outputs.map(({ alias, name }) => ["output", alias, tag("code", name)]),
            ],
          ),
        ),
      ),
    ...(said.length === 0
      ? []
      : [section("What the file says of itself", limited([{ title: "" }, { title: "" }], said))]),
  ];
}

function groups(rows: readonly GroupRow[]): Html[] {
  const cells = rows.map(({ title, depth, count, parameters, bytes, macs, unknownMacs }) => [
    tag("span", title, { style: `padding-left:${depth - 1}em` }),
    exactCount(count),
    exactCount(parameters),
    bytesText(bytes),
    `${unknownMacs > 0 ? "≥ " : ""}${countText(macs)}`,
  ]);
  const columns = [{ title: "Group" }, number("Nodes"), number("Parameters"), number("Bytes"), number("MACs")];
  return rows.length === 0 ? [] : [section("Groups", limited(columns, cells))];
}

function layers({ summary, macs }: ReportSubject): Html[] {
  const rows = summary.layers.map((layer, index) => ({ layer, macs: macs[index] ?? null }));
  rows.sort((a, b) => b.layer.bytes - a.layer.bytes);
  const cells = rows.map(({ layer, macs: own }) => [
    tag("code", layer.name),
    layer.operator ?? "",
    exactCount(layer.parameters),
    layer.dtype,
    bytesText(layer.bytes),
    own === null ? "?" : countText(own),
    formatShape(layer.outputShape),
    [bar(layer.share), ` ${shareText(layer.share)}`],
  ]);
  const columns = [
    ...[{ title: "Layer" }, { title: "Operator" }, number("Parameters"), { title: "Type" }],
    ...[number("Bytes"), number("MACs"), { title: "Output" }, { title: "Share of the parameters" }],
  ];
  return cells.length === 0 ? [] : [section("Layers", limited(columns, cells))];
}

function number(title: string): Column {
  return { title, isNumber: true };
}

function limited(columns: readonly Column[], rows: readonly (readonly Content[])[]): Html[] {
  const left = rows.length - Math.min(rows.length, MOST_ROWS);
  return [
    table(columns, rows.slice(0, MOST_ROWS)),
    ...(left === 0 ? [] : [tag("p", `And ${exactCount(left)} more.`, { class: "dim" })]),
  ];
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --bar: #3794ff; --dim: #808080; }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 24px; }
h1 { font-size: 22px; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 28px 0 8px; }
.facts { margin: 4px 0 12px; }
.dim { color: var(--dim); margin: 2px 0; }
.warning { border-left: 3px solid #cca700; padding-left: 8px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 4px 0 12px; }
th, td { text-align: left; vertical-align: top; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.bar { display: inline-block; width: 120px; height: 8px; background: var(--line); border-radius: 4px; vertical-align: middle; }
.bar i { display: block; height: 100%; background: var(--bar); border-radius: 4px; }
`;
