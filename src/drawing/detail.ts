/** How much of nodes is drawn: cards with all they say, blocks with their operator, or blocks alone. */
export type Detail = "cards" | "blocks" | "overview";

const CARDS_SCALE = 0.62;
const BLOCKS_SCALE = 0.1;

export function detailAt(scale: number): Detail {
  return scale >= CARDS_SCALE ? "cards" : scale >= BLOCKS_SCALE ? "blocks" : "overview";
}
