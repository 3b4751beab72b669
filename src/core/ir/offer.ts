/** Something that not every format has: it, or a sentence for people that says why there is none. */
export type Offer<T> = { readonly offers: T } | { readonly lacks: string };
