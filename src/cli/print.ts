// Reports as text for a terminal.
import {
  counted,
  bytesText,
  costNotes,
  costText,
  countText,
  deltaText,
  exactCount,
  formatShape,
  groupHazards,
  shareText,
  type CostSummary,
  type EndpointSummary,
  type GroupRow,
  type GzipSize,
  type Hashes,
  type Hazard,
  type Note,
  type Parameter,
  type PlannedTensor,
  type StepReport,
  type Summary,
  type Transform,
  type ValueRow,
} from "../core";
import { helpOf, usageOf } from "./arguments";
import { aligned, rowsOf, shortened } from "./table";

/** @param layerMacs of each layer; null: not known. */
export function* printSummary(
  summary: Summary,
  gzip: { bytes: number; estimated: boolean },
  cost: CostSummary,
  layerMacs: readonly (number | null)[],
): Generator<string> {
  const { accounting } = summary;
  yield* [
    `${summary.title}: ${bytesText(summary.bytes)} (${gzip.estimated ? "about " : ""}${bytesText(gzip.bytes)} with gzip), ` +
      (summary.otherBytes > 0
        ? `${bytesText(summary.otherBytes)} in other files, ${bytesText(summary.bytes + summary.otherBytes)} in all, `
        : "") +
      `${counted(summary.parameters, "parameter")}, ${counted(summary.nodes, "node")}`,
    "",
  ];
  yield* endpointLines("Inputs", summary.inputs);
  yield* endpointLines("Outputs", summary.outputs);
  if (summary.leftOut.length > 0) {
    const first = summary.leftOut.slice(0, 5).map(({ name, reason }) => `${name} (${reason})`);
    const more = summary.leftOut.length > 5 ? `, and ${summary.leftOut.length - 5} more` : "";
    yield `  left out: ${first.join(", ")}${more}`;
  }
  yield "";
  yield* layerLines(summary.layers, layerMacs);
  yield* [
    "",
    `Bytes: tensors ${exactCount(accounting.tensors)}, structure ${exactCount(accounting.structure)}, ` +
      `metadata ${exactCount(accounting.metadata)}` +
      (summary.otherBytes > 0 ? `; in other files ${exactCount(summary.otherBytes)}` : ""),
    `Cost: ${costText(cost)}`,
    ...costNotes(cost).map((note) => `  ${note}`),
    ...summary.warnings.map((warning) => `Warning: ${warning}`),
    "",
    ...hazardLines(summary.hazards),
  ];
}

function layerLines(layers: Summary["layers"], layerMacs: readonly (number | null)[]): Iterable<string> {
  const rows = rowsOf(
    layers,
    (layer, index) => [
      layer.name,
      layer.operator ?? "",
      exactCount(layer.parameters),
      layer.dtype,
      bytesText(layer.bytes),
      macsText(layerMacs[index] ?? null),
      shareText(layer.share),
      bar(layer.share) + (layer.shared ? " shared" : ""),
    ],
    ["Layer", "Operator", "Parameters", "Type", "Bytes", "MACs", "Share", ""],
  );
  return layers.length === 0 ? ["No layers hold parameters."] : aligned(rows);
}

/** What belongs together, each group under the one it is in. */
export function printGroups(groups: readonly GroupRow[]): Iterable<string> {
  if (groups.length === 0) {
    return ["Nothing in it is in groups: names say nothing, and nothing repeats itself."];
  }
  const least = (amount: string, unknown: number) => (unknown > 0 ? `≥ ${amount}` : amount);
  const hasOthers = groups.some(({ graph }) => graph !== groups[0]!.graph);
  const ofTensors = groups[0]!.graph === "";
  return aligned([
    [
      ...["Group", ofTensors ? "Tensors" : "Nodes", "Parameters", "Bytes"],
      ...(ofTensors ? [] : ["MACs", "Activations"]),
      ...(hasOthers ? ["Graph"] : []),
    ],
    ...groups.map((group) => [
      `${"  ".repeat(group.depth - 1)}${group.title}`,
      exactCount(group.count),
      exactCount(group.parameters),
      bytesText(group.bytes),
      ...(ofTensors
        ? []
        : [
            least(countText(group.macs), group.unknownMacs),
            least(bytesText(group.activationBytes), group.unknownActivations),
          ]),
      ...(hasOthers ? [group.graph] : []),
    ]),
  ]);
}

