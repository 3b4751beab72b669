// Opens a model and measures it: open FILE
import { open } from "node:fs/promises";
import { openFiles } from "../../src/cli/node-files.ts";
import { writerOf, gzipSize, quietContext, readModel, summarize } from "../../src/core/index.ts";
import { layersOf, viewGraphs } from "../../src/core/index.ts";
import { peakMemory } from "../peak-memory.cjs";

const BLOCK = 1024 * 1024;

const [file] = process.argv.slice(2);
main().then((measured) => console.log(JSON.stringify(measured)));

async function main() {
  const idle = process.memoryUsage.rss();
  const start = performance.now();
  const files = await openFiles(file);
  const main = countingSource(files.main);
  const model = await readModel({ ...files, main }, quietContext());
  await summarize(model);
  const openTime = performance.now() - start;
  viewGraphs(model, await layersOf(model));
  const measured = {
    size: main.size,
    openTime,
    graphTime: performance.now() - start,
    bytesRead: main.bytesRead,
    memory: peakMemory() - idle,
  };
  const [written] = await writerOf(model).write(model, { sameFolder: true, name: files.name });
  await gzipSize(written.pieces);
  const withGzip = {
    gzipTime: performance.now() - start,
    gzipBytesRead: main.bytesRead,
    gzipMemory: peakMemory() - idle,
  };
  await files.close();
  return { ...measured, ...withGzip, readTime: await timeToRead() };
}

function countingSource(source) {
  const counting = {
    size: source.size,
    bytesRead: 0,
    read: (offset, length) => {
      counting.bytesRead += length;
      return source.read(offset, length);
    },
  };
  return counting;
}

/** The floor of every reader that needs all of a file: each byte once, into the same block of memory. */
async function timeToRead() {
  const block = Buffer.allocUnsafeSlow(BLOCK);
  const start = performance.now();
  const handle = await open(file);
  while ((await handle.read(block, 0, BLOCK)).bytesRead > 0);
  await handle.close();
  return performance.now() - start;
}
