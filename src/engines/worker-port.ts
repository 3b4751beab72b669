// How an engine's worker speaks to who started it: a thread of Node. worker-port.web.ts is its twin for browsers.
import { parentPort } from "node:worker_threads";
import type { Port } from "./serve";

export const port: Port = {
  post: (message, transfer) => parentPort!.postMessage(message, transfer),
  onMessage: (listener) => parentPort!.on("message", listener),
};
