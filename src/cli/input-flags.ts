// What options say of the inputs that models are run with.
import { basename, dirname } from "node:path";
import { ModelError } from "../core";
import { chosenInputs, imageSettings, inputsBeside, RATES, readChoice, type GivenInputs } from "../engines";
import { UsageError } from "./arguments";
import { nodeInputFolder } from "./node-input-folder";
import { wholeFrom } from "./numbers";

const IMAGE_FLAGS = ["values", "fit", "colors", "layout"];
export const INPUT_FLAGS = ["inputs", "labels", "sample-rate", ...IMAGE_FLAGS];

/** What the options say, or else what lies beside the model; null: inputs are made up. */
export async function inputsFor(model: string, flags: ReadonlyMap<string, string>): Promise<GivenInputs | null> {
  const path = flags.get("inputs");
  const image = Object.fromEntries(IMAGE_FLAGS.flatMap((name) => (flags.has(name) ? [[name, flags.get(name)]] : [])));
  if (path === undefined) {
    const strange = INPUT_FLAGS.find((name) => flags.has(name));
    if (strange !== undefined) {
      throw new UsageError(`--${strange} says something of --inputs, which is missing.`);
    }
    return inputsBeside(nodeInputFolder(dirname(model)), basename(model));
  }
  if (path.endsWith(".json")) {
    const strange = INPUT_FLAGS.find((name) => name !== "inputs" && flags.has(name));
    if (strange !== undefined) {
      throw new UsageError(`--${strange} has no place beside "${path}": say it there.`);
    }
    const folder = nodeInputFolder(dirname(path));
    return chosenInputs(readChoice(await folder.read(basename(path)), basename(path)), folder);
  }
  const rate = wholeFrom(flags, "sample-rate", RATES.least, RATES.most);
  const choice = {
    inputs: [{ name: null, path, image: usage(() => imageSettings(image)), rate }],
    labels: flags.get("labels") ?? null,
    samples: null,
  };
  return chosenInputs(choice, nodeInputFolder("."));
}

/** What is wrong with options is wrong usage. */
function usage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ModelError ? new UsageError(error.message) : error;
  }
}
