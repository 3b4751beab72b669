// Reads the table of what operators make.
import type { DType } from "../../ir/dtype";
import type { Attribute } from "../../ir/node";
import type { Message } from "../../wire/protobuf-reader";
import { findAttribute } from "./attributes";
import { defaultsOf } from "./default-attributes";
import { OUTPUT_TYPES } from "./output-types";
import { ATTR, dtypeOf, NODE } from "./schema";

/** One output, or as many as an attribute says. */
interface Output {
  /** The type of all of them; null: an attribute tells. */
  readonly dtype: DType | null;
  /** The attribute that names their type, or holds a list of types; null where the type is always the same. */
  readonly typed: string | null;
  /** Whether that attribute holds a list: then there are as many as it has. */
  readonly listed: boolean;
  /** The attribute that says how many they are; null: one, or as many as the list has. */
  readonly counted: string | null;
}

let table: ReadonlyMap<string, readonly Output[]> | null = null;

/** Whether it is an operator of TensorFlow's own. */
export function isListed(operator: string): boolean {
  return outputsOf(operator) !== null;
}

/** How many outputs a node has; null where its operator or what tells is not known. */
export function outputCount(node: Message): number | null {
  const outputs = outputsOf(node.word(NODE.op));
  return outputs === null ? null : before(node, outputs, outputs.length);
}

/** The position of an output by its index among those that its operator calls the same; null where that is not known. */
export function portOf(node: Message, index: number): number | null {
  return outputsOf(node.word(NODE.op))?.length === 1 ? index : null;
}

/** The element type of an output; null where nothing tells. */
export function outputDType(node: Message, port: number): DType | null {
  const outputs = outputsOf(node.word(NODE.op));
  if (outputs === null) {
    return listedType(node, STATED_BY_CONVERTERS, port);
  }
  let place = 0;
  for (const output of outputs) {
    const count = countOf(node, output);
    if (count === null) {
      return null;
    }
    if (port < place + count) {
      return typeOf(node, output, port - place);
    }
    place += count;
  }
  return null;
}

/** What the first output has where nothing is certain: most operators name its type T or dtype. */
export function likelyDType(node: Message): DType | null {
  const named = outputsOf(node.word(NODE.op))?.[0]?.typed ?? "T";
  for (const key of LIKELY.includes(named) ? LIKELY : []) {
    const type = findAttribute(node, key)?.lastInteger(ATTR.type) ?? null;
    if (type !== null) {
      return known(dtypeOf(Number(type)));
    }
  }
  return null;
}

const LIKELY = ["dtype", "T"];

/** A list of the types of all outputs, by which graphs tell other tools of operators that are not TensorFlow's own. */
const STATED_BY_CONVERTERS = "_output_types";

function outputsOf(operator: string): readonly Output[] | null {
  table ??= readTable();
  return table.get(operator) ?? null;
}

function before(node: Message, outputs: readonly Output[], end: number): number | null {
  let total = 0;
  for (const output of outputs.slice(0, end)) {
    const count = countOf(node, output);
    if (count === null) {
      return null;
    }
    total += count;
  }
  return total;
}

function countOf(node: Message, { counted, listed, typed }: Output): number | null {
  if (counted !== null) {
    const stated = findAttribute(node, counted)?.lastInteger(ATTR.i) ?? null;
    const count = stated === null ? numberIn(defaultOf(node, counted)) : Number(stated);
    return count !== null && Number.isSafeInteger(count) && count >= 0 ? count : null;
  }
  return listed ? (typesIn(node, typed!)?.length ?? null) : 1;
}

function typeOf(node: Message, { dtype, typed, listed }: Output, index: number): DType | null {
  if (typed === null) {
    return dtype;
  }
  if (listed) {
    return listedType(node, typed, index);
  }
  const stated = findAttribute(node, typed)?.lastInteger(ATTR.type) ?? null;
  const fallback = stated === null ? defaultOf(node, typed) : undefined;
  return stated !== null ? known(dtypeOf(Number(stated))) : fallback?.kind === "type" ? fallback.value : null;
}

function listedType(node: Message, attribute: string, index: number): DType | null {
  const type = typesIn(node, attribute)?.[index];
  return type === undefined ? null : known(dtypeOf(type));
}

/** Of those that list more than one. */
const lists = new WeakMap<Message, Map<string, readonly number[]>>();

/**
 * The types that an attribute lists; null where it is absent and has no default, is given by a function's caller, or is so
 * long that it is not loaded. Each output of a node asks for them.
 */
function typesIn(node: Message, attribute: string): readonly number[] | null {
  const known = lists.get(node);
  const types = known?.get(attribute);
  if (types !== undefined) {
    return types;
  }
  const read = readTypes(node, attribute);
  if (read !== null && read.length > 1) {
    lists.set(node, (known ?? new Map<string, readonly number[]>()).set(attribute, read));
  }
  return read;
}

function readTypes(node: Message, attribute: string): readonly number[] | null {
  const value = findAttribute(node, attribute);
  if (value === null) {
    return defaultOf(node, attribute)?.kind === "list" ? [] : null;
  }
  const list = value.single(ATTR.list, "ListValue");
  return list === null || list.all(ATTR.type).some(({ chunk }) => chunk === null)
    ? null
    : list.integers(ATTR.type).map(Number);
}

function defaultOf(node: Message, attribute: string): Attribute | undefined {
  return defaultsOf(node.word(NODE.op))?.get(attribute);
}

function numberIn(attribute: Attribute | undefined): number | null {
  return attribute?.kind === "int" ? Number(attribute.value) : null;
}

function known(dtype: DType): DType | null {
  return dtype === "opaque" ? null : dtype;
}

function readTable(): Map<string, readonly Output[]> {
  const read = new Map<string, readonly Output[]>();
  let outputs: readonly Output[] = [];
  for (const line of OUTPUT_TYPES.trim().split("\n")) {
    if (line.endsWith(":")) {
      outputs = line === "-:" ? [] : line.slice(0, -1).split(" ").map(outputIn);
    } else {
      line
        .trim()
        .split(" ")
        .forEach((operator) => read.set(operator, outputs));
    }
  }
  return read;
}

function outputIn(text: string): Output {
  const [, counted = null, type, list] = /^&?(?:(\w+)\*)?(\w+)(\[\])?$/.exec(text)!;
  const isType = isDType(type!);
  return {
    dtype: isType ? (type as DType) : null,
    typed: isType ? null : type!,
    listed: list !== undefined,
    counted,
  };
}

/** Attributes have other names than types. */
function isDType(name: string): boolean {
  return /^(b?float|u?int|q?u?int|complex)\d+$|^(bool|string|resource|variant)$/.test(name);
}
