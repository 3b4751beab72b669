// Models that are compared and stand beside each other show the same: what is selected in one is selected in the other.
import * as vscode from "vscode";
import type { Place } from "../protocol/messages";
import { ghostPlace, placeAfter, placeBefore } from "./counterparts";
import type { ModelEditor } from "./model-editor";

/** @param editors All of them. @returns what to say where the node has no counterpart, else null. */
export async function leadOthers(
  from: ModelEditor,
  place: Place,
  name: string,
  editors: Iterable<ModelEditor>,
): Promise<string | null> {
  const notes: string[] = [];
  for (const other of editors) {
    const found = counterpartIn(other, from, place);
    if (found?.isSame === true) {
      await other.view.call("follow", [found.at, null]);
    } else if (found !== null) {
      const [here, there] = [from.document.name, other.document.name];
      notes.push(vscode.l10n.t("Not in {0}.", there));
      await other.view.call("follow", [found.at, vscode.l10n.t("{0} is only in {1}.", name, here)]);
    }
  }
  return notes[0] ?? null;
}

interface Counterpart {
  /** Where to look; null: nowhere. */
  readonly at: Place | null;
  /** Whether the model has the node, and does not only draw it as one that went. */
  readonly isSame: boolean;
}

/** Null: they are not compared, or not as they are shown. */
function counterpartIn(other: ModelEditor, from: ModelEditor, place: Place): Counterpart | null {
  if (other === from || !other.isInSight || !other.showsNow || !from.showsNow) {
    return null;
  }
  const [one, two] = [from.document, other.document];
  // The one before was compared as it was opened: with steps done to it, its nodes are others.
  const before = two.recipe.length === 0 ? one.comparison.differencesFrom(two.comparison) : null;
  if (before !== null) {
    const at = placeBefore(before, place);
    return { at, isSame: at !== null };
  }
  const after = one.recipe.length === 0 ? two.comparison.differencesFrom(one.comparison) : null;
  if (after === null) {
    return null;
  }
  const at = placeAfter(after, place);
  return { at: at ?? ghostPlace(after, place), isSame: at !== null };
}
