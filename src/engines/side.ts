// One of two models that are compared, and how what one takes is fed to the other.
import type { Endpoint } from "../core";
import type { Values } from "./engine";
import type { ModelRunner } from "./model-runner";
import { resultOf, scaleOf, translated } from "./quantized";

/** A model and the outputs it is asked for. */
export interface Side {
  readonly runner: ModelRunner;
  readonly inputs: readonly Endpoint[];
  readonly outputs: readonly Endpoint[];
}

/** What the first model was fed, under the names and in the types of the second. */
export function fedTo(other: Side, one: Side, sample: Values): Values {
  const isByName = other.inputs.every(({ value }) => sample.has(value.name));
  return new Map(
    other.inputs.map(({ value, type }, index) => {
      const from = isByName
        ? one.inputs.find((each) => each.value.name === value.name)!.value
        : one.inputs[index]!.value;
      const data = sample.get(from.name)!;
      return [value.name, translated(resultOf(from, data), type?.dtype ?? data.dtype, scaleOf(value))];
    }),
  );
}
