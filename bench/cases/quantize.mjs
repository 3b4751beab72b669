// Quantizes the weights of a model and measures it: quantize times|memory FILE OUTPUT
import { open, stat } from "node:fs/promises";
import { openFiles } from "../../src/cli/node-files.ts";
import { formatOf, quietContext, readModel, runStep, streamPieces } from "../../src/core/index.ts";
import { medians } from "../medians.mjs";
import { peakMemory } from "../peak-memory.mjs";

const ROUNDS = 5;
/** Small enough to be in the processor's cache still when its elements are rounded. */
const CACHED = 4 * 1024 * 1024;

const [what, file, output] = process.argv.slice(2);
main().then((measured) => console.log(JSON.stringify(measured)));

async function main() {
  if (what === "memory") {
    const idle = process.memoryUsage.rss();
    await quantize();
    return { memory: peakMemory() - idle };
  }
  const { size } = await stat(file);
  return medians(ROUNDS, async () => ({
    floorTime: await timeOf(() => floor(size - (size % 4))),
    cachedFloorTime: await timeOf(() => floor(CACHED)),
    time: await timeOf(quantize),
  }));
}

async function timeOf(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** As the command line does it, without its estimates of zipped sizes and without waiting for the disk. */
async function quantize() {
  const context = quietContext();
  const files = await openFiles(file);
  const { model } = await runStep(await readModel(files, context), { id: "quantize-weights", parameters: {} }, context);
  const [{ pieces }] = await formatOf(model.format).write(model, { sameFolder: true, name: files.name });
  const handle = await open(output, "w");
  for await (const bytes of streamPieces(pieces, context)) {
    await handle.write(bytes);
  }
  await handle.close();
  await files.close();
}

/**
 * The least there is to do: read the weights, find their range, round them, write them; all at once or in blocks. The
 * few bytes of the file that are no weights are treated as if they were.
 */
async function floor(blockBytes) {
  const bytes = Buffer.allocUnsafeSlow(blockBytes);
  const elements = new Float32Array(bytes.buffer);
  const rounded = new Int8Array(elements.length);
  const source = await open(file);
  const target = await open(output, "w");
  for (;;) {
    const count = Math.floor((await source.read(bytes, 0, blockBytes)).bytesRead / 4);
    if (count === 0) {
      break;
    }
    round(elements, rounded, count, 127 / largestOf(elements, count));
    await target.write(rounded, 0, count);
  }
  await Promise.all([source.close(), target.close()]);
}

function largestOf(elements, count) {
  let largest = 0;
  for (let index = 0; index < count; index++) {
    const magnitude = Math.abs(elements[index]);
    if (magnitude > largest) {
      largest = magnitude;
    }
  }
  return largest;
}

/** Math.round takes five times as long; here the shift to positive numbers lets the fraction be cut off. */
function round(elements, rounded, count, factor) {
  for (let index = 0; index < count; index++) {
    rounded[index] = ((elements[index] * factor + 128.5) | 0) - 128;
  }
}
