import { createHash } from "node:crypto";
import { Contents, quietContext } from "../../src/core";

/** Contents hashed as the command line does it. */
export function contents(): Contents {
  const newHash = () => {
    const hash = createHash("sha256");
    return { update: (bytes: Uint8Array) => hash.update(bytes), digest: () => hash.digest("hex") };
  };
  return new Contents(newHash, quietContext());
}
