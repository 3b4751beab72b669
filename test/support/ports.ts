import type { MessagePort } from "node:worker_threads";
import type { Port } from "../../src/protocol/rpc";

/** One end of a real message channel. */
export function portOf(port: MessagePort): Port {
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (listener) => port.on("message", listener),
  };
}
