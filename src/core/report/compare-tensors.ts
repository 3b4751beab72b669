// Which tensors two models have in common, by their hashes: moved and renamed ones too.
import type { Hashes, TensorHash } from "./hashes";

export interface TensorChange {
  readonly name: string;
  /** Null: there is no other of this name. */
  readonly before: TensorHash | null;
  readonly after: TensorHash | null;
}

/** Of those that there are before, how many are there afterwards with the same type, shape and content. */
export interface EqualCount {
  readonly equal: number;
  readonly of: number;
}

export interface TensorComparison {
  readonly weights: EqualCount;
  /** Constants that are no parameters, such as shapes. */
  readonly others: EqualCount;
  /** Those that are not equal, or not there on one side. */
  readonly changed: readonly TensorChange[];
  /** Whether all else that the files say is the same, as `Hashes.structure` defines it. */
  readonly structureEqual: boolean;
}

export function compareTensors(before: Hashes, after: Hashes): TensorComparison {
  // Tensors of the same name are paired first, so that of equal ones with several names the right ones are left over.
  const named = pairs(before.tensors, after.tensors, (tensor) => JSON.stringify([tensor.name, contentOf(tensor)]));
  const moved = pairs(named.before, named.after, contentOf);
  const changed = pairs(moved.before, moved.after, ({ name }) => name);
  const left = new Set(moved.before);
  const count = (isWeight: boolean): EqualCount => {
    const all = before.tensors.filter(({ weight }) => weight === isWeight);
    return { equal: all.filter((tensor) => !left.has(tensor)).length, of: all.length };
  };
  return {
    weights: count(true),
    others: count(false),
    changed: [
      ...changed.paired.map(([one, other]) => ({ name: one.name, before: one, after: other })),
      ...changed.before.map((tensor) => ({ name: tensor.name, before: tensor, after: null })),
      ...changed.after.map((tensor) => ({ name: tensor.name, before: null, after: tensor })),
    ],
    structureEqual: before.structure === after.structure,
  };
}

function contentOf({ dtype, shape, sha256 }: TensorHash): string {
  return JSON.stringify([dtype, shape, sha256]);
}

/** Tensors with the same key, each paired once in the order they come in, and those left over on both sides. */
function pairs(before: readonly TensorHash[], after: readonly TensorHash[], keyOf: (tensor: TensorHash) => string) {
  const waiting = new Map<string, TensorHash[]>();
  for (const tensor of after) {
    const key = keyOf(tensor);
    const others = waiting.get(key);
    if (others === undefined) {
      waiting.set(key, [tensor]);
    } else {
      others.push(tensor);
    }
  }
  waiting.forEach((tensors) => tensors.reverse());
  const paired: [TensorHash, TensorHash][] = [];
  const rest: TensorHash[] = [];
  for (const tensor of before) {
    const other = waiting.get(keyOf(tensor))?.pop();
    if (other === undefined) {
      rest.push(tensor);
    } else {
      paired.push([tensor, other]);
    }
  }
  const taken = new Set(paired.map(([, other]) => other));
  return { paired, before: rest, after: after.filter((tensor) => !taken.has(tensor)) };
}
