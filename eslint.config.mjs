import tseslint from "typescript-eslint";

/** What each layer may import besides itself. Everything else is a mistake in the design or in the code. */
const LAYERS = {
  "src/core/bytes": ["src/core/ir/errors", "src/core/wire/varint"],
  "src/core/wire": ["src/core/bytes", "src/core/context", "src/core/formats/limits", "src/core/ir"],
  "src/core/ir": [],
  "src/core/kernels": ["src/core/bytes", "src/core/ir"],
  "src/core/formats": ["src/core/bytes", "src/core/context", "src/core/ir", "src/core/kernels", "src/core/wire"],
  "src/core/transforms": [
    "src/core/bytes",
    "src/core/context",
    "src/core/ir",
    "src/core/report",
    "src/core/formats/registry",
  ],
  "src/core/report": [
    "src/core/bytes",
    "src/core/context",
    "src/core/ir",
    "src/core/wire",
    "src/core/formats/registry",
  ],
  "src/core/view": ["src/core/ir", "src/core/report"],
  "src/protocol": ["src/core/index", "src/core/report/numbers", "src/core/transforms/parameters"],
  "src/worker": ["src/core/index", "src/protocol"],
  "src/files": ["src/core/bytes/byte-source", "src/core/ir/errors"],
  "src/cli": ["src/core/index", "src/files"],
  "src/extension": ["src/protocol", "src/files"],
  webview: ["src/protocol"],
};

/** import/no-restricted-paths in a few lines: the path of an import decides, relative to the project. */
const layering = {
  rules: {
    "known-arrows": {
      meta: { type: "problem", schema: [], messages: { arrow: "{{from}} may not import {{to}}." } },
      create(context) {
        const file = context.filename.replaceAll("\\", "/").slice(context.cwd.length + 1);
        const layer = Object.keys(LAYERS).find((name) => file.startsWith(`${name}/`));
        const check = (node) => {
          const target = node.source?.value;
          if (layer === undefined || typeof target !== "string" || !target.startsWith(".")) {
            return;
          }
          const to = resolve(file, target);
          const allowed = [layer, ...LAYERS[layer]].some((name) => to === name || to.startsWith(`${name}/`));
          const isIndex = LAYERS[layer].includes(`${to}/index`);
          if (!allowed && !isIndex) {
            context.report({ node, messageId: "arrow", data: { from: layer, to } });
          }
        };
        return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
      },
    },
    "formats-apart": {
      meta: { type: "problem", schema: [], messages: { apart: "Formats do not import each other." } },
      create(context) {
        const file = context.filename.replaceAll("\\", "/").slice(context.cwd.length + 1);
        const own = /^src\/core\/formats\/([^/]+)\//.exec(file)?.[1];
        return {
          ImportDeclaration(node) {
            const other = /^src\/core\/formats\/([^/]+)\//.exec(`${resolve(file, node.source.value)}/`)?.[1];
            if (
              own !== undefined &&
              other !== undefined &&
              other !== own &&
              node.source.value.startsWith("../") &&
              !["limits", "format"].includes(other)
            ) {
              context.report({ node, messageId: "apart" });
            }
          },
        };
      },
    },
  },
};

function resolve(file, target) {
  const parts = file.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") {
      parts.pop();
    } else if (part !== ".") {
      parts.push(part);
    }
  }
  return parts.join("/");
}

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", "**/node_modules/", ".cache/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { layering },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "layering/known-arrows": "error",
      "layering/formats-apart": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // Loops over typed arrays run by index, and doing nothing is sometimes what is to be done.
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/prefer-optional-chain": "off",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Export by name." }],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
  {
    files: ["**/*.mjs"],
    extends: [tseslint.configs.recommended],
    rules: { "no-restricted-syntax": "off" },
  },
);
