// What was done so far and what each step saved; what was left alone and why; where the bytes are.
import type { DocumentState } from "../src/protocol/messages";
import { bytesText, exactCount } from "../src/protocol/numbers";
import { element, icon } from "./elements";
import { shortName } from "./names";

/** Reasons with more subjects than this name only the first ones. */
const NAMED_SUBJECTS = 3;

export interface StepActions {
  remove(step: number): void;
  /** Swaps a step with the one before it. */
  moveUp(step: number): void;
}

export class StepsPanel {
  readonly steps = element("section", { id: "steps", "aria-label": "Steps" });
  readonly notes = element("section", { id: "notes", "aria-label": "Left alone" });
  readonly accounting = element("footer", { id: "accounting" });

  constructor(readonly actions: StepActions) {}

  show(state: DocumentState): void {
    this.steps.hidden = state.steps.length === 0;
    this.steps.replaceChildren(...state.steps.map((step, index) => this.#step(step, index)));
    const groups = groupNotes(state);
    this.notes.hidden = groups.length === 0;
    this.notes.replaceChildren(
      element(
        "h3",
        {},
        "Left alone",
        element("span", {}, `${groups.length} ${groups.length === 1 ? "reason" : "reasons"}`),
      ),
      ...groups.map(([reason, subjects]) => noteElement(reason, subjects)),
    );
    this.accounting.replaceChildren(...accountingParts(state));
  }

  #step(step: DocumentState["steps"][number], index: number): HTMLElement {
    const saved = step.bytesBefore - step.bytesAfter;
    const left = step.notes.length === 0 ? "" : `; ${exactCount(step.notes.length)} left alone`;
    const button = (name: "up" | "remove", label: string, run: () => void) => {
      const made = element("button", { type: "button", title: label, "aria-label": label }, icon(name));
      made.addEventListener("click", run);
      return made;
    };
    const { title } = step;
    return element(
      "div",
      { class: "step" },
      element("span", { class: "number dim" }, `${index + 1}`),
      element("span", {}, title),
      element("span", { class: "good" }, saved === 0 ? "no change" : `−${bytesText(saved)}`),
      element("small", {}, `${exactCount(step.changes)} ${step.changes === 1 ? "change" : "changes"}${left}`),
      element(
        "span",
        { class: "step-actions" },
        ...(index === 0 ? [] : [button("up", `Do ${title} before step ${index}`, () => this.actions.moveUp(index))]),
        button("remove", `Remove ${title}`, () => this.actions.remove(index)),
      ),
    );
  }
}

function groupNotes({ steps }: DocumentState): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { subject, reason } of steps.flatMap(({ notes }) => notes)) {
    groups.set(reason, [...(groups.get(reason) ?? []), subject]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

function noteElement(reason: string, subjects: readonly string[]): HTMLElement {
  const named = subjects.slice(0, NAMED_SUBJECTS).map(shortName).join(", ");
  return element(
    "div",
    { class: "note", title: subjects.slice(0, 50).join("\n") },
    element("span", {}, reason),
    element("span", { class: "dim" }, exactCount(subjects.length)),
    element("small", {}, `${named}${subjects.length > NAMED_SUBJECTS ? ", …" : ""}`),
  );
}

function accountingParts({ accounting }: DocumentState): Node[] {
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
