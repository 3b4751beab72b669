// What a runtime measured: how much of it is in nodes of the model, where it ran, and what is no node here.
import type { ProfileState } from "../../src/protocol/messages";
import { amountText, counted, exactCount, shareText } from "../../src/protocol/numbers";
import { element } from "../look/elements";

export class ProfilePanel {
  readonly root = element("section", { id: "profile", "aria-label": "Profile" });
  /** Stays as open as somebody left it. */
  readonly #details = element("details");

  /** @param close Shows it no longer. */
  constructor(readonly close: () => void) {
    this.show(null);
  }

  show(profile: ProfileState | null): void {
    this.root.hidden = profile === null;
    if (profile === null) {
      this.root.replaceChildren();
      return;
    }
    const { file, total, covered, nodes, unit, tool, runs, providers, rest, restCount } = profile;
    const share = (amount: number) => shareText(total === 0 ? 0 : amount / total);
    const button = element("button", { type: "button", class: "secondary", "aria-label": `Close ${file}` }, "Close");
    button.addEventListener("click", () => this.close());
    const ran = runs === null ? tool : `${tool}, mean of ${counted(runs, "run")}`;
    const left = restCount - rest.length;
    const list = (title: string, items: readonly string[]) =>
      element("ul", { "aria-label": title }, ...items.map((item) => element("li", {}, item)));
    this.#details.replaceChildren(
      element(
        "summary",
        {},
        `${file}: `,
        element("b", {}, `${amountText(total, unit)}, ${share(covered)} in ${counted(nodes, "node")}`),
      ),
      element("p", { class: "dim" }, `${ran}. `, button),
      ...(providers.length < 2
        ? []
        : [
            list(
              "Where it ran",
              providers.map(({ name, amount }) => `${name}: ${share(amount)}`),
            ),
          ]),
      ...(rest.length === 0
        ? []
        : [
            element("p", {}, `No node of the model, ${share(total - covered)}:`),
            list(
              "No node of the model",
              rest.map(({ text, amount }) => `${text}: ${amountText(amount, unit)}, ${share(amount)}`),
            ),
          ]),
      ...(left === 0 ? [] : [element("p", { class: "dim" }, `${exactCount(left)} more, which took less`)]),
    );
    this.root.replaceChildren(this.#details);
  }
}
