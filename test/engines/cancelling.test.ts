// What verifying costs once it is over, and how soon it is over where somebody cancels.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ModelError, quietContext, type Context } from "../../src/core";
import { benchmarkModels, compareVariants, verifyModels, type Question } from "../../src/engines";
import { chosenInputs } from "../../src/engines/inputs/chosen-inputs";
import { readChoice } from "../../src/engines/inputs/input-choice";
import { countedEngines, eventually } from "../support/counted-engines";
import { encodeText } from "../support/model-text";
import { opened, question } from "./run";

const SAMPLES = ["onnx", "tflite", "pb"].map((format) => `samples/mnist-cnn.${format}`);
const read = (path: string) => opened({ name: path.slice(path.lastIndexOf("/") + 1), bytes: readFileSync(path) });

describe("verifying", function () {
  this.timeout(300_000);
  const engines = countedEngines();

  it("50 times, in each engine by turns, leaves no worker and no more than 20 MB", async () => {
    const models = await Promise.all(SAMPLES.map(read));
    const verify = async (count: number) => {
      const model = models[count % models.length]!;
      await verifyModels(model, model, question({ samples: 1 }), engines, quietContext());
    };
    for (const index of models.keys()) {
      await verify(index);
    }
    const before = await heldBytes();
    for (let count = 0; count < 50; count++) {
      await verify(count);
    }
    await eventually(() => engines.running === 0);
    const left = (await heldBytes()) - before;
    assert.ok(left <= 20 * 1024 ** 2, `${(left / 1024 ** 2).toFixed(1)} MB are left`);
  });

  for (const path of SAMPLES) {
    it(`${path} ends within half a second wherever it is cancelled`, async () => {
      const model = await read(path);
      const ways: Record<string, (context: Context) => Promise<unknown>> = {
        layers: (context) => verifyModels(model, model, question({ taps: "all" }), engines, context),
        benchmark: (context) => benchmarkModels([model, model], { ...question(), runs: 50 }, engines, context),
        variants: (context) => compareVariants(model, [{ title: "a", recipe: [] }], question(), engines, context),
      };
      for (const [way, work] of Object.entries(ways)) {
        for (const after of [0, 20, 60, 120, 200, 300, 450, 700, 1000]) {
          await assertEnds(work, after, `${way} after ${after} ms`);
        }
      }
      await eventually(() => engines.running === 0);
    });
  }

  it("ends within half a second while pictures are read, of however many", async () => {
    const shape = "float32[1,3,224,224]";
    const model = await opened(encodeText(`onnx 13\ninput x ${shape}\ny = Neg(x)\noutput y ${shape}`));
    const picture = bmp(900);
    const names = Array.from({ length: 2000 }, (_, at) => `pictures/${at}.bmp`);
    const inputs = await chosenInputs(readChoice(Buffer.from('{"inputs": "pictures"}'), "i.json"), {
      has: () => Promise.resolve(true),
      list: () => Promise.resolve(names),
      read: () => Promise.resolve(picture),
    });
    const ask: Question = question({ inputs, samples: null });
    const work = (context: Context) => verifyModels(model, model, ask, engines, context);
    for (const after of [300, 900]) {
      await assertEnds(work, after, `after ${after} ms`);
    }
  });
});

async function assertEnds(work: (context: Context) => Promise<unknown>, after: number, what: string): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const context: Context = {
    ...quietContext(),
    signal,
    progress: async () => {
      await new Promise((next) => setImmediate(next));
      if (signal.aborted) {
        throw new ModelError("cancelled", "Cancelled.", "operation");
      }
    },
  };
  let [isOver, cancelled, ended] = [false, 0, 0];
  setTimeout(() => {
    if (!isOver) {
      cancelled = performance.now();
      controller.abort();
    }
  }, after);
  const error = await work(context).then(
    () => null,
    (error: unknown) => error,
  );
  isOver = true;
  ended = performance.now();
  if (error !== null || cancelled > 0) {
    assert.ok(error === null || (error as ModelError).code === "cancelled", `${what}: ${String(error)}`);
    assert.ok(ended - cancelled <= 500, `${what}: ${Math.round(ended - cancelled)} ms`);
  }
}

/** On the heap and outside of it, buffers included; what the system's allocator keeps for later is not counted. */
async function heldBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  await new Promise((next) => setTimeout(next, 200));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A square of 24 bits. */
function bmp(side: number): Uint8Array {
  const bytes = Buffer.alloc(54 + 3 * side * side);
  bytes.fill(0x55, 54);
  bytes.write("BM");
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(side, 18);
  bytes.writeInt32LE(side, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}
