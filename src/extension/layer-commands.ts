// The layers as the table shows them, into the clipboard or a file.
import * as vscode from "vscode";
import { isMeasured, layersAsFile, layersAsMarkdown, type LayerList } from "../protocol/layer-list";
import type { MeasuredColumn } from "../protocol/messages";
import { unpackNodeRows } from "../protocol/node-rows";
import { unzip } from "../protocol/zipped";
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
async function shownIn({ document, shown, view }: ModelEditor): Promise<LayerList> {
  const { layers, tensorsOnly } = await shown.state();
  const { columns, rows } = await view.call("shownLayers", []);
  const withNodes = rows.some((at) => at >= layers.length);
  const all = withNodes ? [...layers, ...unpackNodeRows(await unzip(await shown.nodeRows()))] : layers;
  const places = new Map(all.map((row, at) => [row, at]));
  const measured = new Map<MeasuredColumn, Float64Array>();
  for (const column of columns.filter(isMeasured)) {
    measured.set(column, await shown.measured(column, withNodes));
  }
  return {
    rows: Array.from(rows, (at) => all[at]).filter((row) => row !== undefined),
    columns,
    tensorsOnly,
    measureOf: (row, column) => {
      const value = measured.get(column)?.[places.get(row)!] ?? NaN;
      return Number.isNaN(value) ? null : value;
    },
    noise: shown !== document.now ? null : (document.verification?.noise ?? null),
    profile: shown === document.now && columns.includes("profile") ? await document.profile.state() : null,
  };
}
