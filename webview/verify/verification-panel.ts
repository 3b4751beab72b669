// What came of running the model and its original: how far each output is off, and a step that should not have done that.
import type { OutputDistance, VerificationState } from "../../src/protocol/messages";
import { counted } from "../../src/protocol/numbers";
import { faultText, noiseText, verdictText } from "../../src/protocol/verdict-text";
import { element } from "../look/elements";

/** The worst; more nobody reads. */
const MOST_OUTPUTS = 100;

export class VerificationPanel {
  readonly root = element("section", { id: "verification", "aria-label": "Verification" });
  readonly #details = element("details");

  /** @param undo Takes a step out of the recipe. */
  constructor(readonly undo: (step: number) => void) {
    this.show(null);
  }

  show(verification: VerificationState | null): void {
    this.root.hidden = verification === null;
    if (verification === null) {
      this.root.replaceChildren();
      return;
    }
    const { faulty } = verification;
    this.#details.replaceChildren(
      element("summary", {}, "Against the original: ", element("b", {}, verdictText(verification))),
      ...told(verification),
      outputTable(verification.outputs),
    );
    this.root.replaceChildren(
      ...(faulty === null
        ? []
        : [element("p", { class: "bad" }, `${faultText(faulty)}. `, this.#undoButton(faulty.step, faulty.title))]),
      this.#details,
    );
  }

  /** Shows all of it. */
  open(): void {
    this.#details.open = true;
    this.#details.querySelector("summary")?.focus();
  }

  #undoButton(step: number, title: string): HTMLElement {
    const button = element("button", { type: "button", class: "secondary", "aria-label": `Undo ${title}` }, "Undo");
    button.addEventListener("click", () => this.undo(step));
    return button;
  }
}

function told({ reason, engine, samples, inputs, isPartial, accuracy, leftOut }: VerificationState): HTMLElement[] {
  const fed = inputs
    .slice(0, MOST_OUTPUTS)
    .map(({ name, source }) => element("li", {}, element("code", {}, name), `: ${source}`));
  return [
    element("p", {}, `${reason}.`),
    ...(isPartial ? [element("p", {}, "Cancelled before all layers were compared.")] : []),
    ...(leftOut === null ? [] : [element("p", { class: "dim" }, `Layers leave out ${leftOut}`)]),
    ...(accuracy === null
      ? []
      : [
          element(
            "p",
            {},
            `Right in ${share(accuracy.before)}, then in ${share(accuracy.after)} of ${counted(accuracy.labels, "sample")}.`,
          ),
        ]),
    element("p", { class: "dim" }, `${engine}, ${counted(samples, "sample")} of`),
    element("ul", { class: "dim" }, ...fed),
  ];
}

const COLUMNS: readonly {
  readonly title: string;
  readonly help: string;
  readonly text: (output: OutputDistance) => string;
}[] = [
  { title: "SQNR", help: "Signal to noise", text: ({ sqnr }) => noiseText(sqnr) },
  { title: "Max", help: "Largest difference", text: ({ maxAbsolute }) => short(maxAbsolute) },
  {
    title: "Relative",
    help: "Largest difference, of the largest magnitude",
    text: ({ maxRelative }) => share(maxRelative, 3),
  },
  { title: "Cosine", help: "Cosine similarity", text: ({ cosine }) => cosine.toFixed(5) },
  { title: "Top 1", help: "Rows whose largest element is the same", text: ({ top1 }) => share(top1) },
  {
    title: "Top 5",
    help: "Rows whose largest element in the original is one of the five largest",
    text: ({ top5 }) => share(top5),
  },
];

/** The worst first. */
function outputTable(outputs: readonly OutputDistance[]): HTMLElement {
  const sorted = [...outputs].sort((a, b) => (a.sqnr ?? Infinity) - (b.sqnr ?? Infinity)).slice(0, MOST_OUTPUTS);
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "Output"),
    ...COLUMNS.map(({ title, help }) => element("th", { scope: "col", class: "numeric", title: help }, title)),
  );
  const rows = sorted.map((output) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", title: output.name }, output.name),
      ...COLUMNS.map(({ text }) => element("td", { class: "numeric" }, text(output))),
    ),
  );
  const left = outputs.length - sorted.length;
  return element(
    "div",
    { class: "outputs" },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)),
    ...(left === 0 ? [] : [element("p", { class: "dim" }, `${counted(left, "more output")}, which differ less`)]),
  );
}

/** In six characters, as there is room for. */
function short(number: number): string {
  return number !== 0 && Math.abs(number) < 1e-3 ? number.toExponential(1) : String(Number(number.toPrecision(3)));
}

function share(part: number | null, digits = 4): string {
  return part === null ? "" : `${Number((part * 100).toPrecision(digits))} %`;
}
