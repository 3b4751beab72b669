// What many nodes and values of a file have in common is one object.
import type { DType } from "../../ir/dtype";
import type { OperatorType } from "../../ir/node";
import type { TensorType } from "../../ir/value";
import type { Message } from "../../wire/protobuf-reader";
import { NODE, plainDomain } from "./schema";

type Opsets = ReadonlyMap<string, number>;

export class OperatorPool {
  readonly #operators = new Map<string, OperatorType>();
  /** By name, the one that was asked for last: mostly it is the one again. */
  readonly #last = new Map<string, OperatorType>();

  /** The operator that a NodeProto calls. */
  of(node: Message, opsets: Opsets): OperatorType {
    const name = node.string(NODE.operator);
    const domain = plainDomain(node.string(NODE.domain));
    const version = opsets.get(domain) ?? null;
    const last = this.#last.get(name);
    if (last?.domain === domain && last.version === version) {
      return last;
    }
    const key = JSON.stringify([name, domain, version]);
    const operator = this.#operators.get(key) ?? { domain, name, version };
    this.#operators.set(key, operator);
    this.#last.set(name, operator);
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
