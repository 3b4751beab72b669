// Opening a model: how much of the file is read, how much memory that takes, and how long.
import { madeModel, runCase } from "./child.mjs";
import { medians } from "./medians.mjs";
import { runPeer } from "./python.mjs";
import { asPercent, comparison, inMegabytes, inMilliseconds, limited } from "./table.mjs";

const TIMES = 3;
const LARGEST_SHARE = 0.01;
const MOST_MEMORY = 60 * 1024 * 1024;
const SIZES = [100, 400];
const PEERS = { tflite: "LiteRT's Interpreter", onnx: "onnx.load", pb: "GraphDef.FromString" };

/** @yields rows of the table. */
export async function* measureOpening(folder, withPeers) {
  for (const megabytes of SIZES) {
    for (const [extension, peerName] of Object.entries(PEERS)) {
      const file = madeModel(folder, megabytes, extension);
      const ours = await medians(TIMES, () => runCase(folder, "open", file));
      const peer = withPeers ? await medians(TIMES, () => runPeer("open", file)) : null;
      yield* rowsOf(`${megabytes} MB .${extension}`, ours, peer, peerName);
    }
  }
}

function* rowsOf(model, ours, peer, peerName) {
  const share = { target: LARGEST_SHARE, ratioUnit: asPercent };
  yield comparison(`${model}: bytes read`, ours.bytesRead, ours.size, "in the file", inMegabytes, share);
  yield limited(`${model}: memory`, ours.memory, MOST_MEMORY, inMegabytes);
  if (peer !== null) {
    yield comparison(`${model}: memory`, ours.memory, peer.memory, peerName, inMegabytes);
  }
  yield comparison(`${model}: time`, ours.openTime, ours.readTime, "to read every byte", inMilliseconds);
  if (peer !== null) {
    yield comparison(`${model}: time`, ours.openTime, peer.time, peerName, inMilliseconds);
  }
  yield comparison(
    `${model}: time with zipped size`,
    ours.gzipTime,
    ours.readTime,
    "to read every byte",
    inMilliseconds,
  );
}
