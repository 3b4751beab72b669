// What the extension serves to the worker: the only way to bytes.

/** Served by the extension to the worker: the only way to bytes. */
export interface FileService {
  /** A part of the document's file, or of one beside it. */
  read(document: string, path: string | null, offset: number, length: number): Promise<Uint8Array>;
  /** The size of a file beside the document's; null where there is none. */
  size(document: string, path: string): Promise<number | null>;
  /** The plain files under a folder beside the document's, relative to it. */
  list(document: string, folder: string): Promise<readonly string[]>;
  /** A whole file as it is now, by its path from the document's folder; null where there is none. */
  readBeside(document: string, path: string): Promise<Uint8Array | null>;
  /** The plain files under a folder as it is now, each with its path from the document's folder; none where it is no folder. */
  listBeside(document: string, folder: string): Promise<readonly string[]>;
  /** A script or machine code of those that run models, by its name: for workers that cannot read it themselves. */
  engine(name: string): Promise<Uint8Array>;
  /** Writing a model begins. @param kept Files beside it that it goes on reading, where they are the document's. */
  begin(target: string, kept: readonly string[]): Promise<void>;
  /** Its next file begins; path null: the model itself, which comes last. Nothing is in place before all are whole. */
  create(target: string, path: string | null, length: number): Promise<void>;
  append(target: string, bytes: Uint8Array): Promise<void>;
}

export interface WriteTarget {
  /** How the file service knows it. */
  readonly id: string;
  readonly name: string;
  readonly sameFolder: boolean;
}
