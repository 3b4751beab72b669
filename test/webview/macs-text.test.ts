import assert from "node:assert/strict";
import { macsText } from "../../webview/header/macs-text";

const text = (macs: number | null, isLowerBound: boolean, openLengths: number) =>
  macsText({ macs, isLowerBound, openLengths });

describe("multiply-accumulates in the header", () => {
  it("say what they rest on, and where nothing is known of them that", () => {
    assert.equal(text(2_300_000, false, 1), "2.30 M MACs");
    assert.equal(text(0, false, 0), "0 MACs");
    assert.equal(text(2400, true, 3), "≥ 2.40 K MACs for open lengths of 1");
    assert.equal(text(0, true, 3), "MACs not known: lengths are open");
    assert.equal(text(0, true, 0), "MACs not known");
    assert.equal(text(null, true, 3), "MACs beyond number for open lengths of 1");
  });
});
