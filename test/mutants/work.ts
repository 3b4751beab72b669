import { mkdirSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { exercise } from "./exercise";
import { mutantOf, type Mutant } from "./mutant";
import { sourcesOf, type Format, type Shape } from "./sources";

/** In milliseconds of processor time. */
const MOST_TIME = 1_500;
/** In bytes of the process, which keeps a heap of limited size. */
const MOST_MEMORY = 450e6;
/** The first ones also make the code quick. */
const WARM_UP = 60;

export interface Seeds {
  readonly first: number;
  readonly step: number;
  readonly end: number;
}

/**
 * Lines of JSON: {seed} before a mutant is exercised, {seed, error} where it fails, {read, time} at the end: how many could
 * be read, and the longest time one took.
 *
 * @param keepIn The folder that mutants are written to; none by default.
 */
export async function work(
  format: Format,
  shapes: readonly Shape[],
  { first, step, end }: Seeds,
  keepIn?: string,
): Promise<void> {
  const tell = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);
  const sources = sourcesOf(format, shapes);
  for (let seed = 0; seed < WARM_UP; seed++) {
    await exercise(mutantOf(seed, sources), seed).catch(() => false);
  }
  let read = 0;
  let longest = 0;
  for (let seed = first; seed < end; seed += step) {
    tell({ seed });
    const mutant = mutantOf(seed, sources);
    if (keepIn !== undefined) {
      keep(mutant, join(keepIn, `${format}-${seed}`));
    }
    const start = process.cpuUsage();
    try {
      read += Number(await exercise(mutant, seed));
      const { user, system } = process.cpuUsage(start);
      const time = (user + system) / 1000;
      longest = Math.max(longest, time);
      if (time > MOST_TIME) {
        throw new Error(`it takes ${Math.round(time)} ms`);
      }
      if (process.resourceUsage().maxRSS * 1024 > MOST_MEMORY) {
        tell({ seed, error: "it takes too much memory" });
        process.exit(3);
      }
    } catch (error) {
      tell({ seed, error: String((error as Error).stack) });
    }
  }
  tell({ read, longest, sources: sources.length });
}

function keep({ name, bytes, companions }: Mutant, folder: string): void {
  for (const [path, content] of [[name, bytes] as const, ...Object.entries(companions)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
