// Entry of the worker in a browser.
import { webHost } from "../engines/web-host";
import type { Port } from "../protocol/rpc";
import { serveModels } from "./model-service";

declare const self: {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
};

const port: Port = {
  post: (message, transfer) => self.postMessage(message, transfer),
  onMessage: (listener) => self.addEventListener("message", (event) => listener(event.data)),
};
serveModels(port, null, (files) => webHost((name) => files.call("engine", [name])));
