import * as vscode from "vscode";
import { registerCommands, type Manifest } from "./commands";
import { ModelEditorProvider, VIEW_TYPE } from "./model-editor-provider";
import { ModelHost } from "./model-host";
import { registerRunOnFiles } from "./run-on-files";
import { StatusBar } from "./status-bar";

export function activate(context: vscode.ExtensionContext): void {
  const host = new ModelHost(context.extensionUri);
  const provider = new ModelEditorProvider(host, context.extensionUri);
  context.subscriptions.push(
    host,
    provider,
    vscode.window.registerCustomEditorProvider(VIEW_TYPE, provider, { supportsMultipleEditorsPerDocument: true }),
    registerCommands(provider, context.extension.packageJSON as Manifest),
    registerRunOnFiles(host),
    new StatusBar(provider),
  );
}
