// The extension on the other side of the webview's channel.
import type { EditorService, QueryText, TableLook, ViewService } from "../src/protocol/messages";
import { Peer, type Service } from "../src/protocol/rpc";
import type { View } from "./graph/camera";
import type { SavedGroups } from "./groups/grouping";
import type { OpenForm } from "./shrink/step-form";

interface VsCode<S> {
  postMessage(message: unknown): void;
  getState(): S | undefined;
  setState(state: S): void;
}
declare function acquireVsCodeApi<S>(): VsCode<S>;

/** What a view remembers while it is hidden. */
export interface SavedView {
  /** Null: nobody chose one yet. */
  readonly graph: number | null;
  readonly selected: number | null;
  /** The selected group, of the graph's. */
  readonly group: number | null;
  /** By graph. */
  readonly groups: Readonly<Record<string, SavedGroups>>;
  /** Whether identities and shape arithmetic are hidden. */
  readonly hides: boolean;
  readonly view: View | null;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  /** Of the layer table; null: as it looked last anywhere. */
  readonly look: TableLook | null;
  /** Whether nodes without parameters are listed, too. */
  readonly allNodes: boolean;
  /** Which tab of the side panel is in front. */
  readonly tab: number;
  readonly form: OpenForm | null;
  /** The names of styles that are switched off. */
  readonly stylesOff: readonly string[];
  /** What is looked for, while the box for it is open. */
  readonly query: QueryText | null;
}

const vscode = acquireVsCodeApi<SavedView>();

export function savedView(): SavedView | undefined {
  return vscode.getState();
}

export function saveView(view: SavedView): void {
  vscode.setState(view);
}

export function connect(view: Service<ViewService>): Peer<EditorService> {
  return new Peer<EditorService>(
    {
      post: (message) => vscode.postMessage(message),
      onMessage: (listener) => window.addEventListener("message", (event) => listener(event.data)),
    },
    view,
  );
}