function macsText(macs: number | null): string {
  return macs === null ? "?" : countText(macs);
}

/** Of a file that holds tensors and nothing that computes. */
export function printTensors(summary: Summary, gzip: { bytes: number; estimated: boolean }): string[] {
  const { accounting, layers, metadata } = summary;
  return [
    `${summary.title}: ${bytesText(summary.bytes)} (${gzip.estimated ? "about " : ""}${bytesText(gzip.bytes)} with gzip), ` +
      `${counted(summary.parameters, "parameter")}, ${counted(layers.length, "tensor")}`,
    "",
    ...(layers.length === 0
      ? ["It holds no tensors."]
      : aligned([
          ["Tensor", "Shape", "Parameters", "Type", "Bytes", "Share", ""],
          ...layers.map((layer) => [
            layer.name,
            formatShape(layer.outputShape),
            exactCount(layer.parameters),
            layer.dtype,
            bytesText(layer.bytes),
            shareText(layer.share),
            bar(layer.share),
          ]),
        ])),
    "",
    `Bytes: tensors ${exactCount(accounting.tensors)}, structure ${exactCount(accounting.structure)}, ` +
      `metadata ${exactCount(accounting.metadata)}`,
    ...(metadata.length === 0
      ? []
      : ["", "Metadata", ...aligned(metadata.map(({ name, value }) => [`  ${name}`, cutOff(value ?? "")]))]),
    ...summary.warnings.map((warning) => `Warning: ${warning}`),
  ];
}

/** A text that begins on a line of its own and may be as long as the file. */
function cutOff(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

const LONGEST_VALUE = 100;

/** How many nodes, and how many names, are told of those of which the same is to be said. */
const TOLD = 3;

function hazardLines(hazards: readonly Hazard[]): string[] {
  if (hazards.length === 0) {
    return ["No operator of it is known to do more than compute."];
  }
  return [
    "Besides computing, as far as operators tell:",
    ...groupHazards(hazards, TOLD).map(({ operator, why, names, first, count }) => {
      const named = names.slice(0, TOLD).map((name) => JSON.stringify(name));
      const nodes = new Map<string, string[]>();
      first.forEach(({ node, place }) => nodes.set(place, [...(nodes.get(place) ?? []), node]));
      const places = [...nodes].map(([place, names]) => `${names.join(", ")} in ${place}`).join("; ");
      const more = count > first.length ? ` and ${exactCount(count - first.length)} more` : "";
      return `  ${operator} ${why}${named.length === 0 ? "" : ` (${named.join(", ")})`}: ${places}${more}`;
    }),
  ];
}

function* endpointLines(title: string, endpoints: readonly EndpointSummary[]): Generator<string> {
  yield `${title}${endpoints.length === 0 ? ": none" : ""}`;
  yield* aligned(
    rowsOf(endpoints, ({ name, dtype, shape, reason, signature }) => [
      `  ${name}`,
      `${dtype ?? "?"} ${shape === null ? "of unknown shape" : `[${shape.map((each) => each ?? "?").join(", ")}]`}`,
      signature === null ? reason : `${reason} as ${signature.alias}`,
    ]),
  );
}

/** Eight steps to a character, so that small shares still show. */
function bar(share: number): string {
  const eighths = Math.round(share * 160);
  return "█".repeat(Math.floor(eighths / 8)) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]!;
}

/** A row for each tensor, in the order of the model, and what it comes to. */
export function printPlan(tensors: readonly PlannedTensor[]): string[] {
  const rows = tensors.map(({ tensor, shape, layer, operator, what, bytesBefore, bytesAfter, reason }) => [
    tensor,
    formatShape(shape),
    `${operator ?? "none"}${layer === null || layer === "" ? "" : ` ${shortened(layer)}`}`,
    what ?? "left",
    bytesText(bytesBefore),
    what === null ? "" : bytesText(bytesAfter),
    reason ?? "",
  ]);
  const sum = (side: "bytesBefore" | "bytesAfter") => tensors.reduce((total, each) => total + each[side], 0);
  const [before, after] = [sum("bytesBefore"), sum("bytesAfter")];
  const lines =
    rows.length === 0
      ? ["No tensor holds float weights."]
      : aligned([["Tensor", "Shape", "Read by", "Becomes", "Bytes", "After", "Why"], ...rows]);
  const total = `Tensors: ${bytesText(before)} → ${bytesText(after)} (${deltaText(before, after)}). Nothing was written.`;
  return [...lines, "", total];
}

