// An engine seen from outside: a worker that is started when the first model is loaded, ends with its owner, and is
// given up where it takes too long.
import { ModelError } from "../core";
import { EngineError, EngineFailure } from "./engine-error";
import type { EngineKind, EngineModel, Values } from "./engine";
import type { Calls, Port, Reply } from "./serve";

/** A worker, as platforms start it. */
export interface EngineWorker extends Port {
  /** @param listener told why it ended. */
  onExit(listener: (why: string) => void): void;
  stop(): void;
}

/** How a platform starts an engine. */
export interface EngineHost {
  start(kind: EngineKind): EngineWorker | Promise<EngineWorker>;
  /** The engine's machine code, in a buffer of its own. */
  wasm(kind: EngineKind): Promise<Uint8Array>;
}

export interface Limits {
  /** For loading a model and for each run. */
  readonly milliseconds: number;
}

/** After these the engine's memory is in no state to go on from. */
const BROKEN = /\babort|out of bounds|out of memory|unreachable|bad_alloc/i;

export class EngineThread {
  #worker: EngineWorker | null = null;
  /** Who waits for a reply. */
  #waiting: { done: (result: unknown) => void; failed: (error: Error) => void } | null = null;

  constructor(
    readonly kind: EngineKind,
    readonly host: EngineHost,
    readonly limits: Limits,
    readonly signal: AbortSignal | null = null,
  ) {}

  /** @throws EngineError where the engine cannot, ModelError where the user cancels. */
  async start(): Promise<void> {
    if (this.#worker === null) {
      if (this.signal?.aborted === true) {
        throw new ModelError("cancelled", "Cancelled.", "operation");
      }
      const worker = await this.host.start(this.kind);
      this.#worker = worker;
      worker.onMessage((message) => this.#settle(message as Reply));
      worker.onExit((why) => this.#end(worker, new EngineError(`${this.title} ended: ${why}`)));
      const wasm = await this.host.wasm(this.kind);
      await this.#call("start", wasm, "start", [wasm.buffer as ArrayBuffer]);
    }
  }

  /**
   * @param transfer Buffers of the model that are handed over rather than copied.
   * @returns in how many milliseconds it was loaded, once the engine ran.
   * @throws EngineError where the engine cannot, ModelError where the user cancels.
   */
  async load(model: EngineModel, transfer: readonly ArrayBuffer[] = []): Promise<number> {
    await this.start();
    return this.#call("load", model, "load the model", transfer);
  }

  run(feeds: Values): Promise<Values> {
    return this.#call("run", feeds, "run the model");
  }

  /** Runs the model for nothing but the time that it takes, in milliseconds. */
  time(feeds: Values): Promise<number> {
    return this.#call("time", feeds, "run the model");
  }

  /** The most memory that the engine took, in bytes. */
  memory(): Promise<number> {
    return this.#call("memory", null, "say what memory it takes");
  }

  /** Gives up the loaded model. */
  async unload(): Promise<void> {
    if (this.#worker !== null) {
      await this.#call("dispose", null, "give up the model");
    }
  }

  /** Ends the worker: the memory of WebAssembly never shrinks. */
  stop(): void {
    if (this.#worker !== null) {
      this.#end(this.#worker, new EngineError(`${this.title} was stopped.`));
    }
  }

  get title(): string {
    return `${this.kind.title} ${this.kind.version}`;
  }

  async #call<Name extends keyof Calls>(
    call: Name,
    argument: Calls[Name]["argument"],
    what: string,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Calls[Name]["result"]> {
    const worker = this.#worker;
    if (worker === null) {
      throw new EngineError(`${this.title} does not run.`);
    }
    const seconds = this.limits.milliseconds / 1000;
    const timer = setTimeout(
      () => this.#end(worker, new EngineError(`${this.title} did not ${what} within ${seconds} seconds`, true)),
      this.limits.milliseconds,
    );
    const cancel = () => this.#end(worker, new ModelError("cancelled", "Cancelled.", "operation"));
    this.signal?.addEventListener("abort", cancel);
    try {
      return (await new Promise<unknown>((done, failed) => {
        this.#waiting = { done, failed };
        if (this.signal?.aborted === true) {
          cancel();
        } else {
          worker.post({ call, argument }, transfer);
        }
      })) as Calls[Name]["result"];
    } catch (error) {
      throw error instanceof EngineError || error instanceof ModelError
        ? error
        : new EngineFailure(`${this.title} cannot ${what}: ${(error as Error).message.replace(/\.$/, "")}`);
    } finally {
      clearTimeout(timer);
      this.signal?.removeEventListener("abort", cancel);
    }
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if ("error" in reply) {
      if (BROKEN.test(reply.error)) {
        this.stop();
      }
      waiting?.failed(new Error(reply.error));
    } else {
      waiting?.done(reply.result);
    }
  }

  #end(worker: EngineWorker, why: Error): void {
    if (this.#worker === worker) {
      this.#worker = null;
      worker.stop();
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting?.failed(why);
    }
  }
}
