// Asks what to verify a model with, and writes that beside it, where the command line finds it, too.
import * as vscode from "vscode";
import { inputsName } from "../protocol/inputs-name";
import { warn } from "./messages";
import type { ModelEditor } from "./model-editor";
import { writeFile } from "./platform";

const FILES = ["npy", "npz", "csv", "tsv", "bin", "raw", "png", "jpg", "jpeg", "bmp", "wav", "zip", "pb"];
/** What the elements of pictures are made to be. */
const VALUES = ["0..1", "-1..1", "imagenet", "raw"];

export async function chooseInputs(editor: ModelEditor): Promise<void> {
  const { uri, name } = editor.document;
  const title = vscode.l10n.t("Choose Inputs to Verify With");
  const file = inputsName(name);
  const target = vscode.Uri.joinPath(uri, "..", file);
  const exists = await vscode.workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  const folder = { label: vscode.l10n.t("Pictures or Sounds in a Folder...") };
  const single = { label: vscode.l10n.t("A File..."), detail: FILES.map((each) => `.${each}`).join(", ") };
  const open = { label: vscode.l10n.t("Edit {0}", file) };
  const what = await vscode.window.showQuickPick(exists ? [open, folder, single] : [folder, single], { title });
  if (what === undefined) {
    return;
  }
  if (what === open) {
    await vscode.window.showTextDocument(target);
    return;
  }
  const choice = await ask(title, uri, what === folder);
  if (choice !== null && (!exists || (await mayReplace(file)))) {
    await writeFile(target, new TextEncoder().encode(`${JSON.stringify(choice, null, 2)}\n`));
    editor.tell(vscode.l10n.t("{0} says what the model is verified with.", file));
  }
}

/** @returns null where it is called off. */
async function ask(title: string, model: vscode.Uri, ofFolder: boolean): Promise<Record<string, string> | null> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      ...{ title, canSelectFolders: ofFolder, canSelectFiles: !ofFolder, canSelectMany: false },
      defaultUri: vscode.Uri.joinPath(model, ".."),
      ...(ofFolder ? {} : { filters: { [vscode.l10n.t("Inputs")]: FILES } }),
    })) ?? [];
  if (chosen === undefined) {
    return null;
  }
  const inputs = pathFrom(model, chosen);
  if (!ofFolder) {
    return { inputs };
  }
  const likely = { label: vscode.l10n.t("As the model says, or as its type suggests"), values: null };
  const values = await vscode.window.showQuickPick([likely, ...VALUES.map((label) => ({ label, values: label }))], {
    ...{ title, placeHolder: vscode.l10n.t("Values of pictures or sounds") },
  });
  if (values === undefined) {
    return null;
  }
  const none = { label: vscode.l10n.t("No labels"), labels: null };
  const folders = { label: vscode.l10n.t("Names of the folders that they are in"), labels: "folders" };
  const labels = await vscode.window.showQuickPick([none, folders], {
    ...{ title, placeHolder: vscode.l10n.t("Which class each is of") },
  });
  return labels === undefined
    ? null
    : {
        inputs,
        ...(values.values === null ? {} : { values: values.values }),
        ...(labels.labels === null ? {} : { labels: labels.labels }),
      };
}

/** From the model's folder, or as a whole where it lies elsewhere. */
function pathFrom(model: vscode.Uri, chosen: vscode.Uri): string {
  const folder = `${vscode.Uri.joinPath(model, "..").path.replace(/\/$/, "")}/`;
  const path = chosen.path.replace(/\/$/, "");
  return path.startsWith(folder) ? path.slice(folder.length) : chosen.scheme === "file" ? chosen.fsPath : path;
}

async function mayReplace(file: string): Promise<boolean> {
  const replace = vscode.l10n.t("Replace");
  return (await warn(vscode.l10n.t("{0} is there already.", file), { modal: true }, replace)) === replace;
}
