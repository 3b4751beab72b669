import * as vscode from "vscode";

/** The page around the webview's script: nothing in it may come from anywhere but the extension. */
export function webviewPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const uri = (...path: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...path)).toString();
  const nonce = makeNonce();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    "worker-src blob:",
    `connect-src ${webview.cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <meta name="layout-worker" content="${uri("dist", "webview", "layout-worker.js")}">
  <link rel="stylesheet" href="${uri("dist", "webview", "editor.css")}">
  <title>Model Bonsai</title>
</head>
<body>
  <script nonce="${nonce}" type="module" src="${uri("dist", "webview", "main.js")}"></script>
</body>
</html>`;
}

function makeNonce(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: 32 }, () => letters[Math.floor(Math.random() * letters.length)]).join("");
}
