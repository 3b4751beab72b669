import { rolesOf, type Theme } from "./theme";

const PALETTE = {
  blue: "var(--blue)",
  purple: "var(--purple)",
  green: "var(--green)",
  yellow: "var(--yellow)",
  orange: "var(--orange)",
  red: "var(--red)",
};

/** Colours and fonts that the page around a drawing says, for light and for dark: each is a variable of CSS. */
export const PAGE_THEME: Theme = {
  background: "var(--page)",
  foreground: "var(--text)",
  dim: "var(--dim)",
  border: "var(--line)",
  card: "var(--card)",
  edge: "var(--edge)",
  focus: "var(--blue)",
  match: "var(--yellow)",
  font: "var(--sans)",
  mono: "var(--mono)",
  shapes: PALETTE,
  texts: PALETTE,
  roles: rolesOf(PALETTE, "var(--edge)"),
};
