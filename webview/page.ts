// What lies where on the page, and what is there while the file is read.
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import type { CommandId, Problem, Work } from "../src/protocol/messages";
import { element } from "./look/elements";
import type { Parts } from "./parts";
import { problemPage } from "./problem-page";
import { graphAndSide } from "./split";

/** Nobody has to be told to wait for so long, in milliseconds. */
const QUICK = 400;

export class Page {
  readonly #progress = document.createElement("vscode-progress-bar");
  readonly #busy = element("div", { id: "busy", hidden: "" }, this.#progress);
  readonly #opening: ReturnType<typeof setTimeout>;
  #isShown = false;

  constructor(readonly parts: Parts) {
    // What takes a moment shows that something is done.
    this.#opening = setTimeout(() => {
      this.#busy.hidden = false;
      document.body.append(this.#busy);
    }, QUICK);
  }

  /** @param tensorsOnly Whether the file has no graph. */
  show(tensorsOnly: boolean): void {
    if (!this.#isShown) {
      this.#isShown = true;
      clearTimeout(this.#opening);
      this.#busy.hidden = true;
      const { header, find } = this.parts;
      document.body.replaceChildren(
        header.root,
        find.bar.root,
        this.#busy,
        tensorsOnly ? this.#table() : this.#graphAndSide(),
        this.parts.variants.root,
      );
    }
  }

  /** The document cannot be shown. */
  fail(problem: Problem, run: (command: CommandId) => void): void {
    clearTimeout(this.#opening);
    this.#isShown = false;
    document.body.replaceChildren(problemPage(problem, run));
  }

  /** Something takes time; null: it ended. */
  busy(work: Work | null): void {
    clearTimeout(this.#opening);
    this.#busy.hidden = work === null;
    this.#progress.value = work === null || work.total === 0 ? 0 : (work.done / work.total) * 100;
  }

  #graphAndSide(): HTMLElement {
    const { graphView, find, steps, verification, profile, tabs } = this.parts;
    const aside = element("aside", {}, find.results.root, steps.steps, verification.root, profile.root, tabs.root);
    return graphAndSide(graphView.root, aside);
  }

  /** What there is to see of a file without a graph. */
  #table(): HTMLElement {
    const { layers, metadata, steps } = this.parts;
    return element("main", {}, layers.root, metadata.root, steps.accounting);
  }
}
