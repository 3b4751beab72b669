// What options say of the inputs that models are run with.
import { basename, dirname } from "node:path";
import { ModelError } from "../core";
import { chosenInputs, imageSettings, inputsBeside, RATES, readChoice, type GivenInputs } from "../engines";
import { refuseBeside, UsageError } from "./arguments";
import { nodeInputFolder } from "./node-input-folder";
import { wholeFrom } from "./numbers";

const IMAGE_FLAGS = ["values", "fit", "colors", "layout"];
const RATE_FLAG = "sample-rate";
const SEED_FLAG = "seed";
export const INPUT_FLAGS = ["inputs", SEED_FLAG, RATE_FLAG, ...IMAGE_FLAGS];
/** Where it is counted how often results are right. */
export const LABEL_FLAG = "labels";

const OF_FILES = [LABEL_FLAG, RATE_FLAG, ...IMAGE_FLAGS];

/** What the options say, or else what lies beside the model; null: inputs are made up. */
export async function inputsFor(model: string, flags: ReadonlyMap<string, string>): Promise<GivenInputs | null> {
  const path = flags.get("inputs");
  if (path === undefined) {
    const strange = OF_FILES.find((name) => flags.has(name));
    if (strange !== undefined) {
      throw new UsageError(`--${strange} says something of --inputs, which is missing.`);
    }
    return flags.has(SEED_FLAG) ? null : inputsBeside(nodeInputFolder(dirname(model)), basename(model));
  }
  refuseBeside("inputs", [SEED_FLAG], flags, "it is of inputs that are made up");
  if (path.endsWith(".json")) {
    refuseBeside("inputs", OF_FILES, flags, `say it in "${path}"`);
    const folder = nodeInputFolder(dirname(path));
    return chosenInputs(readChoice(await folder.read(basename(path)), basename(path)), folder);
  }
  const image = Object.fromEntries(IMAGE_FLAGS.flatMap((name) => (flags.has(name) ? [[name, flags.get(name)]] : [])));
  const rate = wholeFrom(flags, RATE_FLAG, RATES.least, RATES.most);
  const choice = {
    inputs: [{ name: null, path, image: usage(() => imageSettings(image)), rate, stated: [] }],
    labels: flags.get(LABEL_FLAG) ?? null,
    samples: null,
    stated: [...Object.keys(image), ...(rate === null ? [] : ["sampleRate"])],
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
