// The model in front as a tree in the Explorer: inputs, outputs and layers, each of which leads to its node.
import * as vscode from "vscode";
import { unpackLayers } from "../protocol/layers";
import { unzip } from "../protocol/zipped";
import type { EndpointSummary, LayerRow } from "../protocol/messages";
import { bytesText, formatShape, shareText } from "../protocol/numbers";
import { visibleText } from "../protocol/visible-text";
import { Disposable } from "./disposable";
import type { ModelEditor } from "./model-editor";
import type { ModelEditorProvider } from "./model-editor-provider";
import { goTo, placeOf, type Place } from "./node-places";
import { tellFailure } from "./progress";

export const OUTLINE = "modelBonsai.outline";
const REVEAL = "modelBonsai.revealInOutline";

/** VS Code draws no more of a list in reasonable time. */
const MOST_ITEMS = 5000;

interface Group {
  readonly title: string;
  readonly items: readonly Item[];
}

interface Item {
  readonly name: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: string;
  /** Null: it is not drawn. */
  readonly find: (() => Promise<Place | null>) | null;
}

export class ModelOutline extends Disposable implements vscode.TreeDataProvider<Group | Item> {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(readonly provider: ModelEditorProvider) {
    super();
    this.own(provider.onDidChangeActive(() => this.#changed.fire()));
    this.own(vscode.window.registerTreeDataProvider(OUTLINE, this));
    this.own(vscode.commands.registerCommand(REVEAL, (item: Item) => this.#reveal(item)));
  }

  async getChildren(parent?: Group | Item): Promise<(Group | Item)[]> {
    if (parent !== undefined) {
      return "items" in parent ? [...parent.items] : [];
    }
    const editor = this.provider.active;
    if (editor === null || editor.document.problem !== null) {
      return [];
    }
    try {
      return await groupsOf(editor);
    } catch {
      return []; // The editor says what is wrong.
    }
  }

  getTreeItem(element: Group | Item): vscode.TreeItem {
    if ("items" in element) {
      const { title, items } = element;
      const state = items.length > 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
      const item = new vscode.TreeItem(title, state);
      item.description = `${items.length}`;
      return item;
    }
    const item = new vscode.TreeItem(visibleText(element.name));
    item.description = visibleText(element.description);
    item.tooltip = visibleText(element.tooltip);
    item.iconPath = new vscode.ThemeIcon(element.icon);
    if (element.find !== null) {
      item.command = { command: REVEAL, title: vscode.l10n.t("Go to Node"), arguments: [element] };
    }
    return item;
  }

  async #reveal({ find }: Item): Promise<void> {
    const editor = this.provider.active;
    try {
      const place = editor === null ? null : ((await find?.()) ?? null);
      if (place !== null) {
        await goTo(editor!, place, true);
      }
    } catch (error) {
      tellFailure(error);
    }
  }
}

async function groupsOf(editor: ModelEditor): Promise<Group[]> {
  const { inputs, outputs } = await editor.document.overview();
  const layers = unpackLayers((await unzip(await editor.document.contents())).layers);
  const group = (title: string, items: readonly Item[]): Group => ({ title, items: items.slice(0, MOST_ITEMS) });
  return [
    group(
      vscode.l10n.t("Inputs"),
      inputs.map((each) => endpointItem(editor, each, "input")),
    ),
    group(
      vscode.l10n.t("Outputs"),
      outputs.map((each) => endpointItem(editor, each, "output")),
    ),
    group(vscode.l10n.t("Layers"), layers.slice(0, MOST_ITEMS).map(layerItem)),
  ].filter(({ items }) => items.length > 0);
}

function endpointItem(editor: ModelEditor, endpoint: EndpointSummary, kind: "input" | "output"): Item {
  const { name, dtype, shape, reason } = endpoint;
  return {
    name,
    description: [dtype ?? "", formatShape(shape)].filter((part) => part !== "").join(" "),
    tooltip: `${name}: ${reason}`,
    icon: kind === "input" ? "arrow-right" : "arrow-left",
    find: () => placeOf(editor, kind, endpoint),
  };
}

function layerItem({ name, operator, bytes, share, place }: LayerRow): Item {
  const size = `${bytesText(bytes)}, ${shareText(share)}`;
  return {
    name,
    description: size,
    tooltip: `${name}\n${operator}, ${size}`,
    icon: "symbol-method",
    find: place === null ? null : () => Promise.resolve(place),
  };
}
