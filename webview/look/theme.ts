// Colours and fonts of VS Code's theme, for what is drawn on canvas, and as CSS variables for the rest of the page.
import { rolesOf, type Palette, type Theme } from "../../src/drawing/theme";
import { over, parseColor, printColor, readable, SHAPE_CONTRAST, TEXT_CONTRAST, type Color } from "./contrast";

/** The first of several theme colours that the theme has. Its charts' orange is made for backgrounds. */
const SOURCES: Readonly<Record<keyof Palette, readonly string[]>> = {
  blue: ["charts-blue", "editorInfo-foreground"],
  purple: ["charts-purple"],
  green: ["charts-green", "testing-iconPassed"],
  yellow: ["charts-yellow", "editorWarning-foreground"],
  orange: ["symbolIcon-classForeground", "charts-orange"],
  red: ["charts-red", "editorError-foreground"],
};

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const find = (...names: readonly string[]) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== "");
  const color = (...names: readonly string[]) => find(...names) ?? style.color;
  const kind = document.body.dataset["vscodeThemeKind"] ?? "";
  const highContrast = kind.includes("high-contrast");
  const dim = color("descriptionForeground");
  const { shapes, texts, line } = palettes(color);
  const edge = line(highContrast ? color("editor-foreground") : dim);
  return {
    background: color("editor-background"),
    foreground: color("editor-foreground"),
    dim,
    border: highContrast ? color("contrastBorder", "editor-foreground") : color("panel-border", "editorGroup-border"),
    card: highContrast ? color("editor-background") : color("editorWidget-background"),
    edge,
    focus: line(highContrast ? color("contrastActiveBorder", "focusBorder") : color("focusBorder")),
    match: shapes.yellow,
    font: color("font-family"),
    mono: color("editor-font-family", "font-family"),
    shapes,
    texts,
    roles: rolesOf(shapes, line(dim)),
  };
}

/** The theme's colours, readable as shapes and as text, and a way to make any colour one for lines. */
function palettes(color: (...names: readonly string[]) => string) {
  const context = document.createElement("canvas").getContext("2d")!;
  const parse = (text: string): Color => {
    context.fillStyle = text;
    return parseColor(context.fillStyle);
  };
  const foreground = parse(color("editor-foreground"));
  const base = parse(color("editor-background"));
  const backgrounds = ["editor-background", "sideBar-background", "editorWidget-background"].map((name) =>
    over(parse(color(name, "editor-background")), base),
  );
  const made = (text: string, wanted: number) => printColor(readable(parse(text), foreground, backgrounds, wanted));
  const palette = (wanted: number) =>
    Object.fromEntries(
      Object.entries(SOURCES).map(([name, sources]) => [name, made(color(...sources), wanted)]),
    ) as unknown as Palette;
  const line = (text: string) => made(text, SHAPE_CONTRAST);
  return { shapes: palette(SHAPE_CONTRAST), texts: palette(TEXT_CONTRAST), line };
}

/** Hands the palette to the style sheet: "--green" for shapes, "--green-text" for text. */
export function exposePalette({ shapes, texts }: Theme): void {
  for (const name of Object.keys(SOURCES) as (keyof Palette)[]) {
    document.body.style.setProperty(`--${name}`, shapes[name]);
    document.body.style.setProperty(`--${name}-text`, texts[name]);
  }
}

/** Calls back when the user picks another theme. */
export function onThemeChange(listener: () => void): void {
  new MutationObserver(listener).observe(document.body, {
    attributes: true,
    attributeFilter: ["class", "data-vscode-theme-kind"],
  });
}
