// How an engine's worker speaks to who started it: a Web Worker.
import type { Port } from "./serve";

declare const self: {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
};

export const port: Port = {
  post: (message, transfer) => self.postMessage(message, transfer),
  onMessage: (listener) => self.addEventListener("message", (event) => listener(event.data)),
};
