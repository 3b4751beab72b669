// Makes the .vsix, and holds it to its budget.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { BUDGET, makeVsix } from "./vsix.mjs";

const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const file = `${name}-${version}.vsix`;
try {
  const { bytes, said } = makeVsix(join(ROOT, file));
  console.log(said.trim());
  const kilobytes = (count) => `${(count / 1024).toFixed(1)} KB`;
  console.log(`${file}: ${kilobytes(bytes)} of at most ${kilobytes(BUDGET)}`);
  process.exitCode = bytes > BUDGET ? 1 : 0;
} catch (error) {
  console.error(error.message.trim());
  process.exitCode = 1;
}
