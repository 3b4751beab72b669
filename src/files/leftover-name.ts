// What a save needs in a folder for a moment has a name that says whose it is and what for.
import { join } from "node:path";
import type { Owner } from "./owner";

export type Purpose =
  /** A file before it is in place. */
  | "new"
  /** What stood there, until all files are in place. */
  | "old"
  | "journal";

const NAME = /^\.model-bonsai-([0-9a-z]+-[0-9a-z]+-[0-9a-z]+-[0-9a-z]+)-(\d+)\.(new|old|journal)$/;

let next = 1;

/** @returns a path in the folder that nobody else uses. */
export function takeName(folder: string, owner: Owner, purpose: Purpose): string {
  const path = join(folder, `.model-bonsai-${owner.mark}-${next++}.${purpose}`);
  owner.inUse.add(path);
  return path;
}

/** Null for a file that is none of ours. */
export function parseName(name: string): { readonly mark: string; readonly purpose: Purpose } | null {
  const match = NAME.exec(name);
  return match === null ? null : { mark: match[1]!, purpose: match[3] as Purpose };
}
