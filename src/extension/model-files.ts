// What the platforms offer for the files of models.
import type { Uri } from "vscode";
import type { WorkerThread } from "./worker-thread";

/** A model's files, read as they were when it was opened. */
export interface ModelFiles {
  /** Of the model file. */
  readonly size: number;
  /** The bytes belong to the caller. @param path Beside the model, with "/"; null: the model file. */
  read(path: string | null, offset: number, length: number): Promise<Uint8Array>;
  /** Null where there is no such file. */
  sizeOf(path: string): Promise<number | null>;
  /** The plain files under a folder beside the model, relative to it. */
  list(folder: string): Promise<readonly string[]>;
  /** What stands where the model was opened, or where it was saved since. */
  look(): Promise<Look>;
  close(): Promise<void>;
}

export interface Look {
  /** Whether somebody else put another file there, or other bytes into it. */
  readonly isChanged: boolean;
  /** Whether what was opened can still be read. */
  readonly isHeld: boolean;
}

/** A place for a model. */
export interface ModelTarget {
  /** Whether what lies beside the model lies beside the target, too. */
  isBeside(files: ModelFiles): boolean;
  /** @throws RemoteError "changed" where somebody else changed the model's own file. */
  begin(from: ModelFiles, options: WriteOptions): Promise<ModelWriter>;
}

export interface WriteOptions {
  /** Files beside the model that are not written since they lie there already. */
  readonly kept: readonly string[];
  readonly over: Over;
}

/** What may be replaced. */
export type Over =
  /** A file that is no part of the model. */
  | "others"
  /** The model's own file, while it is what it was. */
  | "own"
  /** The model's own file, whatever is in it by now. */
  | "changed";

/** Writes the files of a model, all of them or none. */
export interface ModelWriter {
  /** Begins a file; the one before it is whole. @param path Null: the model file, which comes last. */
  create(path: string | null, length: number): Promise<void>;
  append(bytes: Uint8Array): Promise<void>;
  /** Puts all in place. @returns what the user should know of. */
  commit(): Promise<readonly string[]>;
  /** Leaves no trace. After a commit there is nothing to do. */
  abandon(): Promise<void>;
}

/** What lies in a model's folder now, whatever it was when the model was opened. */
export interface Beside {
  /** The bytes belong to the caller. Null where there is no such file. */
  read(model: Uri, path: string): Promise<Uint8Array | null>;
  list(model: Uri, folder: string): Promise<readonly string[]>;
}

export interface Platform {
  startWorker(): WorkerThread;
  readonly beside: Beside;
  /** A script or machine code of those that run models, by its name. The bytes belong to the caller. */
  readEngine(name: string): Promise<Uint8Array>;
  /** How long a worker without documents is kept, in milliseconds, where that is not as long as usual. */
  readonly rest?: number;
  /** @param place Where it belongs, where that is another place than it is read from. */
  openFiles(uri: Uri, place?: Uri): Promise<ModelFiles>;
  findTarget(uri: Uri): Promise<ModelTarget>;
}
