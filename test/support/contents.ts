import { Contents, quietContext } from "../../src/core";
import { newHash } from "../../src/cli/hash";

/** Contents hashed as the command line does it. */
export function contents(): Contents {
  return new Contents(newHash, quietContext());
}
