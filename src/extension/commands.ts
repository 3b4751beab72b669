// Commands: what each does to the document of the editor it is run in.
import * as vscode from "vscode";
import type {
  CommandId,
  DocumentState,
  EndpointSummary,
  Note,
  RecipeStep,
  Regrouping,
  StepState,
} from "../protocol/messages";
import { bytesText, deltaText } from "../protocol/numbers";
import { compareVariants } from "./variants";
import { compareWith, compareWithOriginal, COMPARE_SELECTED } from "./compare";
import { chooseInputs } from "./choose-inputs";
import { copyLayers, saveLayers } from "./layer-commands";
import { inform } from "./messages";
import type { ModelDocument } from "./model-document";
import type { ModelEditor } from "./model-editor";
import type { ModelEditorProvider } from "./model-editor-provider";
import { nameOf } from "./model-host";
import { isNodeCommand, runNodeCommand } from "./node-commands";
import { askForNode } from "./node-places";
import { writeFile } from "./platform";
import { withEditorProgress } from "./progress";
import { RUN_ON_FILES } from "./run-on-files";
import { savePicture, saveSelectionPicture } from "./save-picture";
import { showProfile } from "./show-profile";
import { saveReport } from "./save-report";
import { transformsOf } from "./transforms";
import { verify, verifyAfterStep } from "./verify";

type Handler = (editor: ModelEditor) => Promise<void>;

const HANDLERS: Readonly<Record<CommandId, Handler>> = {
  "modelBonsai.copyEndpoints": copyEndpoints,
  "modelBonsai.showEndpoints": async ({ view }) => {
    await view.call("revealEndpoints", []);
  },
  "modelBonsai.goToNode": askForNode,
  "modelBonsai.find": async ({ view }) => {
    await view.call("openFind", [null]);
  },
  "modelBonsai.shrinkForDevice": shrinkForDevice,
  "modelBonsai.verify": verify,
  "modelBonsai.chooseInputs": chooseInputs,
  "modelBonsai.compareVariants": compareVariants,
  "modelBonsai.showProfile": showProfile,
  "modelBonsai.compareWith": compareWith,
  "modelBonsai.compareWithOriginal": compareWithOriginal,
  "modelBonsai.saveReport": saveReport,
  "modelBonsai.savePicture": savePicture,
  "modelBonsai.saveSelectionPicture": saveSelectionPicture,
  "modelBonsai.expandGroups": regroup("expand"),
  "modelBonsai.collapseGroups": regroup("collapse"),
  "modelBonsai.toggleGroups": regroup("toggle"),
  "modelBonsai.copyLayers": copyLayers,
  "modelBonsai.saveLayers": saveLayers,
  "modelBonsai.chooseColumns": async ({ view }) => {
    await view.call("chooseColumns", []);
  },
  "modelBonsai.saveRecipe": saveRecipe,
  "modelBonsai.runRecipe": runRecipe,
  "modelBonsai.openAgain": ({ document }) => document.reopen(new AbortController().signal),
  "modelBonsai.reopenWith": async () => {
    await vscode.commands.executeCommand("workbench.action.reopenWithEditor");
  },
};

function regroup(how: Regrouping): Handler {
  return async (editor) => {
    if (!(await editor.view.call("regroup", [how]))) {
      editor.tell(vscode.l10n.t("This graph has no groups."));
    }
  };
}

