// Where nodes are drawn, and how to get there.
import * as vscode from "vscode";
import type { EndpointSummary, LayerRow } from "../protocol/messages";
import { visibleText } from "../protocol/visible-text";
import type { ModelEditor } from "./model-editor";

export type Place = NonNullable<LayerRow["place"]>;

/** VS Code filters no longer list as one types. */
const MOST_PICKED = 50_000;

/** @param keepsFocus Whether somebody walks on from where the focus is, as in a list. */
export async function goTo({ panel, view }: ModelEditor, place: Place, keepsFocus = false): Promise<void> {
  panel.reveal(undefined, keepsFocus);
  await view.call("goTo", [place]);
}

/** Where an input or output is drawn; null where it is not. */
export async function placeOf(
  { document }: ModelEditor,
  kind: "input" | "output",
  { name, graph: graphName }: EndpointSummary,
): Promise<Place | null> {
  const { graphs } = await document.overview();
  const graph = graphName === null ? 0 : graphs.findIndex((each) => each.name === graphName);
  const { nodes } = await document.graph(Math.max(0, graph));
  const node = nodes.findIndex((each) => each.kind === kind && each.name === name);
  return node < 0 ? null : { graph: Math.max(0, graph), node };
}

interface Choice extends vscode.QuickPickItem {
  readonly place: Place;
}

/** Asks for a node by its name, and goes there. */
export async function askForNode(editor: ModelEditor): Promise<void> {
  const { document } = editor;
  const chosen = await vscode.window.showQuickPick(choices(editor), {
    title: vscode.l10n.t("Go to Node"),
    placeHolder: vscode.l10n.t("A name or an operator"),
    matchOnDescription: true,
  });
  if (chosen !== undefined && document.problem === null) {
    await goTo(editor, chosen.place);
  }
}

async function choices({ document }: ModelEditor): Promise<Choice[]> {
  const { graphs } = await document.overview();
  const made: Choice[] = [];
  for (const [graph, { name: graphName }] of graphs.entries()) {
    if (made.length >= MOST_PICKED) {
      break;
    }
    const { nodes } = await document.graph(graph);
    for (const [node, { name, operator, kind, type }] of nodes.slice(0, MOST_PICKED - made.length).entries()) {
      const what = kind === "operator" ? operator : kind;
      made.push({
        label: visibleText(name),
        description: visibleText([what, type, graph === 0 ? "" : graphName].filter((part) => part !== "").join(" · ")),
        place: { graph, node },
      });
    }
  }
  return made;
}
