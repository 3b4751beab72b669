// The worker and the files it reads and writes through this side.
import * as vscode from "vscode";
import type { FileService, ModelService } from "../protocol/messages";
import { Peer, RemoteError, Transferred, type Service } from "../protocol/rpc";
import { Disposable } from "./disposable";
import type { FileSink, OpenFile } from "./file-access";
import { createFile, fileExists, openFile, startWorker, type WorkerThread } from "./platform";

/** Files of one document that are open for reading. */
interface DocumentFiles {
  readonly uri: vscode.Uri;
  readonly main: OpenFile;
  readonly others: Map<string, OpenFile>;
}

/** Files being written. */
interface Target {
  readonly uri: vscode.Uri;
  readonly sinks: Map<string, FileSink>;
}

export class ModelHost extends Disposable {
  readonly #documents = new Map<string, DocumentFiles>();
  readonly #targets = new Map<string, Target>();
  #thread: { worker: WorkerThread; peer: Peer<ModelService> } | null = null;
  #next = 1;

  constructor(readonly extension: vscode.Uri) {
    super();
    this.own({ dispose: () => this.#thread?.worker.stop() });
  }

  /** The worker's service; the worker is started when it is first needed. */
  get models(): Peer<ModelService> {
    if (this.#thread === null) {
      const worker = startWorker(this.extension);
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

  /** Opens a model file. @returns what the document is called from then on. */
  async open(uri: vscode.Uri, signal: AbortSignal): Promise<string> {
    const id = `document ${this.#next++}`;
    const main = await openFile(uri);
    this.#documents.set(id, { uri, main, others: new Map() });
    try {
      await this.models.call("open", [id, nameOf(uri), main.size], { signal });
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
    await Promise.all([files?.main.close(), ...[...(files?.others.values() ?? [])].map((file) => file.close())]);
  }

  /** Whether the file of a document still holds the bytes that were read. */
  isUnchanged(document: string): Promise<boolean> {
    return this.#documents.get(document)?.main.isUnchanged() ?? Promise.resolve(false);
  }

  /** Writes a model; nothing is in its place before all of it is written. */
  async write(
    document: string,
    recipe: Parameters<ModelService["write"]>[1],
    uri: vscode.Uri,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<number> {
    const id = `target ${this.#next++}`;
    const target: Target = { uri, sinks: new Map() };
    this.#targets.set(id, target);
    const from = this.#documents.get(document)!.uri;
    const sameFolder = vscode.Uri.joinPath(from, "..").toString() === vscode.Uri.joinPath(uri, "..").toString();
    try {
      const { bytes } = await this.models.call("write", [document, recipe, { id, name: nameOf(uri), sameFolder }], {
        signal,
        onProgress,
      });
      // The model itself last: until it is there, nothing names the others.
      const [model, ...others] = [...target.sinks].sort(([a], [b]) => a.length - b.length);
      for (const [, sink] of [...others, model!]) {
        await sink.finish();
      }
      return bytes;
    } catch (error) {
      await Promise.all([...target.sinks.values()].map((sink) => sink.abandon()));
      throw error;
    } finally {
      this.#targets.delete(id);
    }
  }

  readonly #fileService: Service<FileService> = {
    read: async (document, path, offset, length) => {
      const file = path === null ? this.#document(document).main : await this.#beside(document, path);
      if (file === null) {
        throw new RemoteError("malformed", `The file ${path} is not beside the model.`);
      }
      const bytes = await file.read(offset, length);
      return new Transferred(bytes, [bytes.buffer as ArrayBuffer]);
    },
    size: async (document, path) => (await this.#beside(document, path))?.size ?? null,
    list: () => Promise.resolve([]),
    append: async (id, path, bytes) => {
      const target = this.#targets.get(id)!;
      const key = path ?? "";
      let sink = target.sinks.get(key);
      if (sink === undefined) {
        const place = path === null ? target.uri : vscode.Uri.joinPath(target.uri, "..", path);
        if (path !== null && (await fileExists(place))) {
          throw new RemoteError("parameter", `${place.path} is there already; choose another folder.`);
        }
        sink = await createFile(place);
        target.sinks.set(key, sink);
      }
      await sink.append(bytes);
    },
  };

  #document(id: string): DocumentFiles {
    const files = this.#documents.get(id);
    if (files === undefined) {
      throw new RemoteError("parameter", "The model is not open any more.");
    }
    return files;
  }

  async #beside(document: string, path: string): Promise<OpenFile | null> {
    const files = this.#document(document);
    let file = files.others.get(path);
    if (file === undefined) {
      const uri = vscode.Uri.joinPath(files.uri, "..", ...path.split("/"));
      if (!(await fileExists(uri))) {
        return null;
      }
      file = await openFile(uri);
      files.others.set(path, file);
    }
    return file;
  }
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
