// Engines in Web Workers. Their scripts and machine code are handed over as bytes: a worker of a worker has no address to
// load them from.
import type { EngineHost } from "./engine-thread";

interface BrowserWorker {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message: string }) => void) | null;
  terminate(): void;
}
declare const Worker: new (url: string) => BrowserWorker;

/** @param read Reads a script or machine code by its name. */
export function webHost(read: (name: string) => Promise<Uint8Array>): EngineHost {
  return {
    async start({ id }) {
      const script = await read(`${id}.js`);
      const url = URL.createObjectURL(new Blob([script.slice()], { type: "text/javascript" }));
      const worker = new Worker(url);
      return {
        post: (message, transfer) => worker.postMessage(message, transfer),
        onMessage: (listener) => {
          worker.onmessage = (event) => listener(event.data);
        },
        onExit: (listener) => {
          worker.onerror = ({ message }) => listener(message);
        },
        stop: () => {
          worker.terminate();
          URL.revokeObjectURL(url);
        },
      };
    },
    wasm: ({ wasm }) => read(wasm),
  };
}
