// Engines in threads of Node: their scripts and machine code lie in one folder.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { EngineHost } from "./engine-thread";

export function nodeHost(folder: string): EngineHost {
  return {
    start({ id }) {
      // What engines print is theirs: what matters they throw.
      const worker = new Worker(resolve(folder, `${id}.js`), { stdout: true, stderr: true, env: {} });
      worker.stdout.resume();
      worker.stderr.resume();
      return {
        post: (message, transfer) => worker.postMessage(message, transfer),
        onMessage: (listener) => worker.on("message", listener),
        onExit: (listener) => {
          worker.on("error", (error) => listener(error instanceof Error ? error.message : String(error)));
          worker.on("exit", (code) => listener(`it ended with code ${code}`));
        },
        stop: () => void worker.terminate(),
      };
    },
    wasm: async ({ wasm }) => {
      const bytes = await readFile(join(folder, wasm));
      // Small files may lie in a buffer that they share with others.
      return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
    },
  };
}
