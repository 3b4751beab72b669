import { visibleText } from "../../src/protocol/visible-text";

/**
 * A new element with attributes, text and children. Text is shown as it may be: names come from files. What is in
 * data attributes is for scripts, and exact. @param attributes Several texts are lines.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | readonly string[]>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    const lines = typeof value === "string" ? [value] : value;
    made.setAttribute(name, (name.startsWith("data-") ? lines : lines.map(visibleText)).join("\n"));
  }
  for (const child of children) {
    made.append(typeof child === "string" ? visibleText(child) : child);
  }
  return made;
}

/** Gives an element another text. */
export function setText(element: Element, text: string | null): void {
  element.textContent = visibleText(text ?? "");
}

/** One of the icons below as an inline picture in the text's colour. */
export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Lines on a grid of 16, drawn with a stroke. */
const ICONS = {
  copy: "M5.5 5.5h8v8h-8zM10.5 5.500v-3h-8v8h3",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2.500 6v-3.500h3.500M10 2.500h3.500v3.500M13.500 10v3.500h-3.500M6 13.500h-3.500v-3.500",
  selection:
    "M2.500 5v-2.500h2.500M11 2.500h2.500v2.500M13.500 11v2.500h-2.500M5 13.500h-2.500v-2.500M5.500 6.500h5v3h-5z",
  up: "M8 13V3.500M4 7l4-4 4 4",
  remove: "M4 4l8 8M12 4l-8 8",
  down: "M8 3v9.500M4 9l4 4 4-4",
  edit: "M3 13l.6-2.800L10.800 3l2.200 2.200-7.200 7.200zM9.300 4.500l2.200 2.200",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  hide: "M1.500 8c1.500-2.500 3.700-4 6.500-4s5 1.500 6.500 4c-1.500 2.500-3.700 4-6.500 4s-5-1.500-6.500-4zM3 13.500L13 2.500",
  groups: "M2.500 2.500h6v6h-6zM5.500 11v2.500h8v-8h-2.500",
  openAll: "M4.500 5.500L8 2l3.500 3.500M4.500 10.500L8 14l3.500-3.500M3 8h10",
  closeAll: "M4.500 2L8 5.500 11.500 2M4.500 14L8 10.500l3.500 3.500M3 8h10",
  show: "M1.500 8c1.500-2.500 3.700-4 6.500-4s5 1.500 6.500 4c-1.500 2.500-3.700 4-6.500 4s-5-1.500-6.500-4zM8 6.500v3M6.500 8h3",
  back: "M10 4l-4 4 4 4",
  forward: "M6 4l4 4-4 4",
} as const;
