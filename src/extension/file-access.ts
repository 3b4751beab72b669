// What the platforms offer for files.

export interface OpenFile {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Whether the bytes are still those that were opened. */
  isUnchanged(): Promise<boolean>;
  close(): Promise<void>;
}

export interface FileSink {
  append(bytes: Uint8Array): Promise<void>;
  /** Puts the file in its place. */
  finish(): Promise<void>;
  /** Leaves no trace. */
  abandon(): Promise<void>;
}
