// What differs between a model and another file, or itself as it was opened.
import * as vscode from "vscode";
import type { ComparisonState } from "../protocol/messages";
import { counted } from "../protocol/numbers";
import type { ModelEditor } from "./model-editor";
import type { ModelEditorProvider } from "./model-editor-provider";
import { nameOf } from "./model-host";
import { tellFailure, withEditorProgress } from "./progress";
import { VIEW_TYPE } from "./view-type";

export const COMPARE_SELECTED = "modelBonsai.compareSelected";
const EXTENSIONS = ["tflite", "onnx", "pb", "pbtxt"];

/** Asks for the other model, which counts as the one before. */
export async function compareWith(editor: ModelEditor): Promise<void> {
  const other = await askForOther(editor);
  if (other !== undefined) {
    await compare(editor, other);
  }
}

export async function compareWithOriginal(editor: ModelEditor): Promise<void> {
  if (editor.document.recipe.length === 0) {
    editor.tell(vscode.l10n.t("There is nothing to compare: the model is as it was opened."));
    return;
  }
  await compare(editor, null);
}

/** The explorer's: opens the second of two files and compares it with the first. */
export function registerCompareSelected(provider: ModelEditorProvider): vscode.Disposable {
  return vscode.commands.registerCommand(COMPARE_SELECTED, async (_one?: vscode.Uri, all?: vscode.Uri[]) => {
    try {
      const [before, after] = all ?? [];
      if (before === undefined || after === undefined || all!.length > 2) {
        throw new Error(vscode.l10n.t("Select two models in the explorer to compare them."));
      }
      await vscode.commands.executeCommand("vscode.openWith", after, VIEW_TYPE);
      const [editor] = provider.editorsOf(after);
      if (editor !== undefined) {
        await compare(editor, before);
      }
    } catch (error) {
      tellFailure(error);
    }
  });
}

/** What came of it the editor shows. */
async function compare(editor: ModelEditor, other: vscode.Uri | null): Promise<void> {
  const title = vscode.l10n.t("Compare");
  try {
    const state = await withEditorProgress(editor, title, (signal, onProgress) =>
      editor.document.comparison.with(other, signal, onProgress),
    );
    editor.tell(comparisonText(state));
  } catch (error) {
    editor.tellFailure(error);
  }
}

function comparisonText({ other, added, removed, changed }: ComparisonState): string {
  return added + removed + changed === 0
    ? vscode.l10n.t("No node differs from {0}.", other)
    : vscode.l10n.t(
        "Against {0}: {1} added, {2} removed, {3} changed.",
        other,
        counted(added, "node"),
        removed,
        changed,
      );
}

interface Choice extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

/** Undefined: nobody wants any. Null: this model as it was opened. */
async function askForOther({ document }: ModelEditor): Promise<vscode.Uri | null | undefined> {
  const original: Choice = {
    label: vscode.l10n.t("As It Was Opened"),
    detail: vscode.l10n.t("What the steps changed."),
  };
  const file: Choice = { label: vscode.l10n.t("Choose a File...") };
  const open = openModels()
    .filter((uri) => uri.toString() !== document.uri.toString())
    .map((uri) => ({ label: nameOf(uri), description: vscode.workspace.asRelativePath(uri), uri }));
  const choices: Choice[] = [...(document.recipe.length === 0 ? [] : [original]), ...open, file];
  const title = vscode.l10n.t("Compare {0} With", document.name);
  const answer = choices.length === 1 ? file : await vscode.window.showQuickPick(choices, { title });
  if (answer === undefined || answer === original) {
    return answer === undefined ? undefined : null;
  }
  if (answer !== file) {
    return answer.uri;
  }
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      defaultUri: vscode.Uri.joinPath(document.uri, ".."),
      filters: { [vscode.l10n.t("Models")]: EXTENSIONS },
      title,
    })) ?? [];
  return uri;
}

/** Those that tabs of this editor show. */
function openModels(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const uris = tabs.flatMap(({ input }) =>
    input instanceof vscode.TabInputCustom && input.viewType === VIEW_TYPE ? [input.uri] : [],
  );
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