/** Registers the commands of package.json: those above, and one for each transform. */
export function registerCommands(provider: ModelEditorProvider, manifest: Manifest): vscode.Disposable {
  const listed = manifest.contributes.commands
    .map(({ command }) => command)
    .filter((id) => id !== RUN_ON_FILES && id !== COMPARE_SELECTED);
  const registered = [...new Set([...Object.keys(HANDLERS), ...listed])].map((id) =>
    vscode.commands.registerCommand(id, async (context?: unknown) => {
      const editor = provider.active;
      if (editor === null) {
        void inform(vscode.l10n.t("Open a .tflite, .onnx, .pb or .safetensors model first."));
      } else if (isCommand(id)) {
        await runCommand(id, editor);
      } else if (isNodeCommand(id)) {
        await told(editor, () => runNodeCommand(id, editor, context));
      } else {
        await runTransform(transformOf(id), editor);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

export interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly customEditors: readonly { readonly selector: readonly { readonly filenamePattern: string }[] }[];
  };
}

function isCommand(id: string): id is CommandId {
  return Object.hasOwn(HANDLERS, id);
}

/** "modelBonsai.foldBatchnorm" → "fold-batchnorm" */
function transformOf(command: string): string {
  return command.replace(/^.*\./, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Runs a command; what goes wrong is told, never thrown. */
export async function runCommand(id: CommandId, editor: ModelEditor): Promise<void> {
  await told(editor, () => HANDLERS[id](editor));
}

/** Applies a transform; one that has to be told something shows its form. */
async function runTransform(id: string, editor: ModelEditor): Promise<void> {
  await told(editor, () => transform(editor, id));
}

async function told(editor: ModelEditor, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    editor.tellFailure(error);
  }
}

async function transform(editor: ModelEditor, id: string): Promise<void> {
  const infos = await transformsOf(editor.document.host);
  const info = infos.find((each) => each.id === id)!;
  if (!info.parameters.some(({ ask }) => ask === true)) {
    await apply(editor, [{ id, parameters: {} }], info.title);
    return;
  }
  const { obstacles } = await editor.document.state();
  const obstacle = new Map(Object.entries(obstacles)).get(id);
  if (obstacle === undefined) {
    await editor.view.call("openForm", [id, {}, null]);
  } else {
    tellUnchanged(editor, info.title, [{ subject: id, reason: obstacle }]);
  }
}

/** Does a step as a form has it, last or in the place of another one. @returns whether it came to something. */
export async function applyStep(step: RecipeStep, replaces: number | null, editor: ModelEditor): Promise<boolean> {
  const { document } = editor;
  const before = document.recipe;
  await told(editor, async () => {
    const info = (await transformsOf(document.host)).find(({ id }) => id === step.id)!;
    if (replaces === null) {
      await apply(editor, [step], info.title);
    } else {
      await editor.rearrange(vscode.l10n.t("Edit {0}", info.title), (recipe) =>
        recipe.map((each, at) => (at === replaces ? step : each)),
      );
    }
  });
  return document.recipe !== before;
}

/** Does what makes a row of the table of variants, in place of all that was done. */
export async function applyVariant(row: number, editor: ModelEditor): Promise<void> {
  await told(editor, async () => {
    const variant = editor.document.variants.shown?.rows[row];
    if (variant !== undefined && !variant.isNow) {
      await editor.rearrange(vscode.l10n.t("Use {0}", variant.title), () => variant.recipe);
      if (variant.recipe.length > 0) {
        await verifyAfterStep(editor);
      }
    }
  });
}

/** All of the recommended steps that change something, as one edit. */
async function shrinkForDevice(editor: ModelEditor): Promise<void> {
  const title = vscode.l10n.t("Shrink for Device");
  const { document } = editor;
  const { recommended, readOnly } = await document.overview();
  if (readOnly !== null) {
    tellUnchanged(editor, title, [{ subject: title, reason: readOnly }]);
    return;
  }
  const steps = await withEditorProgress(editor, title, (signal, onProgress) =>
    document.effective(recommended, signal, onProgress),
  );
  await apply(editor, steps.length === 0 ? recommended : steps, title);
  const quantizing = recommended.find(({ id }) => id === "quantize-weights")!;
  if (steps.length > 0 && !steps.some(({ id }) => id === quantizing.id)) {
    await tellWhyNot(editor, quantizing);
  }
}

/** The step that saves most came to nothing, as with weights that are stored in few bits already. */
async function tellWhyNot(editor: ModelEditor, step: RecipeStep): Promise<void> {
  const { document } = editor;
  const { title } = (await transformsOf(document.host)).find(({ id }) => id === step.id)!;
  const { recipe } = document;
  const { notes } = await document.preview([...recipe, step], recipe.length, new AbortController().signal);
  tellUnchanged(editor, title, notes);
}

/** Does steps with progress that can be cancelled, and says what came of them. */
async function apply(editor: ModelEditor, steps: readonly RecipeStep[], title: string): Promise<void> {
  const { document } = editor;
  const before = document.recipe.length;
  const state = await withEditorProgress(editor, title, (signal, onProgress) =>
    document.apply(steps, title, signal, onProgress),
  );
  tellResult(editor, title, state, state.steps.slice(before));
  if (document.recipe.length > before) {
    void told(editor, () => verifyAfterStep(editor));
  }
}

function tellResult(editor: ModelEditor, title: string, state: DocumentState, added: readonly StepState[]): void {
  const changes = added.reduce((sum, step) => sum + step.changes, 0);
  const notes = added.flatMap((step) => step.notes);
  if (changes === 0) {
    tellUnchanged(editor, title, notes);
    return;
  }
  const [from, to] = [bytesText(added[0]!.bytesBefore), bytesText(state.bytes)];
  editor.tell(
    from === to
      ? vscode.l10n.t("{0}: {1} as before, {2} with gzip", title, to, bytesText(state.gzip.bytes))
      : `${title}: ${from} → ${to} (${deltaText(added[0]!.bytesBefore, state.bytes)})`,
  );
}

function tellUnchanged(editor: ModelEditor, title: string, notes: readonly Note[]): void {
  const reasons = [...new Set(notes.map(({ reason }) => reason))].slice(0, 3).join("; ");
  const why = reasons === "" ? vscode.l10n.t("there is nothing to change") : reasons;
  editor.tell(vscode.l10n.t("{0}: nothing changed ({1}).", title, why));
}

async function copyEndpoints({ document }: ModelEditor): Promise<void> {
  const { inputs, outputs } = await document.overview();
  const lines = (title: string, endpoints: readonly EndpointSummary[]) =>
    endpoints.map((endpoint) => `${title} ${endpoint.name} ${typeText(endpoint)}`.trimEnd());
  await vscode.env.clipboard.writeText([...lines("input", inputs), ...lines("output", outputs)].join("\n") + "\n");
  const count = inputs.length + outputs.length;
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {0} names", count), 3000);
}

function typeText({ dtype, shape }: EndpointSummary): string {
  const dimensions = shape?.map((each) => each ?? "?").join(",");
  return `${dtype ?? ""}${dimensions === undefined ? "" : `[${dimensions}]`}`;
}

async function saveRecipe(editor: ModelEditor): Promise<void> {
  const { document } = editor;
  if (document.recipe.length === 0) {
    editor.tell(vscode.l10n.t("There are no steps to save yet."));
    return;
  }
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(document.uri, "..", recipeName(document)),
    filters: { [vscode.l10n.t("Recipe")]: ["json"] },
    title: vscode.l10n.t("Save Recipe"),
  });
  if (uri !== undefined) {
    const text = await document.host.call("printRecipe", [document.recipe]);
    await writeFile(uri, new TextEncoder().encode(text));
  }
}

function recipeName(document: ModelDocument): string {
  return `${nameOf(document.uri).replace(/\.[^.]*$/, "")}.recipe.json`;
}

async function runRecipe(editor: ModelEditor): Promise<void> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      defaultUri: vscode.Uri.joinPath(editor.document.uri, ".."),
      filters: { [vscode.l10n.t("Recipe")]: ["json"] },
      title: vscode.l10n.t("Run Recipe"),
    })) ?? [];
  if (uri !== undefined) {
    const bytes = await vscode.workspace.fs.readFile(uri);
    const recipe = await editor.document.host.call("readRecipe", [bytes]);
    await apply(editor, recipe, vscode.l10n.t("Run {0}", nameOf(uri)));
  }
}
