import type { FileSystem } from "../../src/files/file-system";
import type { Disk } from "./disk";

/** Files by path. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** Something that writes files, on a disk in memory. */
export interface Scenario {
  readonly name: string;
  readonly disk: () => Disk;
  readonly run: (process: FileSystem) => Promise<unknown>;
  /** What somebody does in the same folders after that. */
  readonly next: (process: FileSystem) => Promise<unknown>;
  readonly isOneFile: boolean;
  /** What of the files that are there anybody reads, where that is not all. */
  readonly seen?: (contents: Contents) => Contents;
}
