// The page of the webview, to be opened outside of VS Code: what the extension ships, and a host that is played.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { ROOT } from "../../scripts/root.mjs";

/** @param folder gets "page.html" and what that needs. */
export async function buildPage(folder) {
  mkdirSync(folder, { recursive: true });
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: {
      main: "webview/main.ts",
      editor: "webview/editor.css",
      "layout-worker": "webview/graph/layout-worker.ts",
      host: "bench/view/host.mjs",
    },
    outdir: folder,
    bundle: true,
    minify: true,
    target: "es2022",
    format: "esm",
    define: { VERSION: '"bench"' },
  });
  copyFileSync(join(ROOT, "bench", "view", "page.html"), join(folder, "page.html"));
}
