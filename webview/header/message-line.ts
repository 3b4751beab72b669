// A line of the header: what is being done, with a way to stop it; then what came of it.
import type { Told, Work } from "../../src/protocol/messages";
import { element, icon, setText } from "../look/elements";

export interface MessageActions {
  /** Gives up what is being done. */
  cancel(): void;
  /** Takes the focus from a button that goes away. */
  leave(): void;
}

export class MessageLine {
  readonly root = element("div", { id: "message" });
  readonly #text = element("span", { role: "status" });
  readonly #cancel = element("button", { type: "button", class: "secondary" }, "Cancel");
  readonly #close = element("button", { type: "button", "aria-label": "Close", title: "Close" }, icon("remove"));
  #work: Work | null = null;
  #told: Told | null = null;

  constructor(readonly actions: MessageActions) {
    this.#cancel.addEventListener("click", () => actions.cancel());
    this.#close.addEventListener("click", () => this.tell(null));
    this.root.append(this.#text, this.#cancel, this.#close);
    this.#show();
  }

  busy(work: Work | null): void {
    this.#work = work;
    this.#show();
  }

  tell(told: Told | null): void {
    this.#told = told;
    this.#show();
  }

  #show(): void {
    const text = this.#work === null ? (this.#told?.text ?? "") : `${this.#work.title}...`;
    if (this.#text.textContent !== text) {
      setText(this.#text, text);
    }
    this.#text.classList.toggle("bad", this.#work === null && this.#told?.isProblem === true);
    const focused = document.activeElement;
    this.#cancel.hidden = this.#work === null;
    this.#close.hidden = this.#work !== null || this.#told === null;
    if ([this.#cancel, this.#close].some((button) => button.hidden && button === focused)) {
      this.actions.leave();
    }
  }
}
