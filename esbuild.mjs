// Bundles: the extension for desktop and web, the worker for both, the webview, and the command line.
// --watch rebuilds on change; --tests bundles the tests instead.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";
import { noticesOf, packagesOf } from "./scripts/notices.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const watch = process.argv.includes("--watch");
const shared = {
  bundle: true,
  sourcemap: watch,
  minify: !watch,
  target: "es2022",
  logLevel: "warning",
  define: { VERSION: JSON.stringify(version) },
};
const node = { ...shared, platform: "node", format: "cjs", target: "node20" };
const browser = { ...shared, platform: "browser" };

/** Desktop and web differ in files that come in twos, such as "platform.ts" and "platform.web.ts". */
const webTwins = {
  name: "web twins",
  setup(build) {
    build.onResolve({ filter: /\/(platform|worker-port)$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, `${path}.web.ts`),
    }));
  },
};

/** Else each file that asks for VS Code makes a copy of all there is in it, which takes longer than anything else at start. */
const vscodeAsItIs = {
  name: "VS Code as it is",
  setup(build) {
    build.onLoad({ filter: /[/\\]src[/\\]extension[/\\].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        'import * as vscode from "vscode";',
        'import vscode = require("vscode");',
      ),
      loader: "ts",
    }));
  },
};

/** What runs models: each in a file of its own, beside its machine code, for none to be loaded before it is used. */
const engine = {
  ...node,
  outdir: "dist/engines",
  mainFields: ["module", "main"],
  // TensorFlow.js asks for it on old versions of Node only.
  external: ["node-fetch"],
  define: { ...node.define, "import.meta.url": "SCRIPT_URL" },
  banner: { js: 'const SCRIPT_URL = require("node:url").pathToFileURL(__filename).href;' },
};
/** The same in browsers, where scripts are handed over as bytes and have no address. */
const webEngine = {
  ...browser,
  outdir: "dist/web/engines",
  format: "iife",
  // LiteRT's script asks for it where it finds itself in Node.
  external: ["node:*"],
  define: { ...browser.define, "import.meta.url": "SCRIPT_URL" },
  banner: { js: 'const SCRIPT_URL = "https://engine.invalid/engine.js";' },
};
/** LiteRT's script is made to be loaded by a tag: it exports nothing. */
const scriptExport = {
  name: "script export",
  setup(build) {
    build.onLoad({ filter: /litert_wasm_compat_internal\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, "utf8")}\nexport { ModuleFactory as moduleFactory };`,
    }));
  },
};
const WASM = [
  "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
  "@litertjs/core/wasm/litert_wasm_compat_internal.wasm",
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
];

const bundles = [
  {
    ...node,
    entryPoints: ["src/extension/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    plugins: [vscodeAsItIs],
  },
  { ...node, entryPoints: ["src/worker/model-worker.ts"], outfile: "dist/worker.js" },
  { ...node, entryPoints: ["src/cli/index.ts"], outfile: "dist/cli.js", banner: { js: "#!/usr/bin/env node" } },
  { ...engine, entryPoints: { onnxruntime: "src/engines/onnxruntime-worker.ts" } },
  { ...engine, entryPoints: { litert: "src/engines/litert-worker.ts" }, plugins: [scriptExport] },
  { ...engine, entryPoints: { tensorflow: "src/engines/tensorflow-worker.ts" } },
  { ...webEngine, entryPoints: { onnxruntime: "src/engines/onnxruntime-worker.ts" }, plugins: [webTwins] },
  { ...webEngine, entryPoints: { litert: "src/engines/litert-worker.ts" }, plugins: [webTwins, scriptExport] },
  { ...webEngine, entryPoints: { tensorflow: "src/engines/tensorflow-worker.ts" }, plugins: [webTwins] },
  {
    ...browser,
    entryPoints: ["src/extension/extension.ts"],
    outfile: "dist/web/extension.js",
    format: "cjs",
    external: ["vscode"],
    plugins: [webTwins, vscodeAsItIs],
  },
  { ...browser, entryPoints: ["src/worker/model-worker.web.ts"], outfile: "dist/web/worker.js", format: "iife" },
  { ...browser, entryPoints: ["webview/main.ts", "webview/editor.css"], outdir: "dist/webview", format: "esm" },
  {
    ...browser,
    entryPoints: ["webview/graph/layout-worker.ts"],
    outfile: "dist/webview/layout-worker.js",
    format: "iife",
  },
];

/** What tests share stands in files of its own: there are many tests. */
const tests = {
  ...node,
  format: "esm",
  splitting: true,
  minify: false,
  sourcemap: "inline",
  entryPoints: filesUnder("test", /\.test\.ts$/),
  outdir: "out/test",
  outbase: "test",
  outExtension: { ".js": ".mjs" },
  // What is written for CommonJS asks for these.
  banner: {
    js: 'import * as nodeModule from "node:module"; const require = nodeModule.createRequire(import.meta.url); const __dirname = import.meta.dirname;',
  },
};

function filesUnder(folder, pattern) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => pattern.test(name) && !name.includes("node_modules"));
}

function copyWasm() {
  for (const file of WASM) {
    copyFileSync(join("node_modules", file), join("dist/engines", basename(file)));
  }
}

if (process.argv.includes("--tests")) {
  rmSync("out/test", { recursive: true, force: true });
  await esbuild.build(tests);
} else if (watch) {
  const contexts = await Promise.all(bundles.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
  await Promise.all(contexts.map((context) => context.rebuild()));
  copyWasm();
} else {
  rmSync("dist", { recursive: true, force: true });
  const results = await Promise.all(bundles.map((options) => esbuild.build({ ...options, metafile: true })));
  copyWasm();
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync("dist/THIRD_PARTY_NOTICES.txt", noticesOf(packagesOf(inputs), true));
}
