// model-bonsai: finds the verb, and tells what goes wrong.
import { ModelError, transforms } from "../core";
import { readingError } from "../files/file-error";
import { parseArguments, UsageError } from "./arguments";
import { endAsTold } from "./interruption";
import { printLines, tell } from "./output";
import { ClosedPipe } from "./standard-output";
import { USAGE, verbNamed } from "./verbs";
import { COMMON_FLAGS } from "./verbs/verb";

declare const VERSION: string;

const HELP = `model-bonsai: look into .tflite, .onnx, .pb and .safetensors models, and shrink the first three

${USAGE}

  -o, --output FILE    where the result goes, "-" for standard output; not onto the input, unless with --force
  -f, --force          replace the input, or files beside the result
  --gzip exact         compress the whole model for its size with gzip; as it is, above 1 MB samples are
  --json               print the result as JSON
  --version, --help

Transforms: ${transforms.map(({ id }) => id).join(", ")}.
Exit codes: 0 done, 1 a model cannot be read, written or run, 2 wrong usage, 3 verified and too far apart.`;

/** Of a program that writes where nobody reads any more, as shells tell it. */
const CLOSED_PIPE = 128 + 13;

/** Does what a user asks for in words, and tells what came of it. @returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    const code = await run(words);
    return words.length === 0 ? 2 : code;
  } catch (error) {
    return told(error);
  }
}

/** @returns the exit code */
function told(error: unknown): number {
  if (error instanceof ClosedPipe) {
    return CLOSED_PIPE;
  }
  if (error instanceof UsageError) {
    tell(`${error.message} Run model-bonsai --help for how to use it.`);
    return 2;
  }
  const { path } = (error ?? {}) as { readonly path?: unknown };
  const known = readingError(error, typeof path === "string" ? path : "A file");
  tell(
    known instanceof ModelError
      ? known.message
      : `This is a mistake in Model Bonsai, please report it: ${String(error)}`,
  );
  if (known instanceof ModelError && known.code === "cancelled") {
    endAsTold();
  }
  return 1;
}

/** @returns the exit code of what was done. */
async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "--version") {
    await printLines([VERSION]);
    return 0;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    await printLines(HELP.split("\n"));
    return 0;
  }
  const verb = verbNamed(name);
  if (verb === null) {
    throw new UsageError(`There is no command "${name}".`);
  }
  const parsed = parseArguments(rest, { ...COMMON_FLAGS, ...verb.flags });
  if (parsed.flags.has("help")) {
    await printLines(verb.usage.split("\n"));
    return 0;
  }
  return verb.run(parsed);
}
