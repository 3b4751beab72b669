// What was left alone, by its reason: few reasons stand for many subjects.
import type { Note } from "../../src/protocol/messages";
import { exactCount } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { shortName } from "../../src/drawing/names";

/** Reasons with more subjects than this name only the first ones. */
const NAMED_SUBJECTS = 3;

/** One element for each reason, that with most subjects first. */
export function noteElements(notes: readonly Note[]): HTMLElement[] {
  const groups = new Map<string, string[]>();
  for (const { subject, reason } of notes) {
    const subjects = groups.get(reason) ?? [];
    subjects.push(subject);
    groups.set(reason, subjects);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, subjects]) => noteElement(reason, subjects));
}

function noteElement(reason: string, subjects: readonly string[]): HTMLElement {
  const named = subjects.slice(0, NAMED_SUBJECTS).map(shortName).join(", ");
  return element(
    "div",
    { class: "note", title: subjects.slice(0, 50) },
    element("span", {}, reason),
    element("span", { class: "dim" }, exactCount(subjects.length)),
    element("small", {}, `${named}${subjects.length > NAMED_SUBJECTS ? ", …" : ""}`),
  );
}

/** "42 changes; 10 left alone". */
export function changesText(changes: number, notes: number): string {
  const left = notes === 0 ? "" : `; ${exactCount(notes)} left alone`;
  return `${exactCount(changes)} ${changes === 1 ? "change" : "changes"}${left}`;
}
