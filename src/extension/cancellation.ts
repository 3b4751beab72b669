import * as vscode from "vscode";

/** A signal that follows one of VS Code's tokens. */
export function withSignal(token: vscode.CancellationToken): AbortController {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort();
  }
  token.onCancellationRequested(() => controller.abort());
  return controller;
}

export function cancelled(): Error {
  return new vscode.CancellationError();
}
