// Runs commands without starting a process for each. A line of input holds the words of one, as JSON; the line that
// answers it its exit code and what it printed.
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { Worker } from "node:worker_threads";

const commandLine = process.argv[2];
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line)))}\n`);
}

async function run(words) {
  const worker = new Worker(commandLine, { argv: words, stdout: true, stderr: true });
  const printed = Promise.all([text(worker.stdout), text(worker.stderr)]);
  let failure = "";
  worker.once("error", (error) => (failure = String(error)));
  const code = await new Promise((resolve) => worker.once("exit", resolve));
  const [output, errors] = await printed;
  return { code, output, errors: errors + failure };
}
