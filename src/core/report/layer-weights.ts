// What the weights of each layer are like as they are stored. It takes reading all of them.
import type { Context } from "../context";
import { elementCount } from "../ir/dtype";
import { ModelError } from "../ground/errors";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import { Pieces } from "../ir/pieces";
import type { Storage } from "../ir/tensor";
import type { Value } from "../ir/value";
import { countZeros } from "../tensors/zeros";
import { gzipSize } from "./gzip";
import type { Layers } from "./layers";
import { madeOfConstants } from "./made-of-constants";

/**
 * The share of its weights' elements that are 0 as stored, 0 to 1, by layer; NaN where there are none, they are no
 * numbers, or not there. Those that several layers use count for each.
 */
export async function zeroShares(model: Model, layers: Layers, context: Context): Promise<Float64Array> {
  const known = new Map<Storage, number | null>();
  return byLayer(model, layers, context, async (weights) => {
    let [zeros, elements] = [0, 0];
    for (const { constant, name } of weights) {
      const { storage, shape } = constant!;
      if (!known.has(storage)) {
        known.set(storage, await ifThere(countZeros(constant!, name, context)));
      }
      zeros += known.get(storage) ?? NaN;
      elements += elementCount(shape);
    }
    return zeros / elements;
  });
}

/**
 * The bytes of its weights after gzip, by layer: an estimate above 1 MB. What an earlier layer uses too counts there; NaN
 * where they are not there.
 */
export async function gzipSizes(model: Model, layers: Layers, context: Context): Promise<Float64Array> {
  const counted = new Set<Storage>();
  return byLayer(model, layers, context, async (weights) => {
    const pieces = new Pieces();
    for (const { constant, name } of weights) {
      if (!counted.has(constant!.storage)) {
        counted.add(constant!.storage);
        pieces.tensor(constant!, constant!.storage.storedBytes, name);
      }
    }
    return pieces.length === 0 ? 0 : ((await ifThere(gzipSize(pieces)))?.bytes ?? NaN);
  });
}

async function byLayer(
  model: Model,
  { layers, weights }: Layers,
  context: Context,
  measure: (weights: readonly Value[]) => Promise<number>,
): Promise<Float64Array> {
  const tensors = model.format.tensorsOnly === true ? model.graphs.flatMap(constantsOf) : [];
  const measured = new Float64Array(layers.length);
  for (let at = 0; at < layers.length; at++) {
    const { node } = layers[at]!;
    measured[at] = await measure(node === null ? [tensors[at]!] : weightsOf(node, weights));
    await context.progress(at + 1, layers.length);
  }
  return measured;
}

function constantsOf({ values }: Model["graphs"][number]): Value[] {
  return [...values].filter(({ constant }) => constant !== null);
}

/** Its own constants that are parameters, and those of which its inputs are made. */
function weightsOf(node: Node, weights: ReadonlySet<object>): Value[] {
  const found = new Set<Value>();
  for (const input of node.inputs) {
    const constants =
      input === null ? [] : input.constant !== null ? [input] : (madeOfConstants(input)?.constants ?? []);
    for (const value of constants) {
      if (weights.has(value.constant!.storage)) {
        found.add(value);
      }
    }
  }
  return [...found];
}

/** Null where data of a file beside the model is not there. */
async function ifThere<T>(made: Promise<T>): Promise<T | null> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof ModelError && error.code !== "cancelled") {
      return null;
    }
    throw error;
  }
}
