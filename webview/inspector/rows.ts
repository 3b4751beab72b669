// Names beside what is told of them, in lists with a heading.
import { exactCount } from "../../src/protocol/numbers";
import { element } from "../look/elements";

/** @param more How many rows are left out. */
export function list(title: string, rows: readonly HTMLElement[], more: number): HTMLElement[] {
  const rest = more === 0 ? [] : [element("p", { class: "dim" }, `and ${exactCount(more)} more`)];
  return rows.length === 0 ? [] : [element("h3", {}, title), element("dl", {}, ...rows), ...rest];
}

export function link(text: string, title: string, go: () => void): HTMLElement {
  const made = element("button", { type: "button", class: "link", title }, text);
  made.addEventListener("click", go);
  return made;
}

export function row(name: string | HTMLElement, ...lines: readonly (string | HTMLElement)[]): HTMLElement {
  const shown = lines.filter((line) => line !== "");
  const term = typeof name === "string" ? element("dt", { title: name }, name) : element("dt", {}, name);
  return element("div", {}, term, ...shown.map((line) => element("dd", {}, line)));
}
