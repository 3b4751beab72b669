// Runs commands without starting a process for each. A line of input holds the words of one, as JSON; the line that
// answers it its exit code and what it printed.
//   commands.mjs build FILE   the command line as it is now, which later builds do not change
//   commands.mjs FILE
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";

const file = process.argv.at(-1);
if (process.argv[2] === "build") {
  const entryPoints = [fileURLToPath(new URL("command-thread.ts", import.meta.url))];
  const define = { VERSION: JSON.stringify("under test") };
  await build({ entryPoints, outfile: file, bundle: true, platform: "node", target: "node20", define });
} else {
  await answer();
}

async function answer() {
  let thread = null;
  for await (const line of createInterface({ input: process.stdin })) {
    thread ??= new Worker(file);
    let done;
    try {
      done = await run(thread, JSON.parse(line));
    } catch (error) {
      done = { code: 1, output: "", errors: `The command line ended: ${error}` };
      thread = null;
    }
    process.stdout.write(`${JSON.stringify(done)}\n`);
  }
  await thread?.terminate();
}

/** @throws Error where the thread does not survive it. */
async function run(thread, words) {
  const over = new AbortController();
  const { signal } = over;
  try {
    const answered = once(thread, "message", { signal });
    const ended = once(thread, "exit", { signal }).then(([code]) => Promise.reject(new Error(`exit code ${code}`)));
    thread.postMessage(words);
    const [done] = await Promise.race([answered, ended]);
    return done;
  } finally {
    over.abort();
  }
}
