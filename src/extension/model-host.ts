// The worker and the files it reads and writes through this side.
import type * as vscode from "vscode";
import type { FileService, ModelService, Recipe, TensorFileKind, TensorPlace, WriteTarget } from "../protocol/messages";
import { RemoteError, Transferred, type CallOptions, type Peer, type Service } from "../protocol/rpc";
import { Disposable } from "./disposable";
import type { Look, ModelFiles, ModelTarget, ModelWriter, Over, Platform } from "./model-files";
import { ModelWorkers } from "./model-workers";

interface OpenDocument {
  readonly name: string;
  /** Where it belongs. */
  readonly place: vscode.Uri;
  readonly files: ModelFiles;
}

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
  readonly #documents = new Map<string, OpenDocument>();
  readonly #targets = new Map<string, Writing>();
  readonly #workers: ModelWorkers;
  #next = 1;

  constructor(readonly platform: Platform) {
    super();
    this.#workers = this.own(
      new ModelWorkers(
        () => platform.startWorker(),
        this.#fileService,
        (peer, id, signal) => {
          const { name, files } = this.#document(id);
          return peer.call("open", [id, name, files.size], signal === undefined ? {} : { signal });
        },
        platform.rest,
      ),
    );
  }

  /** Asks the worker; where its first input names a document, it has that open. */
  call<M extends keyof ModelService>(
    method: M,
    input: Parameters<ModelService[M]>,
    options: CallOptions = {},
  ): ReturnType<ModelService[M]> {
    const [first] = input as readonly unknown[];
    const document = typeof first === "string" && this.#documents.has(first) ? first : null;
    return this.#workers.run(
      document,
      (peer) => peer.call(method, input as never, options) as Promise<unknown>,
    ) as ReturnType<ModelService[M]>;
  }

  /**
   * Opens a model file.
   * @param place Where it belongs, where that is another place than it is read from.
   * @returns what the document is called from then on.
   */
  async open(uri: vscode.Uri, signal: AbortSignal, place = uri): Promise<string> {
    const id = `document ${this.#next++}`;
    this.#documents.set(id, { name: nameOf(place), place, files: await this.platform.openFiles(uri, place) });
    try {
      await this.#workers.run(id, () => Promise.resolve(), signal);
    } catch (error) {
      await this.close(id);
      throw error;
    }
    return id;
  }

  /** What differs between a document as it was opened and a file, line by line. */
  compare(document: string, uri: vscode.Uri, signal: AbortSignal): Promise<readonly string[]> {
    return this.beside(uri, signal, (other) => this.call("compare", [document, other], { signal }));
  }

  /** Does something with a file that is open for as long as that takes. */
  async beside<T>(uri: vscode.Uri, signal: AbortSignal, work: (other: string) => Promise<T>): Promise<T> {
    const other = await this.open(uri, signal);
    try {
      // While the worker has both: where it dies, the next one has to open the other one, too.
      return await this.#workers.run(other, () => work(other));
    } finally {
      await this.close(other);
    }
  }

  /** Has a document be worked on again though a worker died of it. */
  tryAgain(document: string): void {
    this.#workers.tryAgain(document);
  }

  async close(document: string): Promise<void> {
    const opened = this.#documents.get(document);
    this.#documents.delete(document);
    await this.#workers.close(document);
    await opened?.files.close();
  }

  /** What stands where a document belongs. */
  look(document: string): Promise<Look> {
    return this.#document(document).files.look();
  }

  /**
   * Writes a model; nothing is in its place before all of it is written.
   * @returns what the user should know of.
   * @throws RemoteError "changed" where the file to be replaced is not the one that was opened.
   */
  write(
    document: string,
    recipe: Recipe,
    uri: vscode.Uri,
    over: Over,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<readonly string[]> {
    return this.#write(document, uri, over, (peer, target) =>
      peer.call("write", [document, recipe, target], { signal, onProgress }),
    );
  }

  /** Writes a constant as a file of its own. */
  writeTensor(
    document: string,
    recipe: Recipe,
    place: TensorPlace,
    kind: TensorFileKind,
    uri: vscode.Uri,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    return this.#write(document, uri, "others", (peer, target) =>
      peer.call("writeTensor", [document, recipe, place, kind, target], { signal }),
    );
  }

  #write(
    document: string,
    uri: vscode.Uri,
    over: Over,
    send: (peer: Peer<ModelService>, target: WriteTarget) => Promise<unknown>,
  ): Promise<readonly string[]> {
    const { files: from } = this.#document(document);
    return this.#workers.run(document, async (peer) => {
      const id = `target ${this.#next++}`;
      const target = await this.platform.findTarget(uri);
      const writing: Writing = { from, target, over, writer: null, busy: Promise.resolve() };
      this.#targets.set(id, writing);
      try {
        const sameFolder = target.isBeside(from);
        await send(peer, { id, name: nameOf(uri), sameFolder });
        return await writing.writer!.commit();
      } finally {
        this.#targets.delete(id);
        await writing.busy.catch(() => {});
        await writing.writer?.abandon();
      }
    });
  }

  readonly #fileService: Service<FileService> = {
    read: async (document, path, offset, length) => {
      const bytes = await this.#document(document).files.read(path, offset, length);
      return new Transferred(bytes, [bytes.buffer as ArrayBuffer]);
    },
    size: (document, path) => this.#document(document).files.sizeOf(path),
    readBeside: async (document, path) => {
      const bytes = await this.platform.beside.read(this.#document(document).place, path);
      return bytes === null ? null : new Transferred(bytes, [bytes.buffer as ArrayBuffer]);
    },
    listBeside: (document, folder) => this.platform.beside.list(this.#document(document).place, folder),
    engine: async (name) => {
      const bytes = await this.platform.readEngine(name);
      return new Transferred(bytes, [bytes.buffer as ArrayBuffer]);
    },
    list: (document, folder) => this.#document(document).files.list(folder),
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

  #document(id: string): OpenDocument {
    const opened = this.#documents.get(id);
    if (opened === undefined) {
      throw new RemoteError("parameter", "The model is not open any more.");
    }
    return opened;
  }
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
