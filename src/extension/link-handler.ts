// Opens links to models, and makes them. A link may come from anywhere: it opens files of this machine or of a folder that is
// open, with our editor, and nothing else.
import * as vscode from "vscode";
import type { Place } from "../protocol/messages";
import type { Manifest } from "./commands";
import { warn } from "./messages";
import type { ModelEditor } from "./model-editor";
import type { ModelEditorProvider } from "./model-editor-provider";
import { graphOf, graphText, nodeOf, nthOf, parseNodeLink, placesOf, printNodeLink, type NodeLink } from "./node-link";
import { goTo } from "./node-places";
import { tellFailure } from "./progress";
import { EXTENSION_ID, VIEW_TYPE } from "./view-type";

export function registerLinkHandler(provider: ModelEditorProvider, extensions: readonly string[]): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      try {
        const refusal = await follow(provider, extensions, uri);
        if (refusal !== null) {
          void warn(refusal, {});
        }
      } catch (error) {
        tellFailure(error);
      }
    },
  });
}

/** ".onnx" and its like: what files that we open end in. */
export function extensionsOf({ contributes }: Manifest): readonly string[] {
  return contributes.customEditors.flatMap(({ selector }) => selector.map((each) => each.filenamePattern.slice(1)));
}

/** @returns why it leads nowhere; null where it was followed. */
async function follow(
  provider: ModelEditorProvider,
  extensions: readonly string[],
  { path, query }: vscode.Uri,
): Promise<string | null> {
  const link = path === "/open" ? parseNodeLink(query) : null;
  if (link === null) {
    return vscode.l10n.t("This link does not say which model to open.");
  }
  const { file, node } = link;
  if (!extensions.some((extension) => file.toLowerCase().endsWith(extension))) {
    return vscode.l10n.t('"{0}" is not opened: it is no {1} file.', file, extensions.join(", "));
  }
  const found = await find(file);
  if (typeof found === "string") {
    return found;
  }
  await vscode.commands.executeCommand("vscode.openWith", found, VIEW_TYPE);
  const editors = provider.editorsOf(found);
  const editor = editors.find(({ panel }) => panel.active) ?? editors[0];
  await editor?.document.whenOpened();
  if (node === null || editor === undefined || editor.document.problem !== null) {
    return null;
  }
  await editor.whenShown;
  const place = await placeIn(editor, link);
  if (place === null) {
    return vscode.l10n.t('There is no node "{0}" in the model.', node);
  }
  await goTo(editor, place);
  return null;
}

/** The file of a link, or why there is none. */
async function find(file: string): Promise<vscode.Uri | string> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const places = placesOf(
    file,
    folders.map(({ name }) => name),
  );
  if (places === null) {
    return vscode.l10n.t('"{0}" is not opened: it is no path on this machine or in a folder that is open.', file);
  }
  for (const { folder, path } of places) {
    const uri = folder === null ? vscode.Uri.file(path) : vscode.Uri.joinPath(folders[folder]!.uri, path);
    if (await isFile(uri)) {
      return uri;
    }
  }
  return vscode.l10n.t('There is no file "{0}" here. If it is a path in a folder, open the folder first.', file);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

async function placeIn({ document }: ModelEditor, { graph, node, nth }: NodeLink): Promise<Place | null> {
  const { graphs } = await document.overview();
  const found = graphOf(
    graphs.map(({ name }) => name),
    graph,
  );
  if (found < 0) {
    return null;
  }
  const { nodes } = await document.graph(found);
  const at = nodeOf(nodes, node!, nth);
  return at < 0 ? null : { graph: found, node: at };
}

/** A link to a node. In a folder that is open the path is one in it, so that others can follow it too. */
export async function linkTo({ document }: ModelEditor, { graph, node }: Place): Promise<string> {
  const { uri } = document;
  const { graphs } = await document.overview();
  const { nodes } = await document.graph(graph);
  const isInFolder = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return printNodeLink(`${vscode.env.uriScheme}://${EXTENSION_ID}`, {
    file: isInFolder ? vscode.workspace.asRelativePath(uri) : uri.fsPath,
    graph: graphText(
      graphs.map(({ name }) => name),
      graph,
    ),
    node: nodes[node]!.name,
    nth: nthOf(nodes, node),
  });
}
