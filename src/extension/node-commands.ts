// Commands in the menu of a node: what each does with it.
import * as vscode from "vscode";
import type { NodeDetails, Place, ValueDetails } from "../protocol/messages";
import { linkTo } from "./link-handler";
import type { ModelEditor } from "./model-editor";
import { allButNode, onlyNode, QUANTIZE, type OpenedForm } from "./quantize-node";

type NodeHandler = (editor: ModelEditor, details: NodeDetails, place: Place) => Promise<void>;

const NODE_HANDLERS: Readonly<Record<string, NodeHandler>> = {
  "modelBonsai.copyNodeName": (_, { name }) => copy([name]),
  "modelBonsai.copyValueNames": (_, details) => copy(valuesOf(details).map(({ name }) => name)),
  "modelBonsai.copyValueTypes": (_, details) => copy(valuesOf(details).map(({ type }) => type)),
  "modelBonsai.copyNodeLink": async (editor, _, place) => copy([await linkTo(editor, place)]),
  "modelBonsai.findSameOperator": async ({ view }, { operator }) => {
    await view.call("openFind", [{ text: `op="${operator}"`, isPattern: false }]);
  },
  "modelBonsai.quantizeOnly": (editor, { name }) => openForm(editor, onlyNode(name)),
  "modelBonsai.excludeFromQuantization": (editor, { name }) =>
    openForm(editor, allButNode(name, editor.document.recipe)),
};

const HANDLERS: ReadonlyMap<string, NodeHandler> = new Map(Object.entries(NODE_HANDLERS));

export function isNodeCommand(id: string): boolean {
  return HANDLERS.has(id);
}

/** @param context What the page said of the place that the menu was opened at. */
export async function runNodeCommand(id: string, editor: ModelEditor, context: unknown): Promise<void> {
  const { graph, node } = (context ?? {}) as { readonly graph?: unknown; readonly node?: unknown };
  if (typeof graph === "number" && typeof node === "number") {
    await HANDLERS.get(id)!(editor, await editor.shown.node(graph, node), { graph, node });
  }
}

async function openForm(editor: ModelEditor, { parameters, replaces }: OpenedForm): Promise<void> {
  const { obstacles } = await editor.document.state();
  const obstacle = new Map(Object.entries(obstacles)).get(QUANTIZE);
  if (obstacle === undefined) {
    await editor.showAfter(null);
    await editor.view.call("openForm", [QUANTIZE, parameters, replaces]);
  } else {
    editor.tell(vscode.l10n.t("Weights are not quantized here: {0}.", obstacle), true);
  }
}

/** What a node makes; of an output, which makes nothing, itself. */
function valuesOf({ inputs, outputs }: NodeDetails): readonly ValueDetails[] {
  return outputs.length > 0 ? outputs : inputs;
}

async function copy(lines: readonly string[]): Promise<void> {
  await vscode.env.clipboard.writeText(lines.join("\n"));
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied"), 3000);
}
