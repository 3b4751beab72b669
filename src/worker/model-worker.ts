// Entry of the worker in Node: a thread of the extension host.
import { parentPort } from "node:worker_threads";
import type { FileService } from "../protocol/messages";
import { Peer, type Port } from "../protocol/rpc";
import { ModelServer } from "./model-service";

const port: Port = {
  post: (message, transfer) => parentPort!.postMessage(message, transfer),
  onMessage: (listener) => parentPort!.on("message", listener),
};
const server = new ModelServer();
server.connect(new Peer<FileService>(port, server));
