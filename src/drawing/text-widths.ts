// How wide texts are where there is no canvas to ask. It need not be exact: texts in SVG are as wide as they were measured.
import { visibleText } from "../core/ground/visible-text";

/** Advance widths of Arial, and so of Helvetica and Liberation Sans, in thousandths of the size; others are as wide as most. */
const WIDTHS: readonly (readonly [number, string])[] = [
  [191, "'"],
  [222, "ijl"],
  [260, "|"],
  [278, "· !,./:;I[\\]ft"],
  [333, "›()-`r"],
  [334, "{}"],
  [355, '"'],
  [389, "*"],
  [469, "^"],
  [500, "Jcksvxyz"],
  [584, "+<=>~"],
  [611, "FTZ"],
  [667, "&ABEKPSVXY"],
  [722, "CDHNRUw"],
  [778, "GOQ"],
  [833, "Mm"],
  [889, "%"],
  [944, "W"],
  [1015, "@"],
  [584, "×−"],
  [1000, "…→"],
];
const MOST = 556;
/** Of letters in bold, to those that are not. */
const BOLD = 1.07;
/** Of all in fonts of one width. */
const MONO = 600;
/** From here on letters are as wide as they are high, as those of Chinese, Japanese and Korean. */
const FIRST_WIDE = 0x2e80;
const WIDE = 1000;

const widthOf = new Map(WIDTHS.flatMap(([width, characters]) => [...characters].map((each) => [each, width] as const)));

/** @param font In the form of CSS, as `fontOf` makes it. @param mono The family of those of one width. */
export function estimatedWidth(text: string, font: string, mono: string): number {
  const size = Number(/([\d.]+)px/u.exec(font)?.[1] ?? 10);
  const isMono = font.endsWith(mono);
  const factor = !isMono && font.startsWith("600") ? BOLD : 1;
  let width = 0;
  for (const character of visibleText(text)) {
    const isWide = character.codePointAt(0)! >= FIRST_WIDE;
    width += isWide ? WIDE : isMono ? MONO : (widthOf.get(character) ?? MOST);
  }
  return (width * factor * size) / 1000;
}
