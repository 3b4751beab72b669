// Bends files of each format and sees that whatever comes of it is read and rewritten, or refused in one sentence, within
// a time and memory that its size allows.
//   --count N        mutants of each format (20,000)
//   --first N        the first seed (0)
//   --format NAME    only of this one: onnx, tensorflow, tflite, safetensors
//   --seed N         only this mutant, which is written to out/mutants/FORMAT-N
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { ROOT } from "../../scripts/root.mjs";

const FORMATS = ["onnx", "tensorflow", "tflite", "safetensors"];
const MOST_CHILDREN = 4;
const MEMORY = ["--max-old-space-size=200", "--max-semi-space-size=8"];
/** A mutant that says nothing for so long is ended. */
const MOST_SILENCE = 60_000;
const MOST_SHOWN = 20;
/** More say nothing new, and each that ends its process takes a second. */
const MOST_FAILURES = 50;

const options = readOptions();
const folder = mkdtempSync(join(tmpdir(), "model-bonsai-mutants-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, "worker.mjs");
await esbuild.build({
  entryPoints: [join(ROOT, "test", "mutants", "worker.mjs")],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});

const children = Math.min(MOST_CHILDREN, availableParallelism());
let failed = 0;
let total = 0;
for (const format of options.formats) {
  const { first, count } = options;
  const parts = await Promise.all(
    Array.from({ length: Math.min(children, count) }, (_, part) =>
      exerciseAll(format, first + part, children, first + count),
    ),
  );
  const failures = parts.flatMap((part) => part.failures);
  const read = parts.reduce((sum, part) => sum + part.read, 0);
  const longest = Math.max(...parts.map((part) => part.longest));
  grouped(failures)
    .slice(0, MOST_SHOWN)
    .forEach(([error, seeds]) => console.log(`${format}, ${seeds}: ${error}`));
  console.log(
    `mutants of ${format}: ${count}, seeds ${first} to ${first + count - 1}, ${read} could be read, ${failures.length} wrong; ` +
      `the longest took ${Math.round(longest)} ms`,
  );
  // Some damage is harmless, some is not: neither all nor none may pass, else nothing was tried.
  const isUseful = count < 1000 || (read > count / 10 && read < count * 0.95);
  if (!isUseful) {
    console.log(`${format}: too many or too few could be read`);
  }
  failed += failures.length + Number(!isUseful);
  total += count;
}
console.log(`${total - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Errors with the seeds of those that are thrown at the same place, the most frequent first. */
function grouped(failures) {
  const groups = new Map();
  for (const { seed, error } of failures) {
    const place = error
      .replace(/[\d.]+ (ms|bytes)/g, "")
      .split("\n")
      .slice(0, 3)
      .join("\n");
    const group = groups.get(place) ?? { error, seeds: [] };
    groups.set(place, group);
    group.seeds.push(seed);
  }
  return [...groups.values()]
    .sort((a, b) => b.seeds.length - a.seeds.length)
    .map(({ error, seeds }) => [error, `${seeds.length} of --seed ${seeds.slice(0, 12).join(", ")}`]);
}

/** A process that ends or hangs is blamed on the mutant that it was at, and another one goes on behind that. */
async function exerciseAll(format, first, step, end) {
  const failures = [];
  let [read, longest] = [0, 0];
  for (let next = first; next < end && failures.length < MOST_FAILURES;) {
    const child = spawn(
      process.execPath,
      [...MEMORY, "--enable-source-maps", program, format, `${next}`, `${step}`, `${end}`, ...options.keepIn],
      {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let complaint = "";
    child.stderr.on("data", (text) => (complaint = `${complaint}${text}`.slice(0, 2000)));
    const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
    let isDone = false;
    let isSilent = false;
    let timer;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        isSilent = true;
        child.kill("SIGKILL");
      }, MOST_SILENCE);
    };
    watch();
    let current = null;
    let isTold = false;
    for await (const line of createInterface({ input: child.stdout })) {
      watch();
      const told = JSON.parse(line);
      if (told.error !== undefined) {
        failures.push(told);
        isTold = true;
      } else if (told.seed !== undefined) {
        current = told.seed;
        isTold = false;
      } else {
        isDone = true;
        read += told.read;
        longest = Math.max(longest, told.longest);
      }
    }
    clearTimeout(timer);
    const how = await ended;
    if (isDone) {
      break;
    }
    if (current === null) {
      throw new Error(`the mutants of ${format} were not begun (${how}): ${complaint}`);
    }
    if (!isTold) {
      failures.push({
        seed: current,
        error: isSilent ? "it never ends" : `it ends the process (${how}): ${complaint}`,
      });
    }
    next = current + step;
  }
  return { failures, read, longest };
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        count: { type: "string" },
        first: { type: "string" },
        format: { type: "string" },
        seed: { type: "string" },
      },
    });
    const first = Number(values.seed ?? values.first ?? 0);
    const count = values.seed === undefined ? Number(values.count ?? 20_000) : 1;
    const keepIn = values.seed === undefined ? [] : [join(ROOT, "out", "mutants")];
    return { first, count, keepIn, formats: values.format === undefined ? FORMATS : [values.format] };
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
