// Where two models part: inner values that both have, each with what has gone wrong up to it and with its own share.
import { alignModels, inferTypes, isFloat, type Context, type DType, type Model, type Node, type Value } from "../core";
import { Comparison } from "./compare";
import type { Values } from "./engine";
import { EngineError } from "./engine-error";
import { isNumeric } from "./elements";
import { inputsOf } from "./model-runner";
import { givenName, type GivenValue } from "./prepared";
import { halves } from "./progress";
import { resultOf, scaleOf, translated } from "./quantized";
import { fedTo, type Side } from "./side";

export interface LayerDistance {
  /** Of the value. */
  readonly name: string;
  /** dB of signal to noise with all that came before; null where nothing differs. */
  readonly sqnr: number | null;
  /** With what the first model has at its inputs; null where nothing differs, absent where it was not asked for. */
  readonly ownSqnr?: number | null;
}

export interface MeasuredLayer extends LayerDistance {
  /** In the second model. */
  readonly value: Value;
}

/** A value of the first model and the one that it is in the second. */
interface Layer {
  readonly value: Value;
  readonly other: Value;
  /** In the second model. */
  readonly dtype: DType;
  readonly bytes: number;
  /** The layers that it is made of, in the second model. */
  sources: readonly Layer[];
}

/** What is held of the values of one batch, all samples together. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_LAYERS = 256;
/** Of values whose size is not known. */
const LIKELY_BYTES = 1024 * 1024;

/**
 * Values that the engine does not hand out are left out, and those that only share their name.
 * @param ofOwn Whether the share of each layer is measured, too.
 */
export async function measureLayers(
  one: Side,
  other: Side,
  samples: readonly Values[],
  dimensions: ReadonlyMap<string, number>,
  ofOwn: boolean,
  context: Context,
): Promise<readonly MeasuredLayer[]> {
  const measurer = new Measurer(one, other, samples, dimensions);
  const all = await layersInBoth(one.runner.model, other.runner.model);
  const [first, second] = ofOwn ? halves(context) : [context, context];
  const inAll = await inBatches(all, samples.length, (batch, pause) => measurer.inAll(batch, pause), first);
  const measured = all.filter((layer) => inAll.has(layer));
  connect(measured);
  const users = usersOf(measured);
  const layers = measured.filter((layer) => !isOnlyNamedAlike(layer, users.get(layer) ?? [], inAll));
  const measuredLayer = (layer: Layer) => ({
    name: layer.value.name,
    value: layer.other,
    sqnr: inAll.get(layer)!,
  });
  if (!ofOwn) {
    return layers.map(measuredLayer);
  }
  connect(layers);
  const own = await inBatches(layers, samples.length, (batch, pause) => measurer.own(batch, pause), second);
  return layers.flatMap((layer) => {
    const ownSqnr = own.get(layer);
    return ownSqnr === undefined ? [] : [{ ...measuredLayer(layer), ownSqnr }];
  });
}

/** By so many dB what is made of a value is better than the value itself, where it is not the same quantity. */
const RECOVERY = 20;

/** Folding leaves a layer its name and scales what it makes: what is made of it is right again. */
function isOnlyNamedAlike(layer: Layer, users: readonly Layer[], inAll: ReadonlyMap<Layer, number | null>): boolean {
  const bad = inAll.get(layer) ?? Infinity;
  return bad < RECOVERY && users.some((user) => (inAll.get(user) ?? Infinity) > bad + RECOVERY);
}

/** Lets others in between two comparisons, as who cancels. */
type Pause = () => Promise<void>;

async function inBatches(
  layers: readonly Layer[],
  samples: number,
  measure: (batch: readonly Layer[], pause: Pause) => Promise<Map<Layer, number | null>>,
  context: Context,
): Promise<Map<Layer, number | null>> {
  const found = new Map<Layer, number | null>();
  const pending = batches(layers, samples);
  const pause = () => context.progress(found.size, layers.length);
  for (let batch = pending.shift(); batch !== undefined; batch = pending.shift()) {
    try {
      (await measure(batch, pause)).forEach((sqnr, layer) => found.set(layer, sqnr));
    } catch (error) {
      if (!(error instanceof EngineError)) {
        throw error;
      }
      if (batch.length > 1) {
        const half = batch.length >> 1;
        pending.unshift(batch.slice(0, half), batch.slice(half));
      }
    }
    await pause();
  }
  return found;
}

async function layersInBoth(one: Model, other: Model): Promise<readonly Layer[]> {
  const [types, otherTypes] = [await inferTypes(one), await inferTypes(other)];
  return valuePairs(one, await computedValues(one), other, await computedValues(other)).flatMap(([value, twin]) => {
    const { dtype, shape } = types.of(value);
    const otherType = otherTypes.of(twin).dtype;
    if (!isReal(dtype, value) || otherType === null || !isReal(otherType, twin)) {
      return [];
    }
    const elements = shape?.reduce<number>((product, length) => product * (typeof length === "number" ? length : 1), 1);
    const bytes = elements === undefined ? LIKELY_BYTES : 4 * elements;
    return [{ value, other: twin, dtype: otherType, bytes, sources: [] }];
  });
}

