// What a step would make of the model, worked out while its parameters change; only the last question is answered.
import type { ContentsState, Preview } from "../../src/protocol/messages";
import { bytesText, deltaText } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { changesText, noteElements } from "./notes";

/** Typing on within this time asks nothing. */
const PAUSE = 150;

export type Ask = (signal: AbortSignal) => Promise<Preview>;

export class SizePreview {
  readonly root = element("section", { class: "preview", "aria-label": "Preview" });
  /** What the step would leave alone: it may be long, and stands where there is room for it. */
  readonly left = element("section", { class: "left", "aria-label": "It would leave alone" });
  readonly #result = element("div", { role: "status" });
  readonly #bar = document.createElement("vscode-progress-bar");
  #running: AbortController | null = null;

  constructor() {
    this.#bar.indeterminate = true;
    this.#bar.setAttribute("aria-label", "Working out the size");
    this.#bar.hidden = true;
    this.root.append(this.#bar, this.#result);
  }

  /**
   * Asks anew, and gives up what was asked before.
   * @param gzipBefore The size with gzip to compare with, where there is one.
   */
  update(ask: Ask, gzipBefore: ContentsState["gzip"] | null): void {
    this.stop();
    const controller = new AbortController();
    const { signal } = controller;
    this.#running = controller;
    this.#setBusy(true);
    const timer = setTimeout(() => void this.#show(ask, signal, gzipBefore), PAUSE);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** Gives up what was asked; nothing is known, such as while a parameter is wrong. */
  clear(): void {
    this.stop();
    this.#result.replaceChildren();
    this.left.replaceChildren();
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#setBusy(false);
  }

  async #show(ask: Ask, signal: AbortSignal, gzipBefore: ContentsState["gzip"] | null): Promise<void> {
    let parts: Node[];
    let notes: Preview["notes"] = [];
    try {
      const preview = await ask(signal);
      parts = previewParts(preview, gzipBefore);
      ({ notes } = preview);
    } catch (error) {
      parts = [element("p", { class: "problem" }, (error as Error).message)];
    }
    if (!signal.aborted) {
      this.#result.replaceChildren(...parts);
      this.left.replaceChildren(...noteElements(notes));
      this.#setBusy(false);
    }
  }

  #setBusy(busy: boolean): void {
    this.#bar.hidden = !busy;
    this.root.setAttribute("aria-busy", `${busy}`);
  }
}

function previewParts(preview: Preview, gzipBefore: ContentsState["gzip"] | null): Node[] {
  const { bytesBefore, bytes, gzip, changes, notes } = preview;
  if (changes === 0) {
    return [element("p", {}, element("b", {}, "It would change nothing."))];
  }
  const size =
    bytesText(bytes) === bytesText(bytesBefore)
      ? [element("b", {}, bytesText(bytes)), element("span", { class: "dim" }, " as before")]
      : [
          `${bytesText(bytesBefore)} `,
          element("span", { class: "dim" }, "→"),
          " ",
          element("b", {}, bytesText(bytes)),
          element("strong", { class: bytes < bytesBefore ? "good" : "bad" }, deltaText(bytesBefore, bytes)),
        ];
  const parts: Node[] = [element("p", { class: "size" }, ...size)];
  if (gzip !== null) {
    const from = gzipBefore === null ? "" : `${bytesText(gzipBefore.bytes)} → `;
    const delta = gzipBefore === null ? "" : ` (${deltaText(gzipBefore.bytes, gzip.bytes)})`;
    parts.push(
      element("p", { class: "dim" }, `gzip ${from}${gzip.estimated ? "≈ " : ""}${bytesText(gzip.bytes)}${delta}`),
    );
  }
  parts.push(element("p", { class: "dim" }, changesText(changes, notes.length)));
  return parts;
}
