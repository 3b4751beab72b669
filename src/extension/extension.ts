import * as vscode from "vscode";
import { registerCommands, type Manifest } from "./commands";
import { ModelEditorProvider } from "./model-editor-provider";
import { ModelHost } from "./model-host";
import { endWriting, findTarget, openFiles, startWorker } from "./platform";
import { registerRunOnFiles } from "./run-on-files";
import { SaveAs } from "./save-as";
import { StatusBar } from "./status-bar";
import { VIEW_TYPE } from "./view-type";

export function activate(context: vscode.ExtensionContext): void {
  const host = new ModelHost({ startWorker: () => startWorker(context.extensionUri), openFiles, findTarget });
  const provider = new ModelEditorProvider(host, context.extensionUri);
  context.subscriptions.push(
    host,
    provider,
    vscode.window.registerCustomEditorProvider(VIEW_TYPE, provider, { supportsMultipleEditorsPerDocument: true }),
    registerCommands(provider, context.extension.packageJSON as Manifest),
    registerRunOnFiles(host),
    new StatusBar(provider),
    new SaveAs(provider),
    { dispose: endWriting },
  );
}
