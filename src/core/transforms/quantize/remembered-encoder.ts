import type { Encoding, EncodingRequest } from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Value } from "../../ir/value";
import type { EncodingPlanner } from "../../ir/weight-encoder";

interface Answer {
  readonly request: EncodingRequest;
  readonly encoding: Encoding | string;
}

/**
 * An encoder that says the same of a constant as long as it is asked the same, without looking at all its readers
 * again: constants that change together ask about each other. To be used while nothing is changed.
 */
export class RememberedEncoder implements EncodingPlanner {
  readonly #answers = new Map<Value, Answer>();

  constructor(private readonly encoder: EncodingPlanner) {}

  encoding(model: EditableModel, graph: Graph, value: Value, request: EncodingRequest): Encoding | string {
    const known = this.#answers.get(value);
    if (known !== undefined && isSame(known.request, request)) {
      return known.encoding;
    }
    const encoding = this.encoder.encoding(model, graph, value, request);
    this.#answers.set(value, { request, encoding });
    return encoding;
  }

  companions(value: Value, bits: EncodingRequest["bits"]): readonly Value[] {
    return this.encoder.companions?.(value, bits) ?? [];
  }
}

function isSame(one: EncodingRequest, other: EncodingRequest): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof EncodingRequest>;
  return [...keys].every((key) => one[key] === other[key]);
}
