import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with a page; it has to be told the background, which lies outside of it. */
export async function violations(view) {
  return view.find("body").evaluate(async (body, axe) => {
    body.style.backgroundColor = "var(--vscode-editor-background)";
    (0, eval)(axe);
    const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
  }, AXE);
}
