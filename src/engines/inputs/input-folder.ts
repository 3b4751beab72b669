/** Where files with inputs lie. Paths are relative to it. */
export interface InputFolder {
  /** Whether there is such a file. */
  has(path: string): Promise<boolean>;
  /** The plain files under a folder, hidden ones left out, each with its whole path, in order; none where it is no folder. */
  list(path: string): Promise<readonly string[]>;
  /** @throws ModelError where there is no such file. */
  read(path: string): Promise<Uint8Array>;
}
