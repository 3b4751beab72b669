// The extension on the other side of the webview's channel.
import type { EditorService, ViewService } from "../src/protocol/messages";
import { Peer, type Service } from "../src/protocol/rpc";
import type { SavedView } from "./saved-view";

interface VsCode<S> {
  postMessage(message: unknown): void;
  getState(): S | undefined;
  setState(state: S): void;
}
declare function acquireVsCodeApi<S>(): VsCode<S>;

const vscode = acquireVsCodeApi<SavedView>();

export function savedView(): Partial<SavedView> | undefined {
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
