// What many nodes and values of a file have in common is one object.
import type { DType } from "../../ir/dtype";
import type { OperatorType } from "../../ir/node";
import type { TensorType } from "../../ir/value";
import type { Message } from "../../wire/protobuf-reader";
import { NODE, plainDomain } from "./schema";

type Opsets = ReadonlyMap<string, number>;

export class OperatorPool {
  readonly #operators = new Map<string, OperatorType[]>();

  /** The operator that a NodeProto calls. */
  of(node: Message, opsets: Opsets): OperatorType {
    const name = node.string(NODE.operator);
    const domain = plainDomain(node.string(NODE.domain));
    const version = opsets.get(domain) ?? null;
    const known = this.#operators.get(name) ?? [];
    let operator = known.find((each) => each.domain === domain && each.version === version);
    if (operator === undefined) {
      operator = { domain, name, version };
      this.#operators.set(name, [...known, operator]);
    }
    return operator;
  }
}

/** A type all of whose lengths are known. */
interface ConstantType extends TensorType {
  readonly shape: readonly number[];
}

/** Constants that follow each other often have the same type: by rank, that of the last one is kept. */
export class TypePool {
  readonly #last: (ConstantType | undefined)[] = [];

  of(dtype: DType, shape: readonly number[]): ConstantType {
    const last = this.#last[shape.length];
    if (last?.dtype === dtype && last.shape.every((length, axis) => length === shape[axis])) {
      return last;
    }
    const type = { dtype, shape };
    if (shape.length <= MOST_RANKS) {
      this.#last[shape.length] = type;
    }
    return type;
  }
}

const MOST_RANKS = 16;
