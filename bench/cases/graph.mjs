// Looks into a graph as the editor does, again and again in one process, and measures the last times: graph FILE RUNS
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openFiles } from "../../src/cli/node-files.ts";
import {
  costsOf,
  forkModel,
  groupRows,
  layersOf,
  quietContext,
  readModel,
  summarize,
  viewGraphs,
} from "../../src/core/index.ts";
import { medians } from "../medians.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

const [file, runs] = process.argv.slice(2);
main().then((measured) => console.log(JSON.stringify(measured)));

async function main() {
  for (let run = 0; run < Number(runs); run++) {
    await look();
  }
  const times = await medians(Number(runs), async () => ({ time: await timeOf(look), floor: await timeOf(passOver) }));
  return { ...times, groups: await timeOfGroups(Number(runs)), ...(await memoryOf()) };
}

/** Milliseconds of finding what belongs together, with what that costs, once the rest is known. */
async function timeOfGroups(times) {
  const { model } = await look();
  const [layers, costs] = [await layersOf(model), await costsOf(model)];
  const find = async () => groupRows(model, layers, costs);
  await find();
  return (await medians(times, async () => ({ time: await timeOf(find) }))).time;
}

async function look() {
  const files = await openFiles(file);
  const model = await readModel(files, quietContext());
  const layers = await layersOf(model);
  const seen = [await summarize(model, layers), viewGraphs(model, layers)];
  await files.close();
  return { model, seen };
}

/** In bytes: what stays in memory of a model and what is seen of it, of the model alone, and of a fork. */
async function memoryOf() {
  const idle = memoryInUse();
  const kept = await look();
  const memory = memoryInUse() - idle;
  kept.seen = null;
  const modelMemory = memoryInUse() - idle;
  kept.fork = forkModel(kept.model);
  const forkMemory = memoryInUse() - idle - modelMemory;
  return { memory, modelMemory, forkMemory, graphs: kept.fork.graphs.length };
}

/** The floor of whoever needs all of a graph: each byte once. */
async function passOver() {
  const bytes = await readFile(file);
  let sum = 0;
  for (let index = 0; index < bytes.length; index++) {
    sum = (sum + bytes[index]) | 0;
  }
  return sum;
}

function memoryInUse() {
  collectGarbage();
  collectGarbage(); // what weak references held
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Milliseconds of processor time, of all threads. */
async function timeOf(action) {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
