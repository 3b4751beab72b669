// HTML in which nothing that comes from a file is taken for markup.
import { markupText } from "../ir/markup-text";

/** Markup as it is; made by the functions below alone. */
export class Html {
  constructor(readonly markup: string) {}
}

export type Content = Html | string | readonly (Html | string)[];

function markupOf(content: Content): string {
  if (content instanceof Html) {
    return content.markup;
  }
  return typeof content === "string" ? markupText(content) : content.map(markupOf).join("");
}

/** @param attributes Names are ours, values may be from a file. */
export function tag(name: string, content: Content = "", attributes: Readonly<Record<string, string>> = {}): Html {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${markupText(value)}"`);
  return new Html(`<${name}${given.join("")}>${markupOf(content)}</${name}>`);
}

export interface Column {
  readonly title: string;
  readonly isNumber?: true;
}

export function table(columns: readonly Column[], rows: Iterable<readonly Content[]>): Html {
  const cell = (name: "td" | "th", content: Content, { isNumber }: Column) =>
    tag(name, content, isNumber === true ? { class: "number" } : {});
  const body: Html[] = [];
  for (const row of rows) {
    body.push(
      tag(
        "tr",
        row.map((content, index) => cell("td", content, columns[index]!)),
      ),
    );
  }
  const head = tag(
    "tr",
    columns.map((column) => cell("th", column.title, column)),
  );
  return tag("div", tag("table", [tag("thead", head), tag("tbody", body)]), { class: "scroll" });
}

/** A share of the whole, as a bar. @param share 0 to 1. */
export function bar(share: number): Html {
  const width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
  return tag("span", tag("i", "", { style: `width:${width}` }), { class: "bar" });
}
