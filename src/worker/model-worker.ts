// Entry of the worker in Node: a thread of the extension host.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { nodeHost } from "../engines/node-host";
import type { Port } from "../protocol/rpc";
import { serveModels } from "./model-service";

const port: Port = {
  post: (message, transfer) => parentPort!.postMessage(message, transfer),
  onMessage: (listener) => parentPort!.on("message", listener),
};
const newHash = () => {
  const hash = createHash("sha256");
  return { update: (bytes: Uint8Array) => hash.update(bytes), digest: () => hash.digest("hex") };
};
serveModels(port, newHash, () => nodeHost(join(__dirname, "engines")));
