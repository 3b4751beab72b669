// What nodes say in attributes, in some operator sets, and in inputs in others.
import type { DType } from "../../../ir/dtype";
import { numbersAttribute, type Node } from "../../../ir/node";
import { own } from "../../../ir/own";
import type { Dimension } from "../../../ir/value";
import { Unclear, type Facts } from "../../../ir/operator";
import { dtypeOf } from "../schema";

export const opsetOf = (node: Node) => node.op.version ?? 0;

/** The elements of an input in numbers; null where one is not known. @throws Unclear where it is left out. */
export function numbersAt(inputs: Facts, input: number): readonly number[] | null {
  if (!inputs.has(input)) {
    throw new Unclear();
  }
  const { elements, shape } = inputs.at(input);
  if (shape?.some((length) => length === 0) === true) {
    return [];
  }
  return elements?.every((each) => typeof each === "number") === true ? elements : null;
}

export function elementsAt(inputs: Facts, input: number): readonly Dimension[] | null {
  const { elements, shape } = inputs.at(input);
  return elements ?? (shape?.some((length) => length === 0) === true ? [] : null);
}

export interface Setting {
  /** Null: not known, or left out. */
  readonly list: readonly number[] | null;
  readonly isGiven: boolean;
}

/** A list that is an attribute until that opset, an input from then on. */
export function setting(node: Node, inputs: Facts, name: string, input: number, since: number): Setting {
  if (opsetOf(node) < since) {
    const list = numbersAttribute(node, name);
    return { list, isGiven: list !== null };
  }
  return inputs.has(input) ? { list: numbersAt(inputs, input), isGiven: true } : { list: null, isGiven: false };
}

/** The type that an attribute names, by number or, in old opsets, by word. */
export function typeAttribute(node: Node, name: string): DType | null {
  const attribute = node.attributes.get(name);
  if (attribute?.kind === "int") {
    return knownType(dtypeOf(Number(attribute.value)));
  }
  return attribute?.kind === "string" ? (own(TYPES_IN_WORDS, attribute.value) ?? null) : null;
}

export function knownType(dtype: DType): DType | null {
  return dtype === "opaque" ? null : dtype;
}

const TYPES_IN_WORDS: Readonly<Record<string, DType>> = {
  FLOAT: "float32",
  FLOAT16: "float16",
  DOUBLE: "float64",
  INT8: "int8",
  INT16: "int16",
  INT32: "int32",
  INT64: "int64",
  UINT8: "uint8",
  UINT16: "uint16",
  UINT32: "uint32",
  UINT64: "uint64",
  BOOL: "bool",
  STRING: "string",
};
