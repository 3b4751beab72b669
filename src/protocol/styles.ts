// Queries that are kept to be seen in the graph: nodes that they find have a colour.
import type { QueryText } from "./query";

/** Colours of the theme. */
export const STYLE_COLORS = ["red", "orange", "yellow", "green", "blue", "purple"] as const;

export interface Style {
  readonly name: string;
  readonly query: QueryText;
  readonly color: (typeof STYLE_COLORS)[number];
}

/** More of them nobody tells apart. */
export const MOST_STYLES = 20;
const LONGEST_NAME = 80;
const LONGEST_QUERY = 1000;

/** As it stands in the settings; a query that is one regular expression between slashes. */
export interface StyleSetting {
  readonly name: string;
  readonly query: string;
  readonly color: string;
}

export function settingOf({ name, query: { text, isPattern }, color }: Style): StyleSetting {
  return { name, query: isPattern ? `/${text}/` : text, color };
}

/** Styles as settings have them, which anybody may have written. @returns those that are some, and what is wrong with others. */
export function readStyles(setting: unknown): {
  readonly styles: readonly Style[];
  readonly problems: readonly string[];
} {
  if (!Array.isArray(setting)) {
    return { styles: [], problems: setting === undefined || setting === null ? [] : ["It is no list."] };
  }
  const styles: Style[] = [];
  const problems: string[] = [];
  setting.slice(0, MOST_STYLES).forEach((entry: unknown, at) => {
    const read = readStyle(entry, styles);
    if (typeof read === "string") {
      problems.push(`Entry ${at + 1} ${read}.`);
    } else {
      styles.push(read);
    }
  });
  if (setting.length > MOST_STYLES) {
    problems.push(`It has ${setting.length} entries, of which the first ${MOST_STYLES} are taken.`);
  }
  return { styles, problems };
}

/** @returns a style, or why it is none. */
function readStyle(entry: unknown, others: readonly Style[]): Style | string {
  const { name, query, color } = (entry ?? {}) as Partial<Record<keyof StyleSetting, unknown>>;
  if (typeof name !== "string" || name.trim() === "" || name.length > LONGEST_NAME) {
    return `needs a name of at most ${LONGEST_NAME} characters`;
  }
  if (others.some((each) => each.name === name)) {
    return `has the name "${name}" of an earlier one`;
  }
  if (typeof query !== "string" || query.trim() === "" || query.length > LONGEST_QUERY) {
    return `needs a query of at most ${LONGEST_QUERY} characters`;
  }
  const known = STYLE_COLORS.find((each) => each === color);
  if (known === undefined) {
    return `needs one of the colors ${STYLE_COLORS.join(", ")}`;
  }
  const pattern = /^\/(.+)\/$/su.exec(query)?.[1];
  return { name, query: { text: pattern ?? query, isPattern: pattern !== undefined }, color: known };
}
