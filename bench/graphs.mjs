// Large graphs with little in them: the processor time that reading, summary and view take, and the memory they keep.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCase, runCommandLine } from "./child.mjs";
import { medians } from "./medians.mjs";
import { runPeer } from "./python.mjs";
import { asPercent, comparison, inMegabytes, inMilliseconds, limited, stated } from "./table.mjs";

const TIMES = 3;
const MEGABYTE = 1024 * 1024;
const PEERS = { onnx: "onnx.load", pb: "GraphDef.FromString" };
const LARGEST_FORK = 1 / 3;

const GRAPHS = [
  { nodes: 20_000, shapes: ["residual", "transformer"], extensions: ["onnx", "pb", "tflite"], runs: 5 },
  { nodes: 1_000_000, shapes: ["chain", "constants"], extensions: ["onnx", "pb"], runs: 1 },
];
/** Milliseconds of processor time and bytes: of looking, of finding groups, and of the command line from the start of its process. */
const MOST = {
  20_000: { time: 250, groups: 300, memory: 60 * MEGABYTE, programTime: 600, programMemory: null },
  1_000_000: { time: 10_000, groups: 10_000, memory: null, programTime: 10_000, programMemory: 1536 * MEGABYTE },
};

/** @yields rows of the table. */
export async function* measureGraphs(folder, withPeers) {
  for (const { nodes, shapes, extensions, runs } of GRAPHS) {
    for (const shape of shapes) {
      for (const extension of extensions) {
        const file = join(folder, `${nodes}-${shape}.${extension}`);
        if (!existsSync(file)) {
          runCase(folder, "make-graph", file, shape, nodes);
        }
        const name = `${nodes.toLocaleString("en-US")} nodes, ${shape}.${extension}`;
        yield* rowsOf(folder, name, file, runs, MOST[nodes], withPeers ? PEERS[extension] : undefined);
      }
    }
  }
}

async function* rowsOf(folder, name, file, runs, most, peerName) {
  const ours = runCase(folder, "graph", file, runs);
  const program = await medians(TIMES, () => runCommandLine("inspect", file));
  yield comparison(`${name}: time`, ours.time, ours.floor, "to pass over every byte", inMilliseconds);
  yield limited(`${name}: time`, ours.time, most.time, inMilliseconds);
  yield limited(`${name}: groups, time`, ours.groups, most.groups, inMilliseconds);
  yield atMost(`${name}: memory`, ours.memory, most.memory);
  if (peerName !== undefined) {
    const peer = await medians(TIMES, () => runPeer("open", file));
    yield comparison(`${name}: time`, ours.time, peer.processTime, peerName, inMilliseconds);
    yield comparison(`${name}: memory`, ours.memory, peer.memory, peerName, inMegabytes);
  }
  const share = { target: LARGEST_FORK, ratioUnit: asPercent };
  yield comparison(`${name}: memory of a copy`, ours.forkMemory, ours.modelMemory, "of the model", inMegabytes, share);
  yield limited(`${name}: inspect, time`, program.processTime, most.programTime, inMilliseconds);
  yield atMost(`${name}: inspect, memory`, program.peak, most.programMemory);
}

function atMost(what, bytes, most) {
  return most === null ? stated(what, bytes, inMegabytes) : limited(what, bytes, most, inMegabytes);
}
