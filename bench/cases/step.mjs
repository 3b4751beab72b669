// Takes one step with a model and measures it: step times|memory FILE OUTPUT STEP. Or a pipeline of TensorFlow's Graph
// Transform Tool: step times|memory FILE OUTPUT PIPELINE INPUT OUTPUT
import { open, stat } from "node:fs/promises";
import { parsePipeline } from "../../src/cli/graph-transform-tool/pipeline.ts";
import { runPipeline } from "../../src/cli/graph-transform-tool/run.ts";
import { openFiles } from "../../src/cli/node-files.ts";
import { writerOf, quietContext, readModel, runStep, streamPieces } from "../../src/core/index.ts";
import { medians } from "../medians.mjs";
import { peakMemory } from "../peak-memory.cjs";

const ROUNDS = 5;
/** Small enough to be in the processor's cache still when its elements are rounded. */
const CACHED = 4 * 1024 * 1024;

const FACTOR = 1.5;

const [what, file, output, id, input, result] = process.argv.slice(2);
/** What the least is that there is to do: to make other numbers of the same size, or smaller ones. */
const toBlock = id.includes("quantize") ? quantized : scaled;
main().then((measured) => console.log(JSON.stringify(measured)));

async function main() {
  if (what === "memory") {
    const idle = process.memoryUsage.rss();
    await takeStep();
    return { memory: peakMemory() - idle };
  }
  const { size } = await stat(file);
  return medians(ROUNDS, async () => ({
    floorTime: await timeOf(() => floor(size - (size % 4))),
    cachedFloorTime: await timeOf(() => floor(CACHED)),
    time: await timeOf(takeStep),
  }));
}

async function timeOf(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** As the command line does it, without its estimates of zipped sizes and without waiting for the disk. */
async function takeStep() {
  const context = quietContext();
  const files = await openFiles(file);
  const original = await readModel(files, context);
  const { model } = await (result === undefined
    ? runStep(original, { id, parameters: {} }, context)
    : runPipeline(original, parsePipeline(id), { inputs: [input], outputs: [result] }, context));
  const [{ pieces }] = await writerOf(model).write(model, { sameFolder: true, name: files.name });
  const handle = await open(output, "w");
  for await (const bytes of streamPieces(pieces, context)) {
    await handle.write(bytes);
  }
  await handle.close();
  await files.close();
}

/** Reads the weights, makes what they become and writes that; all at once or in blocks. The few other bytes are treated alike. */
async function floor(blockBytes) {
  const bytes = Buffer.allocUnsafeSlow(blockBytes);
  const elements = new Float32Array(bytes.buffer);
  const make = toBlock(elements.length);
  const source = await open(file);
  const target = await open(output, "w");
  for (;;) {
    const count = Math.floor((await source.read(bytes, 0, blockBytes)).bytesRead / 4);
    if (count === 0) {
      break;
    }
    await target.write(make(elements, count));
  }
  await Promise.all([source.close(), target.close()]);
}

/** Finds the range of the weights and rounds them. */
function quantized(most) {
  const rounded = new Int8Array(most);
  return (elements, count) => {
    round(elements, rounded, count, 127 / largestOf(elements, count));
    return rounded.subarray(0, count);
  };
}

/** Multiplies the weights. */
function scaled(most) {
  const products = new Float32Array(most);
  return (elements, count) => {
    for (let index = 0; index < count; index++) {
      products[index] = elements[index] * FACTOR;
    }
    return products.subarray(0, count);
  };
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
