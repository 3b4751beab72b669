import assert from "node:assert/strict";
import { visibleJson, visibleText } from "../../../src/core";

describe("text from files", () => {
  it("shows what cannot be seen, and leaves the rest alone", () => {
    const cases: readonly [string, string][] = [
      ["/model/Conv_0:1", "/model/Conv_0:1"],
      ["モデル/卷积 é ñ 😀 𝔘", "モデル/卷积 é ñ 😀 𝔘"],
      ["नहीं क‍ष می‌خواهم", "नहीं क‍ष می‌خواهم"], // joiners are part of words
      ["a\nWarning: b", "a\\nWarning: b"],
      ["a\r\tb", "a\\r\\tb"],
      ["\u001b[2Jx\u0007\u0000\u007f", "\\u001b[2Jx\\u0007\\u0000\\u007f"],
      ["\u009b31mx\u0085", "\\u009b31mx\\u0085"],
      ["\u202egpj.\u2066x\u2069\u200f\u061c", "\\u202egpj.\\u2066x\\u2069\\u200f\\u061c"],
      ["a\u200bb\ufeffc\u00add\u2028e", "a\\u200bb\\ufeffc\\u00add\\u2028e"],
      ["\u{e0041}", "\\udb40\\udc41"],
      ["\ud800x", "\\ud800x"],
      ["\ufffe\u{1ffff}x\ufffd", "\\ufffe\\ud83f\\udfffx\ufffd"],
    ];
    for (const [text, shown] of cases) {
      assert.equal(visibleText(text), shown);
      assert.equal(visibleText(shown), shown);
    }
  });

  it("stays exact as JSON", () => {
    const value = { "na\u202eme": ["\u009b31m\u007f\ufeff\u{e0041}", "a\nb\u001b"] };
    const json = visibleJson(JSON.stringify(value, null, 2));
    assert.doesNotMatch(json, /(?!\n)[\p{Cc}\p{Cf}]/u);
    assert.deepEqual(JSON.parse(json), value);
  });
});
