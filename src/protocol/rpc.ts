// Calls over a message channel: a reply or an error for each, progress and parts on the way, and cancellation.

/** A channel between two sides, such as a worker's or a webview's. */
export interface Port {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What a method may use besides its arguments. */
export interface CallContext {
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
  /** Tells what is there of the result before all of it is. */
  part(value: unknown): void;
}

/** An interface whose methods can be called from the other side. */
export type Service<S> = {
  readonly [M in keyof S]: S[M] extends (...input: infer A) => Promise<infer R>
    ? (...input: [...A, CallContext]) => Promise<R | Transferred<R>>
    : never;
};

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Hears what is there of the result, in the type that the method says. */
  readonly onPart?: (value: unknown) => void;
  /** Buffers that are handed over rather than copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** An error from the other side, with what its own fields said. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A reply whose buffers are handed over rather than copied. */
export class Transferred<T> {
  constructor(
    readonly value: T,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

type Envelope =
  | { readonly rpc: "call"; readonly id: number; readonly method: string; readonly input: readonly unknown[] }
  | { readonly rpc: "cancel"; readonly id: number }
  | { readonly rpc: "reply"; readonly id: number; readonly value: unknown }
  | { readonly rpc: "error"; readonly id: number; readonly code: string; readonly message: string }
  | { readonly rpc: "part"; readonly id: number; readonly value: unknown }
  | { readonly rpc: "progress"; readonly id: number; readonly done: number; readonly total: number };

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly options: CallOptions;
  readonly stopListening: () => void;
}

/** One end of a channel: it serves what it was given and calls what the other end serves. */
export class Peer<Remote> {
  readonly #pending = new Map<number, Pending>();
  readonly #running = new Map<number, AbortController>();
  #next = 1;

  constructor(
    readonly port: Port,
    /** An object whose own properties are the methods to serve. */
    readonly service: object,
  ) {
    port.onMessage((message) => this.#receive(message));
  }

  call<M extends keyof Remote & string>(
    method: M,
    input: Remote[M] extends (...input: infer A) => unknown ? A : never,
    options: CallOptions = {},
  ): Promise<Remote[M] extends (...input: never[]) => Promise<infer R> ? R : never> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const cancel = () => this.port.post({ rpc: "cancel", id } satisfies Envelope, []);
      options.signal?.addEventListener("abort", cancel);
      const stopListening = () => options.signal?.removeEventListener("abort", cancel);
      this.#pending.set(id, { resolve: resolve, reject, options, stopListening });
      this.port.post({ rpc: "call", id, method, input } satisfies Envelope, options.transfer ?? []);
      if (options.signal?.aborted === true) {
        cancel();
      }
    });
  }

  /** Ends every call that waits, such as when the other side is gone. */
  fail(error: Error): void {
    for (const [id, pending] of this.#pending) {
      this.#pending.delete(id);
      pending.stopListening();
      pending.reject(error);
    }
  }

  #receive(message: unknown): void {
    if (typeof message !== "object" || message === null || !("rpc" in message)) {
      return;
    }
    const envelope = message as Envelope;
    if (envelope.rpc === "call") {
      void this.#serve(envelope.id, envelope.method, envelope.input);
    } else if (envelope.rpc === "cancel") {
      this.#running.get(envelope.id)?.abort();
    } else {
      this.#settle(envelope);
    }
  }

  #settle(envelope: Exclude<Envelope, { rpc: "call" | "cancel" }>): void {
    const pending = this.#pending.get(envelope.id);
    if (pending === undefined) {
      return;
    }
    if (envelope.rpc === "progress") {
      pending.options.onProgress?.(envelope.done, envelope.total);
      return;
    }
    if (envelope.rpc === "part") {
      pending.options.onPart?.(envelope.value);
      return;
    }
    this.#pending.delete(envelope.id);
    pending.stopListening();
    if (envelope.rpc === "reply") {
      pending.resolve(envelope.value);
    } else {
      pending.reject(new RemoteError(envelope.code, envelope.message));
    }
  }

  async #serve(id: number, method: string, input: readonly unknown[]): Promise<void> {
    const abort = new AbortController();
    this.#running.set(id, abort);
    const context: CallContext = {
      signal: abort.signal,
      progress: (done, total) => this.port.post({ rpc: "progress", id, done, total } satisfies Envelope, []),
      part: (value) => this.port.post({ rpc: "part", id, value } satisfies Envelope, []),
    };
    try {
      const handler = Object.hasOwn(this.service, method)
        ? (this.service as Record<string, unknown>)[method]
        : undefined;
      if (typeof handler !== "function") {
        throw new Error(`There is no method ${method}.`);
      }
      const result: unknown = await (handler as (...all: unknown[]) => unknown)(...input, context);
      const [value, buffers] = result instanceof Transferred ? [result.value as unknown, result.buffers] : [result, []];
      this.port.post({ rpc: "reply", id, value } satisfies Envelope, buffers);
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: unknown };
      this.port.post(
        {
          rpc: "error",
          id,
          code: typeof code === "string" ? code : "internal",
          message: typeof message === "string" ? message : String(error),
        } satisfies Envelope,
        [],
      );
    } finally {
      this.#running.delete(id);
    }
  }
}
