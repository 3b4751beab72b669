// VS Code's messages. What they say may hold names from files: those are shown as they may be, and are no links, which
// VS Code makes of "[text](command:...)".
import * as vscode from "vscode";
import { visibleText } from "../protocol/visible-text";

type Items = readonly string[];

export function inform(message: string, ...items: Items): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(plain(message), ...items);
}

/** @param options.detail Below the message where it is modal; several texts are lines. */
export function warn(
  message: string,
  options: { readonly modal?: boolean; readonly detail?: string | readonly string[] },
  ...items: Items
): Thenable<string | undefined> {
  const { modal = false, detail = [] } = options;
  const lines = (typeof detail === "string" ? [detail] : detail).map(visibleText);
  return vscode.window.showWarningMessage(plain(message), { modal, detail: lines.join("\n") }, ...items);
}

/** What the user should know of, though all went well. */
export function tellAll(warnings: readonly string[]): void {
  warnings.forEach((each) => void warn(each, {}));
}

export function fail(message: string): void {
  void vscode.window.showErrorMessage(plain(message));
}

function plain(message: string): string {
  return visibleText(message).replaceAll("](", "] (");
}
