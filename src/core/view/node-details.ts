// Everything about one node or value, as text to show.
import { shortestFloat32 } from "../ir/shortest-float32";
import type { NotedAttribute } from "../ir/attribute-manual";
import type { Model } from "../ir/model";
import { type Attribute, nameOf, Node } from "../ir/node";
import type { Value } from "../ir/value";
import type { NodeCost } from "../analysis/cost";
import type { Layer } from "../report/layers";
import { madeOfConstants } from "../report/made-of-constants";
import { formatShape } from "../report/numbers";
import type { Link, Links } from "./links";
import { statedType, type TypeOf } from "./view-graph";

export interface ValueDetails {
  readonly name: string;
  /** "float32 1×10"; empty where unknown. */
  readonly type: string;
  /** Whether operators tell that, and not the file. */
  readonly inferred: boolean;
  /** What it takes up, for constants; null for others. */
  readonly bytes: number | null;
  /** "per channel along axis 0, scale 0.0012 to 0.034"; empty where it is not quantized. */
  readonly quantization: string;
  /** Where other nodes make it of constants alone. */
  readonly made: { readonly by: readonly string[]; readonly of: readonly ValueDetails[] } | null;
  /** Of an input what makes it, of an output what reads it, where these are drawn. */
  readonly links: readonly Link[];
}

/** What a node costs each time it runs, and what it holds. */
export interface NodeCostDetails extends NodeCost, Pick<Layer, "parameters" | "bytes"> {}

export interface AttributeDetails {
  readonly name: string;
  readonly value: string;
  /** Whether the node leaves it out, and this is what holds then. */
  readonly isDefault: boolean;
  /** What it says, in one line; empty where that is not known. */
  readonly note: string;
}

export interface NodeDetails {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly version: number | null;
  /** What its operator does, in one line; null where that is not known. */
  readonly note: string | null;
  /** How it computes, where the types of what it reads do not tell. */
  readonly arithmetic: string | null;
  /** Null for a value, and where nobody asked. */
  readonly cost: NodeCostDetails | null;
  readonly attributes: readonly AttributeDetails[];
  readonly inputs: readonly ValueDetails[];
  readonly outputs: readonly ValueDetails[];
  /** The graphs that it runs. */
  readonly bodies: readonly number[];
  /** How many there are beyond those listed. */
  readonly more: { readonly attributes: number; readonly inputs: number; readonly outputs: number };
}

/** Of attributes, inputs and outputs each; nobody reads more. */
const MOST_LISTED = 200;
const LONGEST_TEXT = 1000;

export function nodeDetails(
  model: Model,
  subject: Node | Value,
  typeOf: TypeOf = statedType,
  cost: NodeCostDetails | null = null,
  links: Links | null = null,
): NodeDetails {
  const input = (value: Value) => valueDetails(value, typeOf, linked(links?.makerOf(value)));
  const output = (value: Value) => valueDetails(value, typeOf, links?.readersOf(value) ?? []);
  if (!(subject instanceof Node)) {
    const isOutput = model.graphs.some((graph) => graph.outputs.includes(subject));
    return {
      name: subject.name,
      operator: "",
      domain: "",
      version: null,
      note: null,
      arithmetic: null,
      cost: null,
      attributes: [],
      inputs: isOutput ? [input(subject)] : [],
      outputs: isOutput ? [] : [output(subject)],
      bodies: [],
      more: { attributes: 0, inputs: 0, outputs: 0 },
    };
  }
  const inputs = subject.inputs.filter((input) => input !== null);
  const outputs = subject.outputs.filter((output) => output !== null);
  const attributes = model.dialect.attributeManual(subject);
  const more = (count: number) => Math.max(0, count - MOST_LISTED);
  return {
    name: nameOf(subject),
    operator: subject.op.name,
    domain: subject.op.domain,
    version: subject.op.version,
    note: model.dialect.operatorNote(subject),
    arithmetic: model.dialect.arithmeticOf(subject),
    cost,
    attributes: attributes.slice(0, MOST_LISTED).map(attributeDetails),
    inputs: inputs.slice(0, MOST_LISTED).map(input),
    outputs: outputs.slice(0, MOST_LISTED).map(output),
    bodies: links?.bodiesOf(subject).slice(0, MOST_LISTED) ?? [],
    more: { attributes: more(attributes.length), inputs: more(inputs.length), outputs: more(outputs.length) },
  };
}

function attributeDetails({ name, value, isDefault, note }: NotedAttribute): AttributeDetails {
  const text = typeof value === "string" ? value : attributeText(value);
  return { name, value: clipped(text), isDefault, note: note ?? "" };
}

function clipped(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function linked(link: Link | null | undefined): readonly Link[] {
  return link == null ? [] : [link];
}

function valueDetails(value: Value, typeOf: TypeOf, links: readonly Link[]): ValueDetails {
  const { constant } = value;
  const type = typeOf(value);
  const bytes = constant?.storage.storedBytes ?? null;
  const made = constant === null ? madeOfConstants(value) : null;
  const dtype = constant?.dtype ?? type.dtype;
  const shape = constant?.shape ?? type.shape;
  return {
    name: value.name,
    type: [dtype ?? "", shape === null ? "" : formatShape(shape)].filter((word) => word !== "").join(" "),
    inferred: type.source === "inferred" && (dtype !== null || shape !== null),
    bytes,
    quantization: quantizationText(value),
    made: made && { by: made.by, of: made.constants.map((each) => valueDetails(each, typeOf, [])) },
    links,
  };
}

/** Empty where it is not quantized. */
export function quantizationText({ quantization }: Value): string {
  if (quantization === null) {
    return "";
  }
  const { scale, zeroPoint, axis } = quantization;
  if (axis === null) {
    return `scale ${shortestFloat32(scale[0]!)}, zero point ${zeroPoint[0]}`;
  }
  let least = Infinity;
  let most = -Infinity;
  for (const each of scale) {
    least = Math.min(least, each);
    most = Math.max(most, each);
  }
  return `per channel along axis ${axis}, scale ${shortestFloat32(least)} to ${shortestFloat32(most)}`;
}

const LONGEST_LIST = 16;

function attributeText(attribute: Attribute): string {
  switch (attribute.kind) {
    case "float":
      return String(shortestFloat32(attribute.value));
    case "shape":
      return formatShape(attribute.value);
    case "list": {
      const shown = attribute.value
        .slice(0, LONGEST_LIST)
        .map((item) => (Array.isArray(item) ? formatShape(item) : String(item)));
      const rest = attribute.value.length - shown.length;
      return `[${shown.join(", ")}${rest > 0 ? `, … ${rest} more` : ""}]`;
    }
    case "tensor":
      return `${attribute.value.dtype} ${formatShape(attribute.value.shape)}`;
    case "graphs":
      return attribute.value.map((graph) => `a graph of ${graph.nodes.length} nodes`).join(", ");
    default:
      return String(attribute.value);
  }
}
