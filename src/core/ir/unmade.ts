// Bytes that nobody made: their number is known, and that is all a preview of a size needs.
import type { Storage } from "./tensor";

export interface UnmadeStorage extends Storage {
  readonly unmade: true;
}

export function unmadeStorage(storedBytes: number): UnmadeStorage {
  return {
    storedBytes,
    location: "memory",
    unmade: true,
    read: () => Promise.reject(new Error("A preview was taken for a model.")),
  };
}

export function isUnmade(storage: Storage): storage is UnmadeStorage {
  return "unmade" in storage;
}
