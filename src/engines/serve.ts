// The worker's side of an engine: one model at a time, one request after the other.
import { memoryBytes, watchMemory } from "./wasm-memory";
import type { Engine, EngineModel, Session, Values } from "./engine";

export interface Calls {
  start: { readonly argument: Uint8Array; readonly result: null };
  /** In how many milliseconds. */
  load: { readonly argument: EngineModel; readonly result: number };
  run: { readonly argument: Values; readonly result: Values };
  /** Runs it, and says in how many milliseconds; the results are left there. */
  time: { readonly argument: Values; readonly result: number };
  /** How many bytes the engine takes. */
  memory: { readonly argument: null; readonly result: number };
  dispose: { readonly argument: null; readonly result: null };
}

export interface Request<Name extends keyof Calls = keyof Calls> {
  readonly call: Name;
  readonly argument: Calls[Name]["argument"];
}

export type Reply = { readonly result: unknown } | { readonly error: string };

export interface Port {
  /** @param transfer What is handed over rather than copied. */
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

export function serve(engine: Engine, port: Port): void {
  let session: Session | null = null;
  const handlers: { [Name in keyof Calls]: (argument: Calls[Name]["argument"]) => Promise<Calls[Name]["result"]> } = {
    start: async (wasm) => {
      watchMemory();
      await engine.start(wasm);
      return null;
    },
    load: async (model) => {
      const begin = performance.now();
      session = await engine.load(model);
      return performance.now() - begin;
    },
    run: (feeds) => session!.run(feeds),
    time: async (feeds) => {
      const begin = performance.now();
      await session!.run(feeds);
      return performance.now() - begin;
    },
    memory: () => Promise.resolve(memoryBytes()),
    dispose: async () => {
      await session?.dispose();
      session = null;
      return null;
    },
  };
  port.onMessage((message) => {
    const { call, argument } = message as Request;
    (handlers[call] as (argument: unknown) => Promise<unknown>)(argument).then(
      (result) => port.post({ result } satisfies Reply, result instanceof Map ? buffersOf(result) : []),
      (error: unknown) => port.post({ error: reasonOf(error) } satisfies Reply, []),
    );
  });
}

/** Engines hand out copies of what their memory holds: each has a buffer of its own. */
function buffersOf(values: Values): ArrayBuffer[] {
  return Array.from(values.values(), ({ bytes }) => bytes.buffer as ArrayBuffer);
}

/** Engines throw numbers and texts too. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
