import { unlinkSync } from "node:fs";
import { basename } from "node:path";
import { parseName } from "./leftover-name";
import { thisProcess } from "./owner";

/** For a process that ends at once: files that are not in place yet go. */
export function abandonAll(): void {
  for (const path of thisProcess.inUse) {
    if (parseName(basename(path))?.purpose === "new") {
      try {
        unlinkSync(path);
      } catch {
        // It is in place by now, or the next one who looks into the folder removes it.
      }
    }
  }
}
