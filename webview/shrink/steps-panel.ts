// What was done so far and what each step saved; what was left alone and why; where the bytes are.
import type { ContentsState, OverviewState, StepState } from "../../src/protocol/messages";
import { bytesText, exactCount } from "../../src/protocol/numbers";
import { element, icon } from "../look/elements";
import { changesText, noteElements } from "./notes";

type Action = "show" | "edit" | "up" | "down" | "remove";

export interface StepActions {
  /** Shows a step's parameters to change them. */
  edit(step: number): void;
  remove(step: number): void;
  /** Shows the model after the first steps; null: after all. */
  showAfter(steps: number | null): void;
  /** Swaps a step with the one before it. */
  moveUp(step: number): void;
}

export class StepsPanel {
  readonly steps = element("section", { id: "steps", "aria-label": "Steps" });
  readonly notes = element("section", { id: "notes", "aria-label": "Left alone", tabindex: "0" });
  readonly accounting = element("footer", { id: "accounting" });

  #focus: { readonly step: number; readonly action: Action } | null = null;

  constructor(readonly actions: StepActions) {}

  show(state: OverviewState): void {
    this.steps.hidden = state.steps.length === 0;
    const last = state.steps.length - 1;
    const shown = state.shownSteps ?? state.steps.length;
    this.steps.replaceChildren(
      ...(state.shownSteps === undefined ? [] : [this.#way(shown, state.steps.length)]),
      ...state.steps.map((step, index) => this.#step(step, index, last, shown, state.shownSteps !== undefined)),
    );
    this.#restoreFocus();
    const groups = noteElements(state.steps.flatMap(({ notes }) => notes));
    this.notes.hidden = groups.length === 0;
    this.notes.replaceChildren(
      element(
        "h3",
        {},
        "Left alone",
        element("span", {}, `${groups.length} ${groups.length === 1 ? "reason" : "reasons"}`),
      ),
      ...groups,
    );
  }

  showContents(contents: ContentsState): void {
    this.accounting.replaceChildren(...accountingParts(contents));
  }

  /** That not all steps are shown, and ways to others. */
  #way(shown: number, count: number): HTMLElement {
    const button = (name: "back" | "forward", label: string, to: number) => {
      const made = element("button", { type: "button", title: label, "aria-label": label }, icon(name));
      made.disabled = to < 0 || to > count;
      made.addEventListener("click", () => this.actions.showAfter(to));
      return made;
    };
    const all = element("button", { type: "button", class: "secondary" }, "Show All Steps");
    all.addEventListener("click", () => this.actions.showAfter(null));
    const text = shown === 0 ? "The file as it was opened" : `After step ${shown} of ${count}`;
    return element(
      "div",
      { class: "steps-way", role: "status" },
      button("back", "One step back", shown - 1),
      button("forward", "One step on", shown + 1),
      element("span", {}, text),
      all,
    );
  }

  #step({ title, ...step }: StepState, index: number, last: number, shown: number, isPart: boolean): HTMLElement {
    const saved = step.bytesBefore - step.bytesAfter;
    const button = (name: Action, label: string, run: () => void, focused = index) => {
      const made = element("button", { type: "button", title: label, "aria-label": label, "data-action": name });
      made.append(icon(name));
      made.addEventListener("click", () => {
        this.#focus = { step: focused, action: name };
        run();
      });
      return made;
    };
    const { actions } = this;
    const buttons = [
      button("show", `Show the model after ${title}`, () => actions.showAfter(index + 1)),
      ...(Object.keys(step.parameters).length === 0
        ? []
        : [button("edit", `Edit ${title}`, () => actions.edit(index))]),
      ...(index === 0
        ? []
        : [button("up", `Do ${title} before step ${index}`, () => actions.moveUp(index), index - 1)]),
      ...(index === last
        ? []
        : [button("down", `Do ${title} after step ${index + 2}`, () => actions.moveUp(index + 1), index + 1)]),
      button("remove", `Remove ${title}`, () => actions.remove(index)),
    ];
    return element(
      "div",
      {
        class: index < shown ? "step" : "step not-shown",
        "aria-current": `${index + 1 === shown && isPart ? "step" : false}`,
      },
      element("span", { class: "number dim" }, `${index + 1}`),
      element("span", {}, title),
      element("span", { class: saved < 0 ? "bad" : "good" }, savedText(saved)),
      element("small", {}, changesText(step.changes, step.notes.length)),
      element("span", { class: "step-actions" }, ...buttons),
    );
  }

  /** Where the keyboard was before the steps were drawn again; the last button of a step where its own is gone, or what adds steps. */
  #restoreFocus(): void {
    const focus = this.#focus;
    this.#focus = null;
    if (focus !== null && document.activeElement === document.body) {
      const buttons = [...(this.steps.querySelectorAll(".step")[focus.step]?.querySelectorAll("button") ?? [])];
      const button = buttons.find(({ dataset }) => dataset["action"] === focus.action) ?? buttons.at(-1);
      (button ?? document.getElementById("shrink"))?.focus();
    }
  }
}

function savedText(saved: number): string {
  return saved === 0 ? "no change" : `${saved > 0 ? "−" : "+"}${bytesText(Math.abs(saved))}`;
}

function accountingParts({ accounting }: ContentsState): Node[] {
  const { tensors, structure, metadata, external } = accounting;
  const total = Math.max(1, tensors + structure + metadata);
  const bar = element("span", { class: "bytes-bar", "aria-hidden": "true" });
  for (const [name, bytes] of Object.entries({ tensors, structure, metadata })) {
    const part = element("i", { class: name });
    part.style.width = `${(bytes / total) * 100}%`;
    bar.append(part);
  }
  const texts = Object.entries({ tensors, structure, metadata }).map(([name, bytes]) =>
    element("span", { class: name, title: `${exactCount(bytes)} bytes` }, `${name} ${bytesText(bytes)}`),
  );
  if (external > 0) {
    texts.push(element("span", { title: `${exactCount(external)} bytes` }, `other files ${bytesText(external)}`));
  }
  return [bar, element("div", {}, ...texts)];
}
