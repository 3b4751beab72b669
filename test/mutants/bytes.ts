// Damage that knows nothing of what it damages, and the values that damage likes.
import type { Random } from "./random";

/** Integers at the edges of the types that lengths, counts and places are kept in. */
export const EXTREMES: readonly bigint[] = [
  0n,
  1n,
  -1n,
  -11n,
  127n,
  128n,
  255n,
  65_535n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 53n - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];

/** Texts that mean something to a language, a terminal, a file system or a format. */
export const TEXTS: readonly string[] = [
  "",
  "constructor",
  "__proto__",
  "hasOwnProperty",
  "^",
  "^x",
  ":",
  ":0",
  "x:1",
  "x:99999999999",
  "x:-1",
  "../../etc/passwd",
  "/etc/passwd",
  ".git/config",
  "\0",
  "\u001b[2J",
  "\r\nWarning: x",
  "\u202e",
  "NaN",
  "-0",
  "1e999",
  "n".repeat(5000),
  "\ud800",
];

/** A few bytes changed, a run repeated, removed or overwritten, the end cut off. */
export function bendBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let bent = Uint8Array.from(bytes);
  for (let count = 1 + random.below(3); count > 0 && bent.length > 8; count--) {
    const at = random.below(bent.length);
    switch (random.below(7)) {
      case 0:
      case 1:
        bent[at] = random.below(256);
        break;
      case 2: {
        const place = random.below(bent.length - 8);
        new DataView(bent.buffer).setBigInt64(place, random.of(EXTREMES), true);
        break;
      }
      case 3:
        bent[at]! ^= 1 << random.below(8);
        break;
      case 4:
        bent = Uint8Array.from(bent.subarray(0, at));
        break;
      default: {
        const run = bent.slice(at, at + random.below(40));
        const place = random.below(bent.length);
        const kept = random.chance(2) ? place : Math.min(bent.length, place + random.below(40));
        bent = Uint8Array.from(Buffer.concat([bent.subarray(0, place), run, bent.subarray(kept)]));
      }
    }
  }
  return bent;
}
