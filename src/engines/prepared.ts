// A model made ready for its engine: a copy in memory, with what goes in and comes out under the engine's names and in
// types that it takes.
import type { DType, Endpoint, Model, Value } from "../core";
import { bytesFrom, numbersOf } from "./elements";
import type { EngineModel, TensorData, Values } from "./engine";

/** A value of the model, and what the engine calls it and takes it as. */
export interface Terminal {
  /** In the model. */
  readonly name: string;
  readonly engineName: string;
  /** Null: as it comes. */
  readonly dtype: DType | null;
  readonly engineDtype: DType | null;
}

export interface Prepared {
  readonly model: EngineModel;
  readonly inputs: readonly Terminal[];
  readonly outputs: readonly Terminal[];
}

/** What is asked of a copy. Values are those of the original. */
export interface Wanted {
  readonly inputs: readonly Endpoint[];
  readonly outputs: readonly Value[];
  /** Values that are asked for though the model does not give them. */
  readonly taps: readonly Value[];
  /** Inner values that are given instead of made, each under its name. */
  readonly given: readonly GivenValue[];
  /** Shape of each input, by the name of its value. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

export interface GivenValue {
  readonly value: Value;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** What is fed under the name of a value that is given instead of made. */
export function givenName(name: string): string {
  return `${name}/given`;
}

export function engineFeeds(prepared: Prepared, values: Values): Values {
  return new Map(
    prepared.inputs.map(({ name, engineName, engineDtype }) => {
      const data = values.get(name);
      if (data === undefined) {
        throw new Error(`Nothing is given for input "${name}".`);
      }
      return [engineName, engineDtype === null ? data : converted(data, engineDtype)];
    }),
  );
}

export function modelValues(prepared: Prepared, values: Values): Values {
  return new Map(
    prepared.outputs.flatMap(({ name, engineName, dtype }) => {
      const data = values.get(engineName);
      return data === undefined ? [] : [[name, dtype === null ? data : converted(data, dtype)] as const];
    }),
  );
}

export function converted(data: TensorData, dtype: DType): TensorData {
  return data.dtype === dtype
    ? data
    : { dtype, shape: data.shape, bytes: bytesFrom(dtype, numbersOf(data.dtype, data.bytes)) };
}

/** The values of a copy, by those of the model that it was made of: a fork keeps their order. */
export function twins(model: Model, copy: Model): (value: Value) => Value {
  const copies = [...copy.graphs[0]!.values];
  const twinOf = new Map<Value, Value>();
  let position = 0;
  for (const value of model.graphs[0]!.values) {
    twinOf.set(value, copies[position++]!);
  }
  return (value) => twinOf.get(value)!;
}
