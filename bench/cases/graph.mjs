// Looks into a graph as the editor does, again and again in one process, and measures the last times: graph FILE RUNS
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openFiles } from "../../src/cli/node-files.ts";
import { forkModel, layersOf, quietContext, readModel, summarize, viewGraphs } from "../../src/core/index.ts";
import { medians } from "../medians.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

const [file, runs] = process.argv.slice(2);
main().then((measured) => console.log(JSON.stringify(measured)));

async function main() {
  for (let run = 0; run < Number(runs); run++) {
    await look();
  }
  return medians(Number(runs), async () => ({ ...(await look()), floor: await timeOf(passOver) }));
}

/** Milliseconds of processor time, and bytes that stay in memory: of all of it, of the model alone, and of a fork. */
async function look() {
  const files = await openFiles(file);
  const idle = memoryInUse();
  let model;
  let seen;
  const readTime = await timeOf(async () => (model = await readModel(files, quietContext())));
  const modelMemory = memoryInUse() - idle;
  const time = await timeOf(async () => {
    const layers = await layersOf(model);
    seen = [await summarize(model, layers), viewGraphs(model, layers)];
  });
  const memory = memoryInUse() - idle;
  const fork = forkModel(model);
  const forkMemory = memoryInUse() - idle - memory;
  await files.close();
  return { time: readTime + time, memory, modelMemory, forkMemory, kept: [model, seen, fork].length };
}

/** The floor of whoever needs all of a graph: each byte once. */
async function passOver() {
  let sum = 0;
  for (const byte of await readFile(file)) {
    sum = (sum + byte) | 0;
  }
  return sum;
}

function memoryInUse() {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function timeOf(action) {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
