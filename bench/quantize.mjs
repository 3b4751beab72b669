// Quantizing a model's weights: beside the least there is to do, and beside the tools others use.
import { statSync } from "node:fs";
import { join } from "node:path";
import { besideFloor } from "./beside-floor.mjs";
import { madeModel, runCommandLine } from "./child.mjs";
import { medians } from "./medians.mjs";
import { runPeer } from "./python.mjs";
import { comparison, inMegabytes, inMilliseconds } from "./table.mjs";

const TIMES = 3;
const MEGABYTES = 100;
const MOST_TIME = 2;
const MOST_MEMORY = 1.5;
/** For GraphDef there is none any more. */
const PEERS = { tflite: "ai-edge-quantizer", onnx: "quantize_dynamic", pb: null };

/** @yields rows of the table. */
export async function* measureQuantizing(folder, withPeers) {
  for (const [extension, peerName] of Object.entries(PEERS)) {
    const file = madeModel(folder, MEGABYTES, extension);
    const output = join(folder, `quantized.${extension}`);
    const model = `${MEGABYTES} MB .${extension}`;
    yield* besideFloor(folder, ["quantize-weights"], model, file, output, {
      mostTime: MOST_TIME,
      mostMemory: MOST_MEMORY,
    });
    const ours = await medians(TIMES, () => runCommandLine("quantize-weights", file, "-o", output));
    const bytes = statSync(output).size;
    if (withPeers && peerName !== null) {
      const peerOutput = join(folder, `peer.${extension}`);
      const peer = await medians(TIMES, () => runPeer(peerName, file, peerOutput));
      const whole = `${model}: whole program`;
      yield comparison(`${whole}, time`, ours.milliseconds, peer.milliseconds, peerName, inMilliseconds);
      yield comparison(`${whole}, memory`, ours.peak, peer.peak, peerName, inMegabytes);
      yield comparison(`${model}: size of the result`, bytes, statSync(peerOutput).size, peerName, inMegabytes);
    } else {
      const size = statSync(file).size;
      yield comparison(`${model}: whole program, memory`, ours.peak, size, "in the file", inMegabytes);
      yield comparison(`${model}: size of the result`, bytes, size, "in the file", inMegabytes);
    }
  }
}
