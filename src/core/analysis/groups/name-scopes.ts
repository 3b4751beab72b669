// Groups from names: "encoder/layer_0/attention/MatMul" is in encoder, in layer_0, in attention. TensorFlow and what is
// converted from it has "/" between, so has PyTorch ("/encoder/layers.0/MatMul"), and other tools have ".".
import { sumsOf, type Grouping } from "./groups";

/** Names of files can be long: what is deeper counts for the last of these. */
const MOST_LEVELS = 32;
/** The part of names that has to have a separator for it to be one. */
const COMMON = 0.5;

export function nameScopes(names: readonly string[]): Grouping {
  const separator = separatorOf(names);
  return separator === null
    ? { of: new Int32Array(names.length).fill(-1), parents: [], titles: [] }
    : tidied(scopesOf(names, separator), separator);
}

function separatorOf(names: readonly string[]): "/" | "." | null {
  const isCommon = (separator: "/" | ".") =>
    names.filter((name) => scopeEnd(name, separator) > 0).length > names.length * COMMON;
  return isCommon("/") ? "/" : isCommon(".") ? "." : null;
}

/** Where the last separator is; 0 and less: there is none. Numbers behind dots count what has the same name. */
function scopeEnd(name: string, separator: "/" | "."): number {
  let [end, at] = [name.length, name.lastIndexOf(separator)];
  while (separator === "." && at > 0 && /^\d+$/.test(name.slice(at + 1, end))) {
    end = at;
    at = name.lastIndexOf(separator, at - 1);
  }
  return at;
}

function scopesOf(names: readonly string[], separator: "/" | "."): Grouping {
  const of = new Int32Array(names.length);
  const parents: number[] = [];
  const titles: string[] = [];
  const byPath = new Map<string, number>();
  let [last, lastGroup] = ["", -1];
  names.forEach((name, item) => {
    const scope = name.slice(0, Math.max(scopeEnd(name, separator), 0));
    if (scope !== last) {
      last = scope;
      lastGroup = -1;
      for (const title of scope.split(separator, MOST_LEVELS).filter((each) => each !== "")) {
        const path = `${lastGroup} ${title}`;
        let group = byPath.get(path);
        if (group === undefined) {
          group = parents.push(lastGroup) - 1;
          titles.push(title);
          byPath.set(path, group);
        }
        lastGroup = group;
      }
    }
    of[item] = lastGroup;
  });
  return { of, parents, titles };
}

/** Without groups of one item, with one group for what is in nothing but each other, and without one around everything. */
function tidied({ of, parents, titles }: Grouping, separator: string): Grouping {
  const counts = sumsOf({ of, parents }, () => 1);
  const parts = partsOf(of, parents, counts);
  const kept: number[] = [];
  const result = { of: of.slice(), parents: [] as number[], titles: [] as string[] };
  const prefixes = new Map<number, string>();
  parents.forEach((parent, group) => {
    const outer = parent < 0 ? -1 : kept[parent]!;
    const isAll = outer < 0 && counts[group] === of.length;
    const title = (prefixes.get(parent) ?? "") + titles[group]!;
    if (counts[group]! < 2 || isAll) {
      kept.push(outer);
    } else if (parts[group] === 1) {
      kept.push(outer);
      prefixes.set(group, `${title}${separator}`);
    } else {
      kept.push(result.parents.push(outer) - 1);
      result.titles.push(title);
    }
  });
  of.forEach((group, item) => (result.of[item] = group < 0 ? -1 : kept[group]!));
  return result;
}

/** How many items and groups of several items are in each group itself: 1 is a group with all that is in this one. */
function partsOf(of: Int32Array, parents: readonly number[], counts: Float64Array): Int32Array {
  const parts = new Int32Array(parents.length);
  const add = (group: number) => group >= 0 && parts[group]!++;
  of.forEach(add);
  parents.forEach((parent, group) => counts[group]! > 0 && add(parent));
  return parts;
}
