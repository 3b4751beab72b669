// Entry of the worker in Node: a thread of the extension host.
import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { Port } from "../protocol/rpc";
import { serveModels } from "./model-service";

const port: Port = {
  post: (message, transfer) => parentPort!.postMessage(message, transfer),
  onMessage: (listener) => parentPort!.on("message", listener),
};
serveModels(port, () => {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
});
