// Bends a graph in text: braces, names, numbers and words, and how often and where they stand.
import { EXTREMES, TEXTS } from "./bytes";
import type { Random } from "./random";

const TOKEN = /"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|-?[\d.]+|[{}[\]<>:;,]/g;
const ODD = ["{", "}", "[", "]", "<", ">", ":", "# comment\n", '"', "'", '"\\', "\\", "-", "inf", "nan", "0x", "1e999", "true", "\0", "'a' \"b\""]; // prettier-ignore
const MOST_DEPTH = 3000;

export function bendText(text: string, random: Random): string {
  const tokens = text.match(TOKEN) ?? [];
  const alike = (test: RegExp) => tokens.flatMap((token, index) => (test.test(token) ? [index] : []));
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(tokens.length);
    switch (random.below(9)) {
      case 0:
      case 1: {
        const texts = alike(/^"/);
        tokens[random.maybe(texts) ?? at] = tokens[random.maybe(texts) ?? at]!;
        break;
      }
      case 2:
        tokens[random.maybe(alike(/^"/)) ?? at] = JSON.stringify(random.of(TEXTS));
        break;
      case 3:
        tokens[random.maybe(alike(/^[-\d]/)) ?? at] = String(random.of(EXTREMES));
        break;
      case 4: {
        const words = alike(/^[A-Za-z]/);
        tokens[random.maybe(words) ?? at] = tokens[random.maybe(words) ?? at]!;
        break;
      }
      case 5:
        tokens.splice(at, 1 + random.below(4));
        break;
      case 6:
        tokens.splice(at, 0, random.of(ODD));
        break;
      case 7: {
        const run = tokens.slice(at, at + random.below(60));
        const copies = random.of([1, 1, 40]);
        tokens.splice(random.below(tokens.length), 0, ...Array.from({ length: copies }, () => run).flat());
        break;
      }
      default:
        tokens.splice(
          at,
          0,
          random.of(["attr { value { list { ", "node { ", "library { ", "< "]).repeat(random.of([1, 40, MOST_DEPTH])),
        );
    }
  }
  return tokens.join(random.of([" ", "\n", " "]));
}
