// The layers as the table shows them, into the clipboard or a file.
import * as vscode from "vscode";
import { layersAsFile, layersAsMarkdown, type LayerList } from "../protocol/layer-list";
import type { ModelEditor } from "./model-editor";
import { nameOf } from "./model-host";
import { writeFile } from "./platform";

export async function copyLayers(editor: ModelEditor): Promise<void> {
  const list = await shownIn(editor);
  await vscode.env.clipboard.writeText(layersAsMarkdown(list));
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {0} layers", list.rows.length), 3000);
}

export async function saveLayers(editor: ModelEditor): Promise<void> {
  const { uri } = editor.document;
  const list = await shownIn(editor);
  const place = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(uri, "..", `${nameOf(uri).replace(/\.[^.]*$/, "")}.layers.csv`),
    title: vscode.l10n.t("Save the Layers As"),
    filters: { CSV: ["csv"], JSON: ["json"] },
  });
  if (place !== undefined) {
    const text = layersAsFile(list, /\.json$/iu.test(place.path) ? "json" : "csv");
    await writeFile(place, new TextEncoder().encode(text));
    editor.tell(vscode.l10n.t("{0} is saved.", nameOf(place)));
  }
}

/** What the page lists, with what it was given to list. */
async function shownIn({ document, view }: ModelEditor): Promise<LayerList> {
  const { layers, tensorsOnly } = await document.state();
  const { columns, rows } = await view.call("shownLayers", []);
  const costs = columns.includes("macs") ? (await document.cost()).layers : [];
  const macs = new Map(layers.map((row, at) => [row, costs[at] ?? null]));
  return {
    rows: Array.from(rows, (at) => layers[at]).filter((row) => row !== undefined),
    columns,
    tensorsOnly,
    macsOf: (row) => macs.get(row) ?? null,
    noise: document.verification?.noise ?? null,
  };
}
