// Where two models part: inner values that both have, each with what has gone wrong up to it and with its own share.
import { inferTypes, isFloat, type Context, type Model, type Node, type Value } from "../core";
import { Comparison } from "./compare";
import type { Values } from "./engine";
import { EngineError } from "./engine-error";
import { isNumeric } from "./elements";
import { givenName } from "./prepared";
import { resultOf, scaleOf, translated } from "./quantized";
import { fedTo, type Side } from "./side";

export interface LayerDistance {
  /** Of the value. */
  readonly name: string;
  /** dB of signal to noise with all that came before; null where nothing differs. */
  readonly sqnr: number | null;
  /** With what the first model has at its inputs; null where nothing differs. */
  readonly ownSqnr: number | null;
}

/** A value of the first model and the one of the second with its name. */
interface Layer {
  readonly value: Value;
  readonly other: Value;
  readonly bytes: number;
  /** The layers that it is made of, in the second model. */
  sources: readonly Layer[];
}

/** What is held of the values of one batch, all samples together. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_LAYERS = 256;
/** Of values whose size is not known. */
const LIKELY_BYTES = 1024 * 1024;

/** Values that the engine does not hand out are left out. */
export async function measureLayers(
  one: Side,
  other: Side,
  samples: readonly Values[],
  dimensions: ReadonlyMap<string, number>,
  context: Context,
): Promise<readonly LayerDistance[]> {
  const layers = await layersInBoth(one.runner.model, other.runner.model);
  const pending = batches(layers, samples.length);
  const found = new Map<Layer, LayerDistance>();
  const measurer = new Measurer(one, other, samples, dimensions);
  for (let batch = pending.shift(); batch !== undefined; batch = pending.shift()) {
    try {
      for (const [layer, distance] of await measurer.measure(batch)) {
        found.set(layer, distance);
      }
    } catch (error) {
      if (!(error instanceof EngineError)) {
        throw error;
      }
      if (batch.length > 1) {
        const half = batch.length >> 1;
        pending.unshift(batch.slice(0, half), batch.slice(half));
      }
    }
    await context.progress(found.size, layers.length);
  }
  return layers.flatMap((layer) => found.get(layer) ?? []);
}

async function layersInBoth(one: Model, other: Model): Promise<readonly Layer[]> {
  const others = new Map<string, Value>();
  for (const value of other.graphs[0]!.values) {
    others.set(value.name, value);
  }
  const [types, otherTypes] = [await inferTypes(one), await inferTypes(other)];
  const layers = new Map<Value, Layer>();
  for (const value of one.graphs[0]!.values) {
    const twin = others.get(value.name);
    const { dtype, shape } = types.of(value);
    const otherType = twin === undefined ? null : otherTypes.of(twin).dtype;
    const isLayer =
      twin !== undefined && isComputed(value) && isComputed(twin) && isReal(dtype, value) && isReal(otherType, twin);
    if (isLayer) {
      const elements = shape?.reduce<number>(
        (product, length) => product * (typeof length === "number" ? length : 1),
        1,
      );
      layers.set(twin, {
        value,
        other: twin,
        bytes: elements === undefined ? LIKELY_BYTES : 4 * elements,
        sources: [],
      });
    }
  }
  const all = [...layers.values()];
  for (const layer of all) {
    layer.sources = sourcesOf(layer.other, layers);
  }
  return all;
}

function isComputed({ producer, constant, name }: Value): boolean {
  return producer !== null && constant === null && name !== "" && producer.inputs.length > 0;
}

function isReal(dtype: Parameters<typeof isNumeric>[0] | null, value: Value): boolean {
  return dtype !== null && isNumeric(dtype) && (isFloat(dtype) || scaleOf(value) !== null);
}

/** So many nodes are looked at for the layers before one: what lies further off is part of its own error. */
const MOST_NODES = 1000;

