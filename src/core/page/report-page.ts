// A model on one page that needs nothing else: for reviews, and as an artefact of a build.
import { costNotes, costText, type CostSummary } from "../report/costs";
import type { About } from "../report/about";
import type { Comparison } from "../report/compare";
import type { GroupRow } from "../report/group-costs";
import type { GzipSize } from "../report/gzip";
import { groupHazards } from "../report/hazards";
import {
  bytesChange,
  bytesText,
  counted,
  countText,
  deltaText,
  exactCount,
  formatShape,
  shareText,
} from "../report/numbers";
import type { EndpointSummary, Summary } from "../report/summary";
import type { GraphSubjects } from "./graph-subject";
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
  readonly graphs: GraphSubjects;
  readonly groups: readonly GroupRow[];
  /** Null: the model is as the file has it. */
  readonly recipe: RecipeEffect | null;
}

/** The graphs as they are drawn. */
export interface GraphFigure {
  /** The first one as SVG, one to be seen at a time; none: there is nothing to draw, or too much. */
  readonly drawings: readonly Drawing[];
  /** The others. */
  readonly others: readonly Drawing[];
  /** A sentence each. */
  readonly notes: readonly string[];
  /** What colours mean, where these tell what was done. */
  readonly legend: readonly { readonly title: string; readonly color: string }[];
}

export interface Drawing {
  readonly title: string;
  readonly svg: string;
  /** In pixels. */
  readonly width: number;
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

/** @param figure Of the graphs of the subject. */
export function reportPage(subject: ReportSubject, figure: GraphFigure): string {
  const { name, summary, recipe } = subject;
  const sections = [
    ...overview(subject),
    ...graph(subject.graphs.first.graph.name, figure),
    ...others(figure),
    ...(recipe === null ? [] : effect(recipe)),
    section("Inputs and outputs", [...endpoints("Inputs", summary.inputs), ...endpoints("Outputs", summary.outputs)]),
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

/** Of what is wider nothing can be told where it is as narrow as a page. */
const WIDEST_FITTED = 8000;

/** As large as the page has room for, or to scroll in, and one drawing of several, as is chosen: no script is needed. */
function graph(name: string, { drawings, notes, legend }: GraphFigure): Html[] {
  if (drawings.length + notes.length === 0) {
    return [];
  }
  const levels = legend.map(({ title, color }) =>
    tag("span", [tag("i", "", { style: `background:${color}` }), title], { class: "level" }),
  );
  const isWide = (drawings[0]?.width ?? 0) > WIDEST_FITTED;
  const views = drawings.map(({ svg }, at) =>
    tag("div", new Html(svg), {
      ...{ class: `graph drawing${at}`, tabindex: "0", role: "region", "aria-label": `Graph: ${name}` },
    }),
  );
  return [
    section("Graph", [
      ...notes.map((note) => tag("p", note, { class: "dim" })),
      ...(levels.length === 0 ? [] : [tag("span", levels, { class: "legend" })]),
      ...(drawings.length < 2 ? [] : drawings.map(({ title }, at) => choice("drawing", at, title))),
      ...(drawings.length === 0
        ? []
        : [choice("size", 0, "Fit", isWide ? 1 : 0), choice("size", 1, "100 %", isWide ? 1 : 0)]),
      ...views,
    ]),
  ];
}

/** Closed until somebody asks for one. */
function others({ others: drawings }: GraphFigure): Html[] {
  const all = drawings.map(({ title, svg }) =>
    tag("details", [tag("summary", title), tag("div", new Html(svg), { class: "graph" })]),
  );
  return all.length === 0 ? [] : [section("Other graphs", all)];
}

/** One of several of the same name. @param chosen Which one is at first. */
function choice(name: string, at: number, title: string, chosen = 0): Html {
  const id = `${name}${at}`;
  return new Html(
    `<input type="radio" name="${name}" id="${id}"${at === chosen ? " checked" : ""}>${tag("label", title, { for: id }).markup}`,
  );
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

function endpoints(title: string, all: readonly EndpointSummary[]): Html[] {
  const rows = all.map(({ name, dtype, shape, reason, signature }) => [
    tag("code", name),
    dtype ?? "",
    formatShape(shape),
    signature === null ? "" : `${signature.key}: ${signature.alias}`,
    reason,
  ]);
  const columns = [title, "Type", "Shape", "Signature", "Why"].map((each) => ({ title: each }));
  return limited(columns, rows);
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
      limited(
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
          limited(
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
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1f1f1f; --dim: #616161; --line: #8884; --card: #f6f6f6; --edge: #767676;
  --blue: #0f6cbd; --purple: #7b4fc4; --green: #2b7d3b; --yellow: #946300; --orange: #b35309; --red: #c4302b;
  --sans: Arial, "Liberation Sans", Helvetica, sans-serif; --mono: ui-monospace, Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #1b1b1b; --text: #e0e0e0; --dim: #a0a0a0; --card: #262626; --edge: #8c8c8c;
    --blue: #4aa3ff; --purple: #b794f4; --green: #6cc47c; --yellow: #d7b02c; --orange: #ef9a52; --red: #f47c75;
  }
}
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; background: var(--page); color: var(--text); }
main { padding: 24px; }
main > * { max-width: 1200px; margin-left: auto; margin-right: auto; }
h1 { font-size: 22px; margin-top: 0; margin-bottom: 0; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 28px 0 8px; }
.facts { margin-top: 4px; margin-bottom: 12px; }
.dim { color: var(--dim); margin-top: 2px; margin-bottom: 2px; }
.warning { border-left: 3px solid var(--yellow); padding-left: 8px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 4px 0 12px; }
th, td { text-align: left; vertical-align: top; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.bar { display: inline-block; width: 120px; height: 8px; background: var(--line); border-radius: 4px; vertical-align: middle; }
.bar i { display: block; height: 100%; background: var(--blue); border-radius: 4px; }
label { margin-right: 14px; }
#drawing1 + label { margin-right: 40px; }
.legend { float: right; }
.level { margin-left: 16px; }
.level i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; }
.graph { clear: both; width: min(1800px, 100vw - 66px); margin: 6px 0 0 50%; transform: translateX(-50%); border: 1px solid var(--line); overflow: auto; max-height: 85vh; text-align: center; }
.graph svg { display: block; margin: 0 auto; }
#size0:checked ~ .graph svg { max-width: 100%; max-height: 85vh; height: auto; }
details .graph svg { max-width: 100%; height: auto; }
summary { cursor: pointer; padding: 2px 0; overflow-wrap: anywhere; }
#drawing0:checked ~ .drawing1, #drawing1:checked ~ .drawing0 { display: none; }
@media print { .graph { max-height: none; border: 0; } .graph svg { max-width: 100%; height: auto; } }
`;