/** By name, since a node may make under it what another did before; where names differ, by the nodes that make them. */
function valuePairs(
  one: Model,
  values: readonly Value[],
  other: Model,
  others: readonly Value[],
): readonly (readonly [Value, Value])[] {
  const named = new Map(others.map((value) => [value.name, value]));
  const twinOf = new Map<Value, Value>();
  for (const value of values) {
    const twin = named.get(value.name);
    if (twin !== undefined) {
      twinOf.set(value, twin);
    }
  }
  const [left, taken] = [new Set(values), new Set(twinOf.values())];
  const known = new Set(others);
  for (const { before, after } of alignModels(one, other).pairs) {
    before.outputs.forEach((value, position) => {
      const twin = after.outputs[position] ?? null;
      const areFree = value !== null && twin !== null && !twinOf.has(value) && !taken.has(twin);
      if (areFree && left.has(value) && known.has(twin)) {
        twinOf.set(value, twin);
        taken.add(twin);
      }
    });
  }
  return values.flatMap((value) => {
    const twin = twinOf.get(value);
    return twin === undefined ? [] : [[value, twin] as const];
  });
}

/** What is made of the inputs: other values are constants. In file order. */
async function computedValues(model: Model): Promise<readonly Value[]> {
  const reached = new Set<Value>();
  const pending = (await inputsOf(model)).map(({ value }) => value);
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const user of value.uses) {
      for (const output of user.outputs) {
        if (output !== null && !reached.has(output)) {
          reached.add(output);
          pending.push(output);
        }
      }
    }
  }
  return [...model.graphs[0]!.values].filter((value) => reached.has(value) && value.name !== "");
}

function connect(layers: readonly Layer[]): void {
  const byValue = new Map(layers.map((layer) => [layer.other, layer]));
  for (const layer of layers) {
    layer.sources = sourcesOf(layer.other, byValue);
  }
}

function usersOf(layers: readonly Layer[]): ReadonlyMap<Layer, readonly Layer[]> {
  const users = new Map<Layer, Layer[]>();
  for (const layer of layers) {
    for (const source of layer.sources) {
      const known = users.get(source);
      if (known === undefined) {
        users.set(source, [layer]);
      } else {
        known.push(layer);
      }
    }
  }
  return users;
}

function isReal(dtype: DType | null, value: Value): boolean {
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

  /** With all that has gone wrong before. */
  async inAll(batch: readonly Layer[], pause: Pause): Promise<Map<Layer, number | null>> {
    const right = await this.#run(this.one, this.samples, valuesOf(batch), []);
    return distances(batch, right, await this.#run(this.other, this.#others, othersOf(batch), []), pause);
  }

  /** With what the first model has at the layers before. */
  async own(batch: readonly Layer[], pause: Pause): Promise<Map<Layer, number | null>> {
    const sources = [...new Set(batch.flatMap((layer) => layer.sources))];
    const right = await this.#run(this.one, this.samples, valuesOf(new Set([...batch, ...sources])), []);
    const given = sources.map(({ value, other, dtype }) => ({
      value: other,
      dtype,
      shape: right[0]!.get(value.name)!.shape,
    }));
    const samples = this.#others.map((sample, index) => {
      const fed = new Map(sample);
      for (const { value, other, dtype } of sources) {
        const data = right[index]!.get(value.name)!;
        fed.set(givenName(other.name), translated(resultOf(value, data), dtype, scaleOf(other)));
      }
      return fed;
    });
    return distances(batch, right, await this.#run(this.other, samples, othersOf(batch), given), pause);
  }

  get #others(): readonly Values[] {
    return this.samples.map((sample) => fedTo(this.other, this.one, sample));
  }

  async #run(
    { runner, inputs }: Side,
    samples: readonly Values[],
    taps: readonly Value[],
    given: readonly GivenValue[],
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

function valuesOf(layers: Iterable<Layer>): Value[] {
  return Array.from(layers, ({ value }) => value);
}

function othersOf(layers: readonly Layer[]): Value[] {
  return layers.map(({ other }) => other);
}

/** Of those that can be compared. */
async function distances(
  layers: readonly Layer[],
  right: readonly Values[],
  others: readonly Values[],
  pause: Pause,
): Promise<Map<Layer, number | null>> {
  const found = new Map<Layer, number | null>();
  for (const layer of layers) {
    const { value, other } = layer;
    const comparison = new Comparison(false);
    let isComparable = true;
    for (const [index, sample] of right.entries()) {
      const [a, b] = [sample.get(value.name), others[index]!.get(other.name)];
      isComparable &&=
        a !== undefined && b !== undefined && comparison.add(resultOf(value, a), resultOf(other, b)) === null;
      await pause();
    }
    if (isComparable) {
      found.set(layer, comparison.distance.sqnr);
    }
  }
  return found;
}
