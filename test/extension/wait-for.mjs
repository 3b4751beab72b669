import assert from "node:assert/strict";

/** @param isSo asked again until it is. */
export async function waitFor(isSo) {
  for (const end = Date.now() + 10_000; !(await isSo());) {
    assert.ok(Date.now() < end, "it does not become so");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
