// What many nodes of a file have in common is one object.
import type { OperatorType } from "../../ir/node";
import type { Message } from "../../wire/protobuf-reader";
import { NODE, plainDomain } from "./schema";

type Opsets = ReadonlyMap<string, number>;

export class OperatorPool {
  readonly #operators = new Map<string, OperatorType>();
  /** By name, the one that was asked for last: mostly it is the one again. */
  readonly #last = new Map<string, OperatorType>();

  /** The operator that a NodeProto calls. */
  of(node: Message, opsets: Opsets): OperatorType {
    const name = node.word(NODE.operator);
    const domain = plainDomain(node.word(NODE.domain));
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
