// Which of what is given fills which input of a model.
import type { Endpoint } from "../../core";
import type { TensorData, Values } from "../engine";
import { fileBehind } from "../front-end";
import type { Stated } from "./stated-values";
import { wrong } from "./wrong-input";

/** What fills an input. */
export interface GivenInput {
  /** Null: the one input there is, or the one at its place. */
  readonly name: string | null;
  /** For people. */
  readonly source: string;
  /**
   * An array with one dimension more than the input, or with more in the first one than a batch of one, holds several.
   * @param stated What the model says of the values that it wants.
   * @param most So many are enough.
   * @param between Lets others in between two files, as who cancels.
   * @throws ModelError where they do not fit.
   */
  samples(endpoint: Endpoint, stated: Stated | null, most: number, between: Between): Promise<FilledInput>;
  /** Files of a folder, each by its own name: these are taken where every input has one. */
  readonly byName?: readonly GivenInput[];
}

type Between = () => Promise<void> | void;

type MakeUp = (endpoint: Endpoint) => GivenInput;

export interface FilledInput {
  readonly samples: readonly TensorData[];
  /** What was made of them, for people; "" where nothing was. */
  readonly told: string;
}

export interface Samples {
  readonly samples: readonly Values[];
  /** What each input is filled with, for people. */
  readonly sources: readonly { readonly name: string; readonly source: string }[];
  /** The class that each is of; null: that is not known. */
  readonly labels: readonly number[] | null;
}

/** Sets of inputs, each with as many samples as its inputs hold. */
export class GivenInputs {
  /**
   * @param labels Of all samples in order.
   * @param most How many samples of them are taken; null: all.
   */
  constructor(
    readonly sets: readonly (readonly GivenInput[])[],
    readonly labels: readonly number[] | null = null,
    readonly most: number | null = null,
  ) {}

  /**
   * The inputs of each sample.
   * @param stated What the model says of the values of an input.
   * @param most Null: as many as were chosen.
   * @param makeUp Fills an input that nothing was given for, where everything given has the name of another one.
   * @throws ModelError where an input has nothing to fill it, or what does not fit.
   */
  async forModel(
    endpoints: readonly Endpoint[],
    stated: (endpoint: Endpoint) => Stated | null,
    most: number | null = null,
    between: Between = () => {},
    makeUp: MakeUp | null = null,
  ): Promise<Samples> {
    const wanted = most ?? this.most ?? Infinity;
    const samples: Values[] = [];
    let sources: Samples["sources"] = [];
    for (const [index, inputs] of this.sets.entries()) {
      if (index === 0 || samples.length < wanted) {
        const set = await samplesOf(inputs, endpoints, stated, wanted - samples.length, between, makeUp);
        set.samples.forEach((sample) => samples.push(sample));
        sources = index === 0 ? set.sources : sources;
      }
    }
    const count = Math.min(wanted, samples.length);
    if (this.labels !== null && this.labels.length < count) {
      throw wrong("labels", `there are ${this.labels.length} classes for ${count} samples`);
    }
    return { samples: samples.slice(0, count), sources, labels: this.labels?.slice(0, count) ?? null };
  }
}

async function samplesOf(
  inputs: readonly GivenInput[],
  endpoints: readonly Endpoint[],
  stated: (endpoint: Endpoint) => Stated | null,
  most: number,
  between: Between,
  makeUp: MakeUp | null,
): Promise<Pick<Samples, "samples" | "sources">> {
  const byName = new NamedInputs(inputs.flatMap((each) => each.byName ?? []));
  const areNamed = endpoints.every((endpoint) => byName.of(endpoint) !== undefined);
  const all = areNamed ? byName : new NamedInputs(inputs);
  const found = inputsFor(all, endpoints, areNamesOf(all, endpoints) ? makeUp : null);
  const filled: FilledInput[] = [];
  for (const [index, endpoint] of endpoints.entries()) {
    filled.push(await found[index]!.samples(endpoint, stated(endpoint), most, between));
  }
  if (filled.some(({ samples }) => samples.length === 0)) {
    throw wrong("inputs", "there is no sample in them");
  }
  const counts = filled.map(({ samples }) => samples.length).filter((length) => length > 1);
  const count = counts[0] ?? 1;
  if (counts.some((each) => each !== count)) {
    throw wrong("inputs", `there are ${counts.join(" and ")} samples of the inputs`);
  }
  const samples = Array.from({ length: count }, (_, sample) => {
    const of = (each: readonly TensorData[]) => (each.length === 1 ? each[0]! : each[sample]!);
    return new Map(endpoints.map(({ value }, index) => [value.name, of(filled[index]!.samples)]));
  });
  const sources = endpoints.map(({ name }, index) => ({
    name,
    source: [found[index]!.source, filled[index]!.told].filter((text) => text !== "").join(", "),
  }));
  return { samples, sources };
}

/** Inputs, found by their names: there may be thousands. */
class NamedInputs {
  /** The first of each name. */
  readonly #places = new Map<string, number>();

  constructor(readonly inputs: readonly GivenInput[]) {
    inputs.forEach(({ name }, place) => {
      if (name !== null && !this.#places.has(name)) {
        this.#places.set(name, place);
      }
    });
  }

  /** The first one with its name, or with that as files can have it. */
  of({ name, value }: Endpoint): GivenInput | undefined {
    const names = [name, value.name, fileBehind(value).name].flatMap((each) => [each, fileNameOf(each)]);
    const place = names.reduce((least, each) => Math.min(least, this.#places.get(each) ?? Infinity), Infinity);
    return this.inputs[place];
  }
}

/** A name without what the names of files must not hold. */
function fileNameOf(name: string): string {
  return name.replace(/[\\/:*?"<>|]/g, "_");
}

/** What fills each: one file all that is made of it. */
function inputsFor(all: NamedInputs, endpoints: readonly Endpoint[], makeUp: MakeUp | null): readonly GivenInput[] {
  const files = endpoints.map(({ value }) => fileBehind(value));
  const places = new Map([...new Set(files)].map((file, place) => [file, place]));
  return endpoints.map((endpoint, index) =>
    places.size === all.inputs.length
      ? inputFor(all, endpoint, places.get(files[index]!)!, places.size, makeUp)
      : inputFor(all, endpoint, index, endpoints.length, makeUp),
  );
}

/** Whether each of those that are given is for one of the inputs. */
function areNamesOf(all: NamedInputs, endpoints: readonly Endpoint[]): boolean {
  const named = new Set(endpoints.map((endpoint) => all.of(endpoint)));
  return all.inputs.every((each) => named.has(each));
}

function inputFor(
  all: NamedInputs,
  endpoint: Endpoint,
  index: number,
  count: number,
  makeUp: MakeUp | null,
): GivenInput {
  const { name } = endpoint;
  const { inputs } = all;
  const named = all.of(endpoint);
  const placed = inputs.length === count ? inputs[index] : undefined;
  const found = named ?? (placed?.name === null || count === 1 ? placed : undefined);
  if (found === undefined && makeUp !== null) {
    return makeUp(endpoint);
  }
  if (found === undefined && inputs.length === 1 && inputs[0]!.name === null) {
    const { source } = inputs[0]!;
    const choice = JSON.stringify({ inputs: { [name]: source } });
    throw wrong(name, `there are ${count} inputs, and ${source} is one: say which, as in a .json with ${choice}`);
  }
  if (found === undefined) {
    const names = inputs.map((each) => each.name ?? each.source).slice(0, 20);
    throw wrong(name, `there is no array for input "${name}" among ${names.join(", ")}`);
  }
  return found;
}
