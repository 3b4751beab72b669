// Styles of the graph, in the settings of the workspace.
import * as vscode from "vscode";
import { readStyles, settingOf, type Style } from "../protocol/styles";
import { warn } from "./messages";

const SECTION = "modelBonsai";
const KEY = "styles";

/** What is wrong with them is told once for each text of it. */
const told = new Set<string>();

export function stylesNow(): readonly Style[] {
  const { styles, problems } = readStyles(vscode.workspace.getConfiguration(SECTION).get(KEY));
  const text = problems.join(" ");
  if (text !== "" && !told.has(text)) {
    told.add(text);
    void warn(vscode.l10n.t("Setting {0}: {1}", `${SECTION}.${KEY}`, text), {});
  }
  return styles;
}

/** Where a folder is open, its settings have them, so that they are shared with it. */
export async function keepStyles(styles: readonly Style[]): Promise<void> {
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  const configuration = vscode.workspace.getConfiguration(SECTION);
  // An empty list where the user's own would come up again.
  const isPlain = styles.length === 0 && configuration.inspect(KEY)?.globalValue === undefined;
  await configuration.update(KEY, isPlain ? undefined : styles.map(settingOf), target);
}

export function onDidChangeStyles(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${SECTION}.${KEY}`)) {
      listener();
    }
  });
}
