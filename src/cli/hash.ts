// SHA-256 as Node computes it.
import { createHash } from "node:crypto";
import type { Hash } from "../core";

export function newHash(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
}
