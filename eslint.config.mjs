import tseslint from "typescript-eslint";

/** What each layer may import besides itself. Everything else is a mistake in the design or in the code. */
const LAYERS = {
  "src/core/ground": [],
  "src/core/bytes": [],
  "src/core/wire": ["src/core/bytes", "src/core/context", "src/core/ir"],
  "src/core/ir": ["src/core/bytes/byte-source"],
  "src/core/kernels": ["src/core/bytes", "src/core/ir"],
  "src/core/semantics": ["src/core/ir"],
  "src/core/formats": [
    "src/core/bytes",
    "src/core/context",
    "src/core/ir",
    "src/core/kernels",
    "src/core/semantics",
    "src/core/wire",
  ],
  "src/core/analysis": ["src/core/ir", "src/core/semantics"],
  "src/core/transforms": ["src/core/bytes", "src/core/context", "src/core/ir", "src/core/analysis", "src/core/report"],
  "src/core/tensors": ["src/core/bytes", "src/core/context", "src/core/ir", "src/core/kernels"],
  "src/core/report": [
    "src/core/analysis",
    "src/core/bytes",
    "src/core/context",
    "src/core/ir",
    "src/core/tensors",
    "src/core/wire",
  ],
  "src/core/view": ["src/core/analysis", "src/core/ir", "src/core/report"],
  "src/core/page": ["src/core/analysis", "src/core/ir", "src/core/report", "src/core/transforms", "src/core/view"],
  "src/protocol": [
    "src/core/index",
    "src/core/bytes/joined",
    "src/core/bytes/through",
    "src/core/ir/inputs-name",
    "src/core/ground/visible-text",
    "src/core/report/numbers",
    "src/core/report/variants",
    "src/core/transforms/parameters",
  ],
  "src/drawing": [
    "src/core/index",
    "src/core/ir/markup-text",
    "src/core/ground/visible-text",
    "src/core/report/numbers",
  ],
  "src/worker": ["src/core/index", "src/drawing", "src/protocol", "src/engines"],
  "src/files": ["src/core/bytes/byte-source", "src/core/ground/errors"],
  "src/engines": ["src/core/index"],
  "src/cli": ["src/core/index", "src/drawing", "src/engines", "src/files"],
  "src/extension": ["src/protocol", "src/files"],
  webview: ["src/drawing", "src/protocol"],
};

/** Below all other layers of the core: errors, and text as it may be shown. */
const GROUND = "src/core/ground";

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
          const below = layer.startsWith("src/core/") ? [GROUND] : [];
          const allowed = [layer, ...below, ...LAYERS[layer]].some((name) => to === name || to.startsWith(`${name}/`));
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
              !["format", "candidate", "for-devices"].includes(other)
            ) {
              context.report({ node, messageId: "apart" });
            }
          },
        };
      },
    },
  },
};

/**
 * Names come from files and may be those of what every object has, such as "constructor". So tables are asked by
 * `own`, and by nothing that also finds what they inherit.
 */
const lookups = {
  rules: {
    "own-only": {
      meta: { type: "problem", schema: [], messages: { own: "Ask {{table}} by own(): the name may be anything." } },
      create(context) {
        const services = context.sourceCode.parserServices;
        const isAnyText = (node) => (services.getTypeAtLocation(node).flags & TYPE_STRING) !== 0;
        const report = (node, table) =>
          context.report({ node, messageId: "own", data: { table: context.sourceCode.getText(table) } });
        return {
          MemberExpression(node) {
            const isTarget = node.parent.type === "AssignmentExpression" && node.parent.left === node;
            const type = node.computed && !isTarget ? services.getTypeAtLocation(node.object) : null;
            if (type?.getStringIndexType() !== undefined && type !== null && isAnyText(node.property)) {
              report(node, node.object);
            }
          },
          BinaryExpression(node) {
            if (node.operator === "in" && isAnyText(node.left)) {
              report(node, node.right);
            }
          },
        };
      },
    },
  },
};
/** ts.TypeFlags.String: any text, not one of a few words. */
const TYPE_STRING = 4;

const BY_NAME = { selector: "ExportDefaultDeclaration", message: "Export by name." };
/** A call takes as many arguments as the stack has room for; a list from a file may be longer. */
const LONG_LIST = {
  selector:
    "CallExpression[callee.property.name=/^(push|unshift|splice|concat|max|min|fromCharCode|fromCodePoint|apply)$/] > SpreadElement",
  message: "A list may be longer than the stack: go through it.",
};

/** What Graph keeps true, who makes and who reads and in which order, is written through casts; only it makes them. */
const KEPT_BY_GRAPH = [
  "TSMappedType[readonly='-']",
  "AssignmentExpression > MemberExpression.left[object.type='TSAsExpression'][property.name=/^(graph|owner|producer|readers|controls|previous|next|place|inputs|outputs)$/]",
  "CallExpression[callee.object.type='TSAsExpression'][callee.object.expression.property.name=/^(nodes|inputs|outputs)$/]",
  "NewExpression[callee.name=/^(Node|Value)$/]",
  "ImportSpecifier[imported.name=/^(put|ownNested)$/]",
].map((selector) => ({
  selector,
  message: "Only Graph edits who makes and who reads a value: call one of its methods.",
}));

function shown(selector, message) {
  return { "no-restricted-syntax": ["error", BY_NAME, LONG_LIST, { selector, message }] };
}

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
    plugins: { layering, lookups },
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
      "no-restricted-syntax": ["error", BY_NAME],
    },
  },
  {
    files: ["src/{core,worker,cli,extension}/**/*.ts"],
    ignores: ["src/core/ir/own.ts"],
    rules: { "lookups/own-only": "error" },
  },
  {
    files: ["src/**/*.ts", "webview/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", BY_NAME, LONG_LIST] },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/core/ir/{graph,node,node-order}.ts"],
    rules: { "no-restricted-syntax": ["error", BY_NAME, LONG_LIST, ...KEPT_BY_GRAPH] },
  },
  {
    // What is shown is cleaned in one place each: names come from files.
    files: ["webview/**/*.ts"],
    ignores: ["webview/look/elements.ts"],
    rules: shown(
      "AssignmentExpression > MemberExpression.left[property.name=/^(textContent|innerText|innerHTML|outerHTML)$/]",
      "Text is given by element() or setText().",
    ),
  },
  {
    files: ["src/cli/**/*.ts"],
    ignores: ["src/cli/output.ts", "src/cli/standard-output.ts"],
    rules: shown(
      "MemberExpression[object.object.name='process'][object.property.name=/^std(out|err)$/][property.name='write']",
      "What is printed goes through output.ts.",
    ),
  },
  {
    files: ["src/extension/**/*.ts"],
    ignores: ["src/extension/messages.ts"],
    rules: shown(
      "MemberExpression[object.property.name='window'][property.name=/^show(Information|Warning|Error)Message$/]",
      "Messages are shown by messages.ts.",
    ),
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
