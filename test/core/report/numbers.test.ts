import assert from "node:assert/strict";
import { countText } from "../../../src/core/report/numbers";

describe("numbers in texts", () => {
  it("have three digits and a unit, which is the next one where they round up to it", () => {
    const texts: [number, string][] = [
      [0, "0"],
      [999, "999"],
      [1000, "1.00 K"],
      [999_499, "999 K"],
      [999_500, "1.00 M"],
      [568_740_352, "569 M"],
      [999_499_999, "999 M"],
      [999_600_000, "1.00 G"],
      [3_857_973_248, "3.86 G"],
      [1.5e12, "1.50 T"],
      [999.4e12, "999 T"],
      [999.6e12, "1.00e15"],
      [5.9e20, "5.90e20"],
    ];
    assert.deepEqual(
      texts.map(([count]) => countText(count)),
      texts.map(([, text]) => text),
    );
  });
});
