import type { TransformInfo } from "../protocol/messages";
import type { ModelHost } from "./model-host";

let known: Promise<readonly TransformInfo[]> | null = null;

/** What the worker can do; it never changes while the extension runs. */
export function transformsOf(host: ModelHost): Promise<readonly TransformInfo[]> {
  known ??= host.call("transforms", []).catch((error: unknown) => {
    known = null;
    throw error;
  });
  return known;
}
