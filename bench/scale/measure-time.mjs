// Measures the processor time of every operation on every shape, at growing sizes as long as they take moderate time, one
// line of JSON each: measure-time MODELS OPERATIONS [PATTERN]
import { createRequire } from "node:module";

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
/** What is quicker is lost in what else the machine does. */
const NOISE = 20;
/** Larger graphs than those that take so long to be read are left out, and so is an operation that takes as long. */
const MOST_TO_READ = 10_000;
const MOST = 30_000;
const RUNS = 3;

const require = createRequire(import.meta.url);
const [models, operations, pattern = ""] = process.argv.slice(2);
const { MODELS } = require(models);
const { OPERATIONS, prepare } = require(operations);

for (const { shape, format, make } of MODELS) {
  const asked = OPERATIONS.filter(({ name }) => `${shape}.${format} ${name}`.includes(pattern));
  const rows = new Map(asked.map(({ name }) => [name, { points: [], error: null }]));
  for (const nodes of asked.length === 0 ? [] : SIZES) {
    let given;
    const reading = await timeOf(async () => (given = await prepare(make(nodes))));
    for (const { name, run } of asked) {
      const row = rows.get(name);
      if (row === undefined || row.error !== null || (row.points.at(-1)?.[1] ?? 0) > MOST) {
        continue;
      }
      try {
        const time = await leastTime(() => run(given));
        if (time > NOISE) {
          row.points.push([nodes, time]);
        }
      } catch (error) {
        if (error.code === undefined) {
          row.error = error.message;
        } else {
          rows.delete(name); // what is refused in a sentence is not measured
        }
      }
    }
    if (reading > MOST_TO_READ) {
      break;
    }
  }
  rows.forEach((row, operation) => console.log(JSON.stringify({ shape, format, operation, ...row })));
}

/** In milliseconds: the first run also makes the code quick. */
async function leastTime(action) {
  let least = Infinity;
  for (let run = 0; run < RUNS && least < MOST; run++) {
    globalThis.gc();
    least = Math.min(least, await timeOf(action));
  }
  return least;
}

async function timeOf(action) {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
