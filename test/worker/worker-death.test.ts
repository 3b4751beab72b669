// Real workers with little memory, and models that take more of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { findDiskTarget, openDiskFiles } from "../../src/extension/disk-files";
import { ModelHost } from "../../src/extension/model-host";
import { RemoteError } from "../../src/protocol/rpc";
import { INT8 } from "../support/command-scenarios";
import { Disk } from "../support/disk";
import { signal, uriOf } from "../support/editor";
import { startProcess } from "../support/faulty-process";
import { encode, model, node, valueInfo } from "../support/onnx";

const WORKER = resolve("dist/worker.js");
const REST = 200;
const LITTLE = { maxOldGenerationSizeMb: 40 };

/** So many nodes that what describes them does not fit. */
function hungry(): Uint8Array {
  const length = 150_000;
  const nodes = Array.from({ length }, (_, index) => node("Relu", [`v${index}`], [`v${index + 1}`]));
  const shape = [1, 4];
  const [input, output] = [[valueInfo("v0", shape)], [valueInfo(`v${length}`, shape)]];
  return encode(model({ name: "chain", input, output, initializer: [], node: nodes }));
}

describe("a worker that dies", function () {
  this.timeout(60_000);
  const sample = readFileSync("samples/mnist-mlp.onnx");
  const large = hungry();
  let disk: Disk;
  let host: ModelHost;
  let workers: Worker[];

  const open = (name: string) => host.open(uriOf(`/m/${name}`), signal());
  const isStopped = (error: unknown) =>
    error instanceof RemoteError &&
    error.code === "stopped" &&
    /ran out of memory.*its steps are kept/.test(error.message);

  beforeEach(() => {
    disk = new Disk();
    disk.put("/m/small.onnx", sample);
    disk.put("/m/other.onnx", sample);
    disk.put("/m/hungry.onnx", large);
    const fileSystem = startProcess(disk);
    workers = [];
    host = new ModelHost({
      rest: REST,
      startWorker: () => {
        const worker = new Worker(WORKER, { resourceLimits: LITTLE });
        workers.push(worker);
        return {
          port: {
            post: (message, transfer) => worker.postMessage(message, transfer),
            onMessage: (listener) => worker.on("message", listener),
          },
          onExit: (listener) => {
            worker.on("error", (error) => listener(error.message));
            worker.on("exit", (code) => listener(`it ended with code ${code}`));
          },
          stop: () => void worker.terminate(),
        };
      },
      openFiles: (uri, place = uri) => openDiskFiles(uri.fsPath, place.fsPath, fileSystem),
      findTarget: (uri) => findDiskTarget(uri.fsPath, fileSystem),
      beside: { read: () => Promise.resolve(null), list: () => Promise.resolve([]) },
      readEngine: () => Promise.reject(new Error("No engine is needed here.")),
    });
  });
  afterEach(() => host.dispose());

  it("is replaced: the next one has what was open, and the steps that were done", async () => {
    const small = await open("small.onnx");
    const before = await host.call("state", [small, INT8]);
    await assert.rejects(open("hungry.onnx"), isStopped);
    assert.deepEqual(await host.call("state", [small, INT8]), before);
    assert.equal((await host.call("graph", [small, [], 0])).nodes.length, before.graphs[0]!.nodes);
    assert.equal(workers.length, 2);
  });

  it("leaves those alone that worked beside the one it died of", async () => {
    const [small, other] = [await open("small.onnx"), await open("other.onnx")];
    const [one, two, three] = await Promise.allSettled([
      host.call("state", [small, INT8]),
      open("hungry.onnx"),
      host.call("state", [other, INT8]),
    ]);
    assert.ok(two.status === "rejected" && isStopped(two.reason), String((two as PromiseRejectedResult).reason));
    assert.deepEqual([one.status, three.status], ["fulfilled", "fulfilled"]);
    assert.equal((await host.call("state", [other, []])).bytes, sample.byteLength);
  });

  it("is not tried again with what it died of, until somebody wants that", async () => {
    const id = await open("small.onnx");
    const call = host.call("state", [id, INT8]);
    void workers[0]!.terminate();
    await assert.rejects(call, (error) => error instanceof RemoteError && error.code === "stopped");
    await assert.rejects(host.call("state", [id, []]), (error) => (error as RemoteError).code === "stopped");
    assert.equal(workers.length, 1);
    host.tryAgain(id);
    assert.equal((await host.call("state", [id, INT8])).steps.length, 1);
  });

  it("is replaced where it died of nothing", async () => {
    const id = await open("small.onnx");
    await workers[0]!.terminate();
    assert.equal((await host.call("state", [id, INT8])).steps.length, 1);
    assert.ok((await host.call("transforms", [])).length > 0);
  });

  it("while it writes, leaves the original; written by the next one, the file is whole", async () => {
    const id = await open("small.onnx");
    const save = () => host.write(id, INT8, uriOf("/m/small.onnx"), "own", signal(), () => {});
    const saving = save();
    void workers[0]!.terminate();
    await assert.rejects(saving, (error) => (error as RemoteError).code === "stopped");
    assert.deepEqual([...disk.contents().keys()].sort(), ["/m/hungry.onnx", "/m/other.onnx", "/m/small.onnx"]);
    assert.deepEqual(Buffer.from(disk.find("/m/small.onnx").bytes), sample);
    host.tryAgain(id);
    await save();
    const { bytes } = await host.call("state", [id, INT8]);
    assert.equal(disk.find("/m/small.onnx").bytes.byteLength, bytes);
  });

  it("ends when nothing is open, not before, and the next document has another", async () => {
    const [small, other] = [await open("small.onnx"), await open("other.onnx")];
    let ended = false;
    workers[0]!.once("exit", () => (ended = true));
    await host.close(small);
    await pause(3 * REST);
    assert.equal(ended, false);
    await host.close(other);
    const third = await open("small.onnx");
    await pause(3 * REST);
    assert.equal(ended, false, "it was needed again before it ended");
    const call = host.call("state", [third, INT8]);
    await host.close(third);
    await call.catch(() => {});
    await once(workers[0]!, "exit");
    const again = await open("small.onnx");
    assert.equal((await host.call("state", [again, INT8])).steps.length, 1);
    assert.equal(workers.length, 2);
  });
});
