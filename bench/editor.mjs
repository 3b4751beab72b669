// What people wait for in VS Code, and what they download.
import { join } from "node:path";
import { run } from "./child.mjs";
import { ROOT } from "../scripts/root.mjs";
import { BUDGET } from "../scripts/vsix.mjs";
import { comparison, inMegabytes, inMilliseconds, limited } from "./table.mjs";

const LONGEST_PREVIEW = 1000;
/** Beyond what VS Code's own editor takes for one pixel. */
const LONGEST_TO_MANY = 700;
const LONGEST_BACK = 200;
/** At a stretch, of the process that all extensions share. */
const LONGEST_BUSY = 20;

/** @yields rows of the table. */
export function* measureEditor() {
  const measured = run(process.execPath, [join(ROOT, "test", "extension", "measure.mjs")]);
  const { vsixBytes, activation, firstModel, smallModel, nodes2000, nodes20000, back20000, pixel } = measured;
  const { backPixel, preview100Mb, busy } = measured;
  const first = "to the first graph";
  yield limited("the .vsix", vsixBytes, BUDGET, inMegabytes);
  yield comparison("activation", activation, firstModel, `${first} of a window`, inMilliseconds);
  yield comparison("to a later graph", smallModel, firstModel, first, inMilliseconds);
  yield comparison("to a graph of 2,000 nodes", nodes2000, smallModel, "to one of 10", inMilliseconds);
  yield comparison("to a graph of 20,000 nodes", nodes20000, pixel, "to a picture of a pixel", inMilliseconds);
  const beyond = "beyond that of a pixel";
  yield limited(`to a graph of 20,000 nodes, ${beyond}`, nodes20000 - pixel, LONGEST_TO_MANY, inMilliseconds);
  yield comparison("a hidden one comes back", back20000, backPixel, "for a picture of a pixel", inMilliseconds);
  yield limited("a hidden one comes back", back20000, LONGEST_BACK, inMilliseconds);
  yield limited("to the preview of a step on 100 MB", preview100Mb, LONGEST_PREVIEW, inMilliseconds);
  const longest = Math.max(...Object.values(busy).map(({ ours }) => ours));
  yield limited("other extensions wait, at most", longest, LONGEST_BUSY, inMilliseconds);
}
