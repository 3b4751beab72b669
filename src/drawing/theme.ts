// Colours and fonts of what is drawn.
import type { ViewNode } from "../core";

/** For what is told apart by colour. */
export interface Palette {
  readonly blue: string;
  readonly purple: string;
  readonly green: string;
  readonly yellow: string;
  readonly orange: string;
  readonly red: string;
}

export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly dim: string;
  readonly border: string;
  readonly card: string;
  readonly edge: string;
  readonly focus: string;
  /** Around what was found. */
  readonly match: string;
  readonly font: string;
  readonly mono: string;
  /** For lines and shapes. */
  readonly shapes: Palette;
  /** For text. */
  readonly texts: Palette;
  readonly roles: Readonly<Record<ViewNode["role"], string>>;
}

/** What operators do, in colours. @param dim Of those that compute nothing. */
export function rolesOf({ blue, purple, green, yellow, orange, red }: Palette, dim: string): Theme["roles"] {
  return {
    conv: blue,
    dense: blue,
    transposedConv: blue,
    recurrent: blue,
    embedding: blue,
    depthwiseConv: purple,
    normalization: orange,
    activation: green,
    pool: green,
    elementwise: yellow,
    reduction: yellow,
    shape: dim,
    identity: dim,
    constant: dim,
    variable: orange,
    input: blue,
    quantize: purple,
    dequantize: purple,
    controlFlow: red,
    sideEffect: red,
    random: red,
    custom: red,
    other: dim,
  };
}
