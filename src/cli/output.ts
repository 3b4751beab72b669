// Everything that is printed goes through here: cleaned, and in blocks, since a model may have a million layers.
import { visibleJson, visibleText } from "../core";
import type { ParsedArguments } from "./arguments";
import { writeOut } from "./standard-output";

const BLOCK = 64 * 1024;

/** @param lines May hold names from files: what cannot be seen in them is written out, a line end too. */
export function printLines(lines: Iterable<string>, aside = false): Promise<void> {
  return printBlocks(lines, (line) => `${visibleText(line)}\n`, aside);
}

/** The exact data, with what a terminal would take for a command as JSON escapes it. */
export function printJson(value: unknown, aside = false): Promise<void> {
  return printBlocks(jsonParts(value), (part) => part, aside);
}

/**
 * A result as JSON where that is asked for, else in lines.
 *
 * @param aside Standard output is taken by the model.
 */
export function printResult(
  { flags }: ParsedArguments,
  value: () => unknown,
  lines: () => Iterable<string>,
  aside = false,
): Promise<void> {
  return flags.has("json") ? printJson(value(), aside) : printLines(lines(), aside);
}

/** A line beside the output, such as an error. */
export function tell(line: string): void {
  process.stderr.write(`${visibleText(line)}\n`);
}

/** @param aside To the standard error instead. */
async function printBlocks(parts: Iterable<string>, textOf: (part: string) => string, aside: boolean): Promise<void> {
  let block = "";
  const flush = async () => {
    const text = block;
    block = "";
    await (aside ? new Promise((done) => process.stderr.write(text, done)) : writeOut(text));
  };
  for (const part of parts) {
    block += textOf(part);
    if (block.length >= BLOCK) {
      await flush();
    }
  }
  await flush();
}

/** As JSON.stringify with two spaces, but not in one string, which could not be long enough. */
export function* jsonParts(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    yield* listParts(value, "");
  } else if (value === null || typeof value !== "object") {
    yield itemText(value);
  } else {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    yield entries.length === 0 ? "{" : "{\n";
    for (const [index, [key, each]] of entries.entries()) {
      yield `  ${itemText(key)}: `;
      yield* Array.isArray(each) ? listParts(each, "  ") : [itemText(each).replaceAll("\n", "\n  ")];
      yield index + 1 < entries.length ? ",\n" : "\n";
    }
    yield "}";
  }
  yield "\n";
}

/** Of a list so many items are written at once. */
const BATCH = 256;

function* listParts(items: readonly unknown[], indent: "" | "  "): Generator<string> {
  yield items.length === 0 ? "[" : "[\n";
  for (let start = 0; start < items.length; start += BATCH) {
    const batch = items.slice(start, start + BATCH);
    const text = indent === "" ? between("[\n", itemText(batch), "\n]") : between(OPEN, itemText({ "": batch }), CLOSE);
    yield `${text}${start + BATCH < items.length ? ",\n" : `\n${indent}`}`;
  }
  yield "]";
}

/** Around the items of a list in an object. */
const OPEN = '{\n  "": [\n';
const CLOSE = "\n  ]\n}";

function between(open: string, text: string, close: string): string {
  return text.slice(open.length, -close.length);
}

function itemText(item: unknown): string {
  return visibleJson(JSON.stringify(item, null, 2) ?? "null");
}
