// Counts the work of every operation on every shape at two sizes, one line of JSON each:
// count-work MODELS OPERATIONS SMALL LARGE PART PARTS [PATTERN]
import { createRequire } from "node:module";
import { makeWorkCounter } from "./work-counter.mjs";

const require = createRequire(import.meta.url);
const [models, operations, small, large, part, parts, pattern = ""] = process.argv.slice(2);
const { MODELS } = require(models);
const counter = await makeWorkCounter();
const { OPERATIONS, prepare } = require(operations);
const own = MODELS.filter((_, index) => index % Number(parts) === Number(part));
for (const { shape, format, make } of own) {
  const asked = OPERATIONS.filter(({ name }) => `${shape}.${format} ${name}`.includes(pattern));
  if (asked.length === 0) {
    continue;
  }
  const given = [];
  for (const nodes of [small, large].map(Number)) {
    given.push([nodes, await prepare(make(nodes))]);
  }
  for (const { name, run } of asked) {
    const points = [];
    let error = null;
    for (const [nodes, each] of given) {
      const work = await counter.count(() => Promise.resolve(run(each)).catch((thrown) => (error = thrown)));
      points.push([nodes, work]);
    }
    // What is refused in a sentence is not measured.
    if (error?.code === undefined) {
      console.log(JSON.stringify({ shape, format, operation: name, points, error: error?.message ?? null }));
    }
  }
}
