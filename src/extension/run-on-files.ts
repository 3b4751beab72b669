// One recipe on several files chosen in the explorer. The results go beside them under other names.
import * as vscode from "vscode";
import type { Recipe } from "../protocol/messages";
import { visibleText } from "../protocol/visible-text";
import { withSignal } from "./cancellation";
import { outcomesLine, outcomesTable, type FileOutcome } from "./file-outcomes";
import type { FileReports } from "./file-reports";
import { inform, tellAll, warn } from "./messages";
import { nameOf, type ModelHost } from "./model-host";
import { proposedName } from "./overwrite-question";
import { tellFailure } from "./progress";
import { transformsOf } from "./transforms";

export const RUN_ON_FILES = "modelBonsai.runRecipeOnFiles";

/** What is done to each file; null: what is recommended for its format. */
interface Chosen {
  readonly title: string;
  readonly recipe: Recipe | null;
}

export function registerRunOnFiles(host: ModelHost, reports: FileReports): vscode.Disposable {
  return vscode.commands.registerCommand(RUN_ON_FILES, async (one?: vscode.Uri, all?: vscode.Uri[]) => {
    try {
      await runOnFiles(host, reports, all ?? (one === undefined ? await askFiles() : [one]));
    } catch (error) {
      tellFailure(error);
    }
  });
}

async function runOnFiles(host: ModelHost, reports: FileReports, files: readonly vscode.Uri[]): Promise<void> {
  const chosen = files.length === 0 ? null : await askRecipe(host, files[0]!);
  if (chosen === null) {
    return;
  }
  const runs = await Promise.all(
    files.map(async (file) => {
      const target = vscode.Uri.joinPath(file, "..", await resultName(host, nameOf(file), chosen.recipe));
      return { file, target, exists: await fileExists(target) };
    }),
  );
  const overwrites = await mayOverwrite(runs.filter(({ exists }) => exists).map(({ target }) => nameOf(target)));
  if (overwrites === null) {
    return;
  }
  const outcomes: FileOutcome[] = [];
  const options = { location: vscode.ProgressLocation.Notification, title: chosen.title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const { signal } = withSignal(token);
    for (const { file, target, exists } of runs) {
      const name = nameOf(file);
      progress.report({ message: visibleText(name) });
      if (signal.aborted) {
        outcomes.push({ name, problem: vscode.l10n.t("not done: cancelled") });
      } else if (exists && !overwrites) {
        outcomes.push({ name, problem: vscode.l10n.t("not done: {0} is there already", nameOf(target)) });
      } else {
        outcomes.push(await runOnFile(host, file, target, chosen.recipe, signal));
      }
      progress.report({ increment: 100 / runs.length });
    }
  });
  void inform(`${chosen.title}: ${outcomesLine(outcomes)}`);
  await reports.show(chosen.title, outcomesTable(outcomes));
}

/** Reads, runs and writes one file; what goes wrong is its outcome. */
async function runOnFile(
  host: ModelHost,
  file: vscode.Uri,
  target: vscode.Uri,
  recipe: Recipe | null,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const name = nameOf(file);
  try {
    const id = await host.open(file, signal);
    try {
      const { recommended } = await host.call("state", [id, []], { signal });
      const { bytesBefore, bytes } = await host.call("state", [id, recipe ?? recommended], { signal });
      const warnings = await host.write(id, recipe ?? recommended, target, "others", signal, () => {});
      tellAll(warnings);
      return { name, result: nameOf(target), bytesBefore, bytes };
    } finally {
      await host.close(id);
    }
  } catch (error) {
    return { name, problem: (error as Error).message };
  }
}

async function askFiles(): Promise<readonly vscode.Uri[]> {
  const files = await vscode.window.showOpenDialog({
    canSelectMany: true,
    filters: { [vscode.l10n.t("Models")]: ["tflite", "onnx", "pb"] },
    title: vscode.l10n.t("Run Recipe on Files"),
  });
  return files ?? [];
}

async function askRecipe(host: ModelHost, beside: vscode.Uri): Promise<Chosen | null> {
  const title = vscode.l10n.t("Run Recipe on Files");
  const device = { label: vscode.l10n.t("Shrink for Device"), detail: vscode.l10n.t("Every safe step, then int8.") };
  const other = { label: vscode.l10n.t("Choose a Recipe..."), detail: vscode.l10n.t("Steps that were saved as JSON.") };
  const answer = await vscode.window.showQuickPick([device, other], { title });
  if (answer !== other) {
    return answer === undefined ? null : { title: device.label, recipe: null };
  }
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      defaultUri: vscode.Uri.joinPath(beside, ".."),
      filters: { [vscode.l10n.t("Recipe")]: ["json"] },
      title,
    })) ?? [];
  if (uri === undefined) {
    return null;
  }
  return {
    title: nameOf(uri).replace(/(\.recipe)?\.json$/, ""),
    recipe: await host.call("readRecipe", [await vscode.workspace.fs.readFile(uri)]),
  };
}

/** "model.onnx" → "model.int8.onnx", or "model.small.onnx" where no step proposes a name. */
async function resultName(host: ModelHost, name: string, recipe: Recipe | null): Promise<string> {
  const infos = await transformsOf(host);
  const suffixes = (recipe ?? []).map((step) => infos.find(({ id }) => id === step.id)!.suffix);
  const proposed = suffixes.filter((suffix) => suffix !== null);
  return proposedName(name, proposed.length === 0 ? ["small"] : proposed);
}

async function fileExists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** @returns null where all is called off. */
async function mayOverwrite(names: readonly string[]): Promise<boolean | null> {
  if (names.length === 0) {
    return false;
  }
  const [replace, leave] = [vscode.l10n.t("Replace"), vscode.l10n.t("Leave These Out")];
  const question =
    names.length === 1
      ? vscode.l10n.t("{0} is there already.", names[0]!)
      : vscode.l10n.t("{0} of the results are there already.", names.length);
  const detail = names.slice(0, 10);
  const answer = await warn(question, { modal: true, detail }, replace, leave);
  return answer === undefined ? null : answer === replace;
}
