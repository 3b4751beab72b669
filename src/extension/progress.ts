import * as vscode from "vscode";
import { visibleText } from "../protocol/visible-text";
import { fail } from "./messages";
import type { ModelEditor } from "./model-editor";

/** What is done sooner needs no notification, which VS Code would keep up for most of a second. */
const MOMENT = 400;

type OnProgress = (done: number, total: number) => void;

/**
 * Does work that can be cancelled, with its progress in the editor. Where it takes longer than a moment and the editor
 * is not in sight, a notification has the progress too.
 */
export async function withEditorProgress<T>(
  editor: ModelEditor,
  title: string,
  work: (signal: AbortSignal, onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let percent = 0;
  let report = (_percent: number) => {};
  editor.work.add(controller);
  const result = work(controller.signal, (done, total) => {
    percent = total === 0 ? 0 : Math.floor((done / total) * 100);
    report(percent);
    void editor.view.call("busy", [{ title, done, total }]);
  });
  let timer: NodeJS.Timeout | number | undefined;
  let hidden: vscode.Disposable | undefined;
  const moment = new Promise<"later">((resolve) => (timer = setTimeout(() => resolve("later"), MOMENT)));
  const outOfSight = new Promise<"later">((resolve) => (hidden = editor.onDidHide(() => resolve("later"))));
  try {
    if (
      (await Promise.race([result, moment])) === "later" &&
      (!editor.isInSight || (await Promise.race([result, outOfSight])) === "later")
    ) {
      const options = {
        location: vscode.ProgressLocation.Notification,
        title: visibleText(title),
        cancellable: true,
      };
      await vscode.window.withProgress(options, (progress, token) => {
        token.onCancellationRequested(() => controller.abort());
        let shown = 0;
        report = (now) => {
          progress.report({ increment: now - shown });
          shown = now;
        };
        report(percent);
        return result;
      });
    }
    return await result;
  } finally {
    clearTimeout(timer);
    hidden?.dispose();
    editor.work.delete(controller);
    void editor.view.call("busy", [null]);
  }
}

/** What went wrong; null where somebody cancelled it. */
export function failureText(error: unknown): string | null {
  const { code, message } = error as { code?: string; message: string };
  return code === "cancelled" ? null : message;
}

/** Says it in a notification. */
export function tellFailure(error: unknown): void {
  const text = failureText(error);
  if (text !== null) {
    fail(text);
  }
}
