// Colours and fonts of VS Code's theme, for what is drawn on canvas.
import type { ViewNode } from "../src/protocol/messages";

export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly dim: string;
  readonly border: string;
  readonly card: string;
  readonly edge: string;
  readonly focus: string;
  readonly input: string;
  readonly output: string;
  readonly font: string;
  readonly mono: string;
  /** High contrast draws outlines where other themes fill. */
  readonly highContrast: boolean;
  readonly roles: Readonly<Record<ViewNode["role"], string>>;
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const color = (name: string, ...others: string[]) => {
    for (const each of [name, ...others]) {
      const value = style.getPropertyValue(`--vscode-${each}`).trim();
      if (value !== "") {
        return value;
      }
    }
    return style.color;
  };
  const kind = document.body.dataset["vscodeThemeKind"] ?? "";
  const highContrast = kind.includes("high-contrast");
  const dim = color("descriptionForeground");
  const [blue, purple, green, yellow, orange, red] = ["blue", "purple", "green", "yellow", "orange", "red"].map(
    (each) => color(`charts-${each}`),
  ) as [string, string, string, string, string, string];
  return {
    background: color("editor-background"),
    foreground: color("editor-foreground"),
    dim,
    border: highContrast ? color("contrastBorder", "editor-foreground") : color("panel-border", "editorGroup-border"),
    card: highContrast ? color("editor-background") : color("editorWidget-background"),
    edge: highContrast ? color("editor-foreground") : dim,
    focus: highContrast ? color("contrastActiveBorder", "focusBorder") : color("focusBorder"),
    input: blue,
    output: orange,
    font: color("font-family"),
    mono: color("editor-font-family", "font-family"),
    highContrast,
    roles: {
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
    },
  };
}

/** Calls back when the user picks another theme. */
export function onThemeChange(listener: () => void): void {
  new MutationObserver(listener).observe(document.body, {
    attributes: true,
    attributeFilter: ["class", "data-vscode-theme-kind"],
  });
}
