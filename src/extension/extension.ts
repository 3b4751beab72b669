import * as vscode from "vscode";
import { beside } from "./beside";
import { registerCommands, type Manifest } from "./commands";
import { registerCompareSelected } from "./compare";
import { FileReports } from "./file-reports";
import { extensionsOf, registerLinkHandler } from "./link-handler";
import { ModelEditorProvider } from "./model-editor-provider";
import { ModelHost } from "./model-host";
import { ModelOutline } from "./model-outline";
import { endWriting, findTarget, openFiles, readEngine, startWorker } from "./platform";
import { registerRunOnFiles } from "./run-on-files";
import { SaveAs } from "./save-as";
import { StatusBar } from "./status-bar";
import { TableLooks } from "./table-looks";
import { VIEW_TYPE } from "./view-type";
import { WalkthroughProgress } from "./walkthrough-progress";

export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  const manifest = context.extension.packageJSON as Manifest;
  const host = new ModelHost({
    ...{ openFiles, findTarget, beside },
    startWorker: () => startWorker(extensionUri),
    readEngine: (name) => readEngine(extensionUri, name),
  });
  const reports = new FileReports();
  const provider = new ModelEditorProvider(host, extensionUri, reports, new TableLooks(context.globalState));
  context.subscriptions.push(
    host,
    reports,
    provider,
    vscode.window.registerCustomEditorProvider(VIEW_TYPE, provider, { supportsMultipleEditorsPerDocument: true }),
    registerCommands(provider, manifest),
    registerRunOnFiles(host, reports),
    registerLinkHandler(provider, extensionsOf(manifest)),
    registerCompareSelected(provider),
    new StatusBar(provider),
    new SaveAs(provider),
    new ModelOutline(provider),
    new WalkthroughProgress(provider),
    { dispose: endWriting },
  );
}
