import type { FileSystem } from "../../src/files/file-system";
import type { Disk } from "./disk";

/** Something that writes files, on a disk in memory. */
export interface Scenario {
  readonly name: string;
  readonly disk: () => Disk;
  readonly run: (process: FileSystem) => Promise<unknown>;
  /** What somebody does in the same folders after that. */
  readonly next: (process: FileSystem) => Promise<unknown>;
  readonly isOneFile: boolean;
}
