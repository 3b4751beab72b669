// What people wait for in VS Code, and what they download.
import { join } from "node:path";
import { run } from "./child.mjs";
import { ROOT } from "../scripts/root.mjs";
import { comparison, inMegabytes, inMilliseconds, limited } from "./table.mjs";

const LARGEST_PACKAGE = 2 * 1024 * 1024;
const LONGEST_PREVIEW = 1000;

/** @yields rows of the table. */
export function* measureEditor() {
  const { vsixBytes, activation, firstModel, smallModel, nodes2000, preview100Mb } = run(process.execPath, [
    join(ROOT, "test", "extension", "measure.mjs"),
  ]);
  const first = "to the first graph";
  yield limited("the .vsix", vsixBytes, LARGEST_PACKAGE, inMegabytes);
  yield comparison("activation", activation, firstModel, `${first} of a window`, inMilliseconds);
  yield comparison("to a later graph", smallModel, firstModel, first, inMilliseconds);
  yield comparison("to a graph of 2,000 nodes", nodes2000, smallModel, "to one of 10", inMilliseconds);
  yield limited("to the preview of a step on 100 MB", preview100Mb, LONGEST_PREVIEW, inMilliseconds);
}
