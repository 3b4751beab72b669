// Lengths that are given for those that a model leaves open: "batch=8,input:1=512".
import { OpenDimensions, type Model } from "../core";
import { UsageError } from "./arguments";

/** @throws UsageError */
export function dimensionsFrom(text: string | undefined): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  for (const each of text === undefined ? [] : text.split(",")) {
    const at = each.lastIndexOf("=");
    const length = each.slice(at + 1);
    if (at < 1 || !/^\d+$/.test(length) || !Number.isSafeInteger(Number(length))) {
      throw new UsageError(`--dimensions takes names with lengths, as batch=8,seq=128; not "${each}".`);
    }
    given.set(each.slice(0, at), Number(length));
  }
  return given;
}

/** @throws UsageError for one that the model does not leave open. */
export function checkDimensions(given: ReadonlyMap<string, number>, open: ReadonlyMap<string, number>): void {
  for (const name of given.keys()) {
    if (!open.has(name)) {
      const names = [...open.keys()];
      const known =
        names.length === 0 ? "it leaves none open" : `those it leaves open are ${names.slice(0, 20).join(", ")}`;
      throw new UsageError(`The model has no dimension "${name}": ${known}.`);
    }
  }
}

/** Lengths of inputs that any of the models leaves open. */
export function openIn(models: readonly Model[]): ReadonlyMap<string, number> {
  const open = new OpenDimensions(new Map());
  for (const model of models) {
    for (const { value, type } of model.dialect.endpoints(model).inputs) {
      open.close(value, type?.shape ?? []);
    }
  }
  return open.taken;
}
