// The worker and the files it reads and writes through this side.
import type * as vscode from "vscode";
import type { FileService, ModelService, Recipe } from "../protocol/messages";
import { Peer, RemoteError, Transferred, type Service } from "../protocol/rpc";
import { Disposable } from "./disposable";
import type { Look, ModelFiles, ModelTarget, ModelWriter, Over, Platform } from "./model-files";
import type { WorkerThread } from "./worker-thread";

/** A model being written. */
interface Writing {
  readonly from: ModelFiles;
  readonly target: ModelTarget;
  readonly over: Over;
  writer: ModelWriter | null;
  /** What is being done to it. */
  busy: Promise<unknown>;
}

export class ModelHost extends Disposable {
  readonly #documents = new Map<string, ModelFiles>();
  readonly #targets = new Map<string, Writing>();
  #thread: { worker: WorkerThread; peer: Peer<ModelService> } | null = null;
  #next = 1;

  constructor(readonly platform: Platform) {
    super();
    this.own({ dispose: () => this.#thread?.worker.stop() });
  }

  /** The worker's service; the worker is started when it is first needed. */
  get models(): Peer<ModelService> {
    if (this.#thread === null) {
      const worker = this.platform.startWorker();
      const peer = new Peer<ModelService>(worker.port, this.#fileService);
      worker.onExit((why) => {
        if (this.#thread?.worker === worker) {
          this.#thread = null;
          peer.fail(new RemoteError("internal", `The part that reads models stopped (${why}); reopen the editor.`));
        }
      });
      this.#thread = { worker, peer };
    }
    return this.#thread.peer;
  }

  /**
   * Opens a model file.
   * @param place Where it belongs, where that is another place than it is read from.
   * @returns what the document is called from then on.
   */
  async open(uri: vscode.Uri, signal: AbortSignal, place = uri): Promise<string> {
    const id = `document ${this.#next++}`;
    const files = await this.platform.openFiles(uri, place);
    this.#documents.set(id, files);
    try {
      await this.models.call("open", [id, nameOf(uri), files.size], { signal });
    } catch (error) {
      await this.close(id);
      throw error;
    }
    return id;
  }

  async close(document: string): Promise<void> {
    const files = this.#documents.get(document);
    this.#documents.delete(document);
    await this.#thread?.peer.call("close", [document]).catch(() => {});
    await files?.close();
  }

  /** What stands where a document belongs. */
  look(document: string): Promise<Look> {
    return this.#document(document).look();
  }

  /**
   * Writes a model; nothing is in its place before all of it is written.
   * @returns what the user should know of.
   * @throws RemoteError "changed" where the file to be replaced is not the one that was opened.
   */
  async write(
    document: string,
    recipe: Recipe,
    uri: vscode.Uri,
    over: Over,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<readonly string[]> {
    const from = this.#document(document);
    const id = `target ${this.#next++}`;
    const target = await this.platform.findTarget(uri);
    const writing: Writing = { from, target, over, writer: null, busy: Promise.resolve() };
    this.#targets.set(id, writing);
    try {
      const sameFolder = target.isBeside(from);
      await this.models.call("write", [document, recipe, { id, name: nameOf(uri), sameFolder }], {
        signal,
        onProgress,
      });
      return await writing.writer!.commit();
    } finally {
      this.#targets.delete(id);
      await writing.busy.catch(() => {});
      await writing.writer?.abandon();
    }
  }

  readonly #fileService: Service<FileService> = {
    read: async (document, path, offset, length) => {
      const bytes = await this.#document(document).read(path, offset, length);
      return new Transferred(bytes, [bytes.buffer as ArrayBuffer]);
    },
    size: (document, path) => this.#document(document).sizeOf(path),
    list: (document, folder) => this.#document(document).list(folder),
    begin: (id, kept) =>
      this.#busy(id, async (writing) => {
        const { from, target, over } = writing;
        writing.writer = await target.begin(from, { kept, over });
      }),
    create: (id, path, length) => this.#busy(id, ({ writer }) => writer!.create(path, length)),
    append: (id, bytes) => this.#busy(id, ({ writer }) => writer!.append(bytes)),
  };

  /** One thing at a time; what a worker wanted that is gone may go on for a moment. */
  async #busy(id: string, work: (writing: Writing) => Promise<void>): Promise<void> {
    const writing = this.#targets.get(id);
    if (writing === undefined) {
      throw new RemoteError("cancelled", "Nobody waits for this any more.");
    }
    const done = work(writing);
    writing.busy = done;
    await done;
  }

  #document(id: string): ModelFiles {
    const files = this.#documents.get(id);
    if (files === undefined) {
      throw new RemoteError("parameter", "The model is not open any more.");
    }
    return files;
  }
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
