// The worker is started when it is needed, ends a moment after the last document is closed, and is replaced when it dies, as
// it does when it runs out of memory. Whoever waited for it gets what it waited for from the next one, except the document
// that it died of.
import type { FileService, ModelService } from "../protocol/messages";
import { Peer, RemoteError, type Service } from "../protocol/rpc";
import { Disposable } from "./disposable";
import type { WorkerThread } from "./worker-thread";

interface Thread {
  readonly worker: WorkerThread;
  readonly peer: Peer<ModelService>;
  /** Documents that it has open, or is opening. */
  readonly opened: Map<string, Promise<void>>;
  /** Documents that it works on, each with how many calls wait. */
  readonly busy: Map<string, number>;
  /** What calls get that wait for it when it dies. */
  death: RemoteError | null;
}

/** How long an idle worker waits for the next document, in milliseconds: a start takes a tenth of a second. */
const REST = 5_000;
/** How often it is tried to do what belongs to no document. */
const TRIES = 3;

export class ModelWorkers extends Disposable {
  #thread: Thread | null = null;
  /** Documents that one worker died of, and what is said about it. */
  readonly #stopped = new Map<string, RemoteError>();
  /** Documents of which one made a worker die: they take turns, so that the next death tells which. */
  readonly #suspects = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  /** How much is being done. */
  #running = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param open Has a worker open a document.
   * @param rest How long a worker without documents is kept, in milliseconds.
   */
  constructor(
    readonly start: () => WorkerThread,
    readonly service: Service<FileService>,
    readonly open: (peer: Peer<ModelService>, document: string, signal?: AbortSignal) => Promise<void>,
    readonly rest = REST,
  ) {
    super();
    this.own({
      dispose: () => {
        clearTimeout(this.#resting);
        this.#thread?.worker.stop();
      },
    });
  }

  /**
   * Does something with a worker that has the document open; from the beginning, where the worker dies of another one.
   * @throws RemoteError "stopped" where it dies of this one, and ever after until it is tried again.
   */
  async run<T>(
    document: string | null,
    work: (peer: Peer<ModelService>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    this.#running += 1;
    clearTimeout(this.#resting);
    try {
      return await this.#run(document, work, signal);
    } finally {
      this.#running -= 1;
      this.#restSoon();
    }
  }

  async #run<T>(
    document: string | null,
    work: (peer: Peer<ModelService>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      this.#throwIfStopped(document);
      const release = this.#suspects.size === 0 ? () => {} : await this.#waitForTurn();
      const thread = (this.#thread ??= this.#startThread());
      try {
        return await this.#runIn(thread, document, work, signal);
      } catch (error) {
        if (thread.death === null || error !== thread.death || (document === null && tries === TRIES)) {
          throw error;
        }
      } finally {
        release();
      }
    }
  }

  /** Forgets that a worker died of a document. */
  tryAgain(document: string): void {
    this.#stopped.delete(document);
  }

  async close(document: string): Promise<void> {
    this.#stopped.delete(document);
    this.#suspects.delete(document);
    if (this.#thread?.opened.delete(document) === true) {
      await this.#thread.peer.call("close", [document]).catch(() => {});
    }
    this.#restSoon();
  }

  /** What a worker holds of models that are closed is given back with the worker alone. */
  #restSoon(): void {
    clearTimeout(this.#resting);
    if (this.#running === 0 && this.#thread?.opened.size === 0) {
      this.#resting = setTimeout(() => this.#end(), this.rest);
    }
  }

  #end(): void {
    const thread = this.#thread;
    if (thread !== null && this.#running === 0 && thread.opened.size === 0) {
      this.#thread = null;
      thread.death = new RemoteError("internal", "The part of Model Bonsai that works on models has nothing to do.");
      thread.worker.stop();
    }
  }

  async #runIn<T>(
    thread: Thread,
    document: string | null,
    work: (peer: Peer<ModelService>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (document === null) {
      return work(thread.peer);
    }
    thread.busy.set(document, (thread.busy.get(document) ?? 0) + 1);
    try {
      await this.#openIn(thread, document, signal);
      const result = await work(thread.peer);
      this.#suspects.delete(document);
      return result;
    } catch (error) {
      this.#throwIfStopped(document);
      if (error !== thread.death) {
        this.#suspects.delete(document);
      }
      throw error;
    } finally {
      const left = thread.busy.get(document)! - 1;
      if (left > 0) {
        thread.busy.set(document, left);
      } else {
        thread.busy.delete(document);
      }
    }
  }

  async #openIn(thread: Thread, document: string, signal?: AbortSignal): Promise<void> {
    let opened = thread.opened.get(document);
    if (opened === undefined) {
      opened = this.open(thread.peer, document, signal);
      thread.opened.set(document, opened);
      opened.catch(() => thread.opened.delete(document));
    }
    await opened;
  }

  #startThread(): Thread {
    const worker = this.start();
    const peer = new Peer<ModelService>(worker.port, this.service);
    const thread: Thread = { worker, peer, opened: new Map(), busy: new Map(), death: null };
    worker.onExit((why) => {
      if (thread.death === null) {
        thread.death = new RemoteError("internal", `The part of Model Bonsai that works on models ended (${why}).`);
        this.#bury(thread, why);
      }
    });
    return thread;
  }

  #bury(thread: Thread, why: string): void {
    if (this.#thread === thread) {
      this.#thread = null;
    }
    const suspects = [...thread.busy.keys()];
    const [only] = suspects;
    if (suspects.length === 1) {
      this.#suspects.delete(only!);
      this.#stopped.set(only!, stoppedBy(why));
    } else {
      suspects.forEach((each) => this.#suspects.add(each));
    }
    thread.peer.fail(thread.death!);
  }

  /** @returns what ends the turn. */
  async #waitForTurn(): Promise<() => void> {
    const before = this.#turn;
    let release = () => {};
    this.#turn = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  }

  #throwIfStopped(document: string | null): void {
    const stopped = document === null ? undefined : this.#stopped.get(document);
    if (stopped !== undefined) {
      throw stopped;
    }
  }
}

function stoppedBy(why: string): RemoteError {
  const what = /memory/i.test(why) ? "Model Bonsai ran out of memory" : `Model Bonsai's worker ended (${why})`;
  return new RemoteError(
    "stopped",
    `${what} while it worked on this model. Its file is as it was and its steps are kept; other open models are as they were.`,
  );
}
