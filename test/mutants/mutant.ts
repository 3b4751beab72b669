import { bendBytes } from "./bytes";
import { bendFlatbuffer } from "./bend-flatbuffer";
import { bendIndex } from "./bend-index";
import { bendProtobuf, placesIn } from "./bend-protobuf";
import { bendText } from "./bend-text";
import { Random } from "./random";
import { lengthOf, withHeader } from "../support/safetensors";
import type { Source } from "./sources";

export interface Mutant {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly companions: Readonly<Record<string, Uint8Array>>;
}

/** How many of so many mutants only have bytes changed, without regard to structure. */
const BYTES_ONE_IN = 6;

/** The same for the same seed and sources. */
export function mutantOf(seed: number, sources: readonly Source[]): Mutant {
  const random = new Random(seed);
  const source = random.of(sources);
  const { name, companions, variables } = source;
  if (variables !== null && random.chance(2)) {
    const index = bendIndex(variables, random);
    return { name, bytes: source.bytes, companions: { ...companions, "variables/variables.index": index } };
  }
  return { name, bytes: bent(source, random, sources), companions };
}

function bent(source: Source, random: Random, sources: readonly Source[]): Uint8Array {
  const isStructured =
    source.text !== null || source.header !== null || source.sites.length > 0 || source.trees.length > 0;
  if (random.chance(BYTES_ONE_IN) || !isStructured) {
    return bendBytes(source.bytes, random);
  }
  if (source.text !== null) {
    return new TextEncoder().encode(bendText(source.text, random));
  }
  if (source.header !== null) {
    const data = source.bytes.subarray(lengthOf(0).byteLength + Buffer.byteLength(source.header));
    return withHeader(bendText(source.header, random), data);
  }
  if (source.sites.length > 0) {
    return bendFlatbuffer(source.bytes, source.sites, random);
  }
  const foreign = placesIn(random.of(sources).trees);
  const grafts = foreign.length === 0 ? [] : [random.of(foreign).tree, random.of(foreign).tree];
  return bendProtobuf(source.trees, random, grafts);
}