/** What a model takes up on disk, in its own file and in those beside it, and its own file in a download. */
export interface Sizes {
  readonly file: number;
  readonly others: number;
  readonly gzip: GzipSize;
}

export function printSteps(steps: readonly StepReport[], before: Sizes, after: Sizes, output: string): string[] {
  const lines = steps.flatMap((step) => [
    `${step.id}: ${bytesText(step.bytesBefore)} → ${bytesText(step.bytesAfter)} (${deltaText(step.bytesBefore, step.bytesAfter)}), ` +
      counted(step.changes.length, "change"),
    ...noteLines(step.changes.flatMap(({ subject, becomes }) => (becomes ? [{ subject, reason: becomes }] : []))),
    ...noteLines(step.notes),
  ]);
  return [...lines, `${output}: ${sizesText(before, after)}`];
}

/** Where the file is as large as before, what counts is how it zips. */
function sizesText(before: Sizes, after: Sizes): string {
  const plain = `${bytesText(before.file)} → ${bytesText(after.file)} (${deltaText(before.file, after.file)})`;
  if (before.others > 0 || after.others > 0) {
    const others = `${bytesText(before.others)} → ${bytesText(after.others)}`;
    const [from, to] = [before.file + before.others, after.file + after.others];
    return `${plain}, other files ${others}; in all ${bytesText(from)} → ${bytesText(to)} (${deltaText(from, to)})`;
  }
  if (
    bytesText(before.file) !== bytesText(after.file) ||
    bytesText(before.gzip.bytes) === bytesText(after.gzip.bytes)
  ) {
    return plain;
  }
  const about = before.gzip.estimated || after.gzip.estimated ? "about " : "";
  const [from, to] = [before.gzip.bytes, after.gzip.bytes];
  return `${plain}, zipped ${about}${bytesText(from)} → ${bytesText(to)} (${deltaText(from, to)})`;
}

/** How many are named of those that share a reason. */
const SUBJECTS = 3;

/** By reason, or by what they became; the most frequent first. */
function noteLines(notes: readonly Note[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { subject, reason } of notes) {
    const subjects = byReason.get(reason) ?? [];
    subjects.push(subject);
    byReason.set(reason, subjects);
  }
  return [...byReason]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, subjects]) => {
      const more = subjects.length > SUBJECTS ? ` and ${exactCount(subjects.length - SUBJECTS)} more` : "";
      return `  ${reason}: ${subjects.slice(0, SUBJECTS).join(", ")}${more}`;
    });
}

export function printTransforms(transforms: readonly Transform[]): string[] {
  const lines = transforms.flatMap((transform) => [
    `${transform.id}  ${transform.description}`,
    ...Object.entries<Parameter>(transform.parameters).map(
      ([name, parameter]) => `    ${usageOf(name, parameter)}  ${helpOf(parameter)}`,
    ),
  ]);
  return lines;
}

/** A row for each tensor, in the order of the file, and one for all else. */
export function printHashes({ tensors, structure }: Hashes): Iterable<string> {
  const rows = tensors.map(({ name, dtype, shape, sha256 }) => [name, `${dtype} ${formatShape(shape)}`, sha256]);
  return aligned([["SHA-256 of", "Type", ""], ...rows, ["structure and metadata", "", structure]]);
}

/** A row for each value, in the order of the file. */
export function printValues(values: readonly ValueRow[]): Iterable<string> {
  const rows = rowsOf(
    values,
    ({ graph, name, dtype, shape, source }) => [
      name,
      `${dtype ?? "?"} ${shape === null ? "of unknown shape" : formatShape(shape)}`,
      source,
      graph,
    ],
    ["Value", "Type", "", "In"],
  );
  return values.length === 0 ? ["No values."] : aligned(rows);
}
