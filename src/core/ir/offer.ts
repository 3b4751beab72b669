/** Something that not every format has: it, or a sentence for people that says why there is none. */
export type Offer<T> = { readonly offers: T } | { readonly lacks: string };

/** Why there is none; null where there is. */
export function lackOf(offer: Offer<unknown>): string | null {
  return "lacks" in offer ? offer.lacks : null;
}

/** For those who know that there is one: they have asked `lackOf`. @throws Error where there is none. */
export function offered<T>(offer: Offer<T>): T {
  if ("lacks" in offer) {
    throw new Error(offer.lacks);
  }
  return offer.offers;
}
