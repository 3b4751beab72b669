// Entry of the worker in a browser.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
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
/** Web Crypto has none that takes a file piece by piece. */
const newHash = () => {
  const hash = sha256.create();
  return { update: (bytes: Uint8Array) => hash.update(bytes), digest: () => bytesToHex(hash.digest()) };
};
serveModels(port, newHash, (files) => webHost((name) => files.call("engine", [name])));
