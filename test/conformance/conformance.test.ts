import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

describe("docs/conformance.md", () => {
  it("says what the tests say", () => {
    const { stderr, status } = spawnSync("node", ["scripts/conformance.mjs", "--check"], { encoding: "utf8" });
    assert.equal(stderr, "");
    assert.equal(status, 0);
  });
});