/** The nearest layers before a value. */
function sourcesOf(value: Value, layers: ReadonlyMap<Value, Layer>): readonly Layer[] {
  const sources = new Set<Layer>();
  const seen = new Set<Node>();
  const pending = [value.producer];
  for (let node = pending.pop(); node !== undefined && seen.size < MOST_NODES; node = pending.pop()) {
    if (node === null || seen.has(node)) {
      continue;
    }
    seen.add(node);
    for (const input of node.inputs) {
      const layer = input === null ? undefined : layers.get(input);
      if (layer !== undefined) {
        sources.add(layer);
      } else if (input !== null && input.constant === null) {
        pending.push(input.producer);
      }
    }
  }
  return [...sources];
}

function batches(layers: readonly Layer[], samples: number): Layer[][] {
  const all: Layer[][] = [];
  let batch: Layer[] = [];
  let bytes = 0;
  for (const layer of layers) {
    const needed = samples * (layer.bytes + layer.sources.reduce((sum, source) => sum + source.bytes, 0));
    if (batch.length === MOST_LAYERS || (batch.length > 0 && bytes + needed > MOST_BYTES)) {
      all.push(batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(layer);
    bytes += needed;
  }
  return batch.length === 0 ? all : [...all, batch];
}

class Measurer {
  constructor(
    readonly one: Side,
    readonly other: Side,
    readonly samples: readonly Values[],
    readonly dimensions: ReadonlyMap<string, number>,
  ) {}

  async measure(batch: readonly Layer[]): Promise<Map<Layer, LayerDistance>> {
    const sources = [...new Set(batch.flatMap((layer) => layer.sources))];
    const both = [...new Set([...batch, ...sources])];
    const right = await this.#run(
      this.one,
      this.samples,
      both.map(({ value }) => value),
      [],
    );
    const others = this.samples.map((sample) => fedTo(this.other, this.one, sample));
    const taps = batch.map((layer) => layer.other);
    const accumulated = await this.#run(this.other, others, taps, []);
    const given = sources.map((layer) => ({ layer, data: right[0]!.get(layer.value.name)! }));
    const own = await this.#run(
      this.other,
      others.map(
        (sample, index) =>
          new Map([
            ...sample,
            ...sources.map(({ value, other }) => {
              const data = right[index]!.get(value.name)!;
              const dtype = other.type?.dtype ?? data.dtype;
              return [givenName(other.name), translated(resultOf(value, data), dtype, scaleOf(other))] as const;
            }),
          ]),
      ),
      taps,
      given.map(({ layer, data }) => ({
        value: layer.other,
        dtype: layer.other.type?.dtype ?? data.dtype,
        shape: data.shape,
      })),
    );
    return new Map(
      batch.flatMap((layer) => {
        const sqnr = distance(layer, right, accumulated);
        const ownSqnr = distance(layer, right, own);
        return sqnr === undefined || ownSqnr === undefined
          ? []
          : [[layer, { name: layer.value.name, sqnr, ownSqnr }] as const];
      }),
    );
  }

  async #run(
    { runner, inputs }: Side,
    samples: readonly Values[],
    taps: readonly Value[],
    given: readonly { value: Value; dtype: Parameters<typeof isNumeric>[0]; shape: readonly number[] }[],
  ): Promise<readonly Values[]> {
    const shapes = new Map([...samples[0]!].map(([name, { shape }]) => [name, shape]));
    await runner.load({ inputs, outputs: [], taps, given, shapes }, this.dimensions);
    const results: Values[] = [];
    for (const sample of samples) {
      results.push(await runner.run(sample));
    }
    await runner.unload();
    return results;
  }
}

/** Undefined where they cannot be compared. */
function distance(
  { value, other }: Layer,
  right: readonly Values[],
  others: readonly Values[],
): number | null | undefined {
  const comparison = new Comparison();
  for (const [index, sample] of right.entries()) {
    const [a, b] = [sample.get(value.name), others[index]!.get(other.name)];
    if (a === undefined || b === undefined || comparison.add(resultOf(value, a), resultOf(other, b)) !== null) {
      return undefined;
    }
  }
  return comparison.distance.sqnr;
}
