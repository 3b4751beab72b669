import * as vscode from "vscode";
import { visibleText } from "../protocol/visible-text";
import { fail } from "./messages";
import type { ModelEditor } from "./model-editor";

/** What is done sooner needs no notification, which VS Code would keep up for most of a second. */
const MOMENT = 400;

type OnProgress = (done: number, total: number) => void;

/** Does work that can be cancelled; a notification with its progress comes up where it takes longer than a moment. */
async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let percent = 0;
  let report = (_percent: number) => {};
  const result = work(controller.signal, (done, total) => {
    percent = total === 0 ? 0 : Math.floor((done / total) * 100);
    report(percent);
  });
  let timer: NodeJS.Timeout | number | undefined;
  const moment = new Promise<"moment">((resolve) => (timer = setTimeout(() => resolve("moment"), MOMENT)));
  try {
    if ((await Promise.race([result, moment])) === "moment") {
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
  }
}

/** As above, with the progress in the editor too. */
export async function withInlineProgress<T>(
  { view }: ModelEditor,
  title: string,
  work: (signal: AbortSignal, onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  return withProgress(title, async (signal, onProgress) => {
    try {
      return await work(signal, (done, total) => {
        onProgress(done, total);
        void view.call("busy", [{ title, done, total }]);
      });
    } finally {
      void view.call("busy", [null]);
    }
  });
}

/** Says what went wrong, except to somebody who cancelled it. */
export function tellFailure(error: unknown): void {
  const { code, message } = error as { code?: string; message: string };
  if (code !== "cancelled") {
    fail(message);
  }
}
