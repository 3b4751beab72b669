// The verbs, in the order of the help.
import { transforms } from "../../core";
import { benchmarkVerb } from "./benchmark";
import { diffVerb } from "./diff";
import { inspectVerb } from "./inspect";
import { profileVerb } from "./profile";
import { reportVerb } from "./report";
import { runVerb } from "./run";
import { shrinkVerb } from "./shrink";
import { tensorVerb } from "./tensor";
import { TRANSFORM_USAGE, transformVerb } from "./transform";
import { transformGraphVerb } from "./transform-graph";
import { transformsVerb } from "./transforms";
import type { Verb } from "./verb";
import { variantsVerb } from "./variants";
import { verifyVerb } from "./verify";

const looking = { inspect: inspectVerb, transforms: transformsVerb };
const working = {
  run: runVerb,
  shrink: shrinkVerb,
  tensor: tensorVerb,
  diff: diffVerb,
  report: reportVerb,
  verify: verifyVerb,
  benchmark: benchmarkVerb,
  profile: profileVerb,
  variants: variantsVerb,
  "transform-graph": transformGraphVerb,
};

/** Those that are not one for each transform, by name. */
export const VERBS: Readonly<Record<string, Verb>> = { ...looking, ...working };

const usages = (verbs: Readonly<Record<string, Verb>>) => Object.values(verbs).map(({ usage }) => usage);

/** What all verbs do, as the help has it. */
export const USAGE = [...usages(looking), TRANSFORM_USAGE, ...usages(working)].join("\n");

/** @returns null where there is none of this name. */
export function verbNamed(name: string): Verb | null {
  const verb = new Map<string, Verb>(Object.entries(VERBS)).get(name);
  const transform = transforms.find(({ id }) => id === name);
  return verb ?? (transform === undefined ? null : transformVerb(transform));
}
