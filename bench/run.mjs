// Measures what should be quick and small, each beside something else in the same run.
// --only open|graphs|quantize|steps|pipelines|editor|view: one part; --no-peers: without the tools of others; --json: each row as a line of JSON;
// --netron PATH, or NETRON: a checkout of Netron to open the files of the part "view" in, too.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { ROOT } from "../scripts/root.mjs";
import { makeWorkFolder } from "./child.mjs";
import { measureEditor } from "./editor.mjs";
import { measureGraphs } from "./graphs.mjs";
import { measureOpening } from "./open.mjs";
import { measurePipelines } from "./pipelines.mjs";
import { installPeers } from "./python.mjs";
import { measureQuantizing } from "./quantize.mjs";
import { measureSteps } from "./steps.mjs";
import { printTable } from "./table.mjs";
import { measureView } from "./view/measure.mjs";

const PARTS = {
  open: measureOpening,
  graphs: measureGraphs,
  quantize: measureQuantizing,
  steps: measureSteps,
  pipelines: measurePipelines,
  editor: measureEditor,
  view: (folder) => measureView(folder, { netron }),
};

const { only, json, "no-peers": noPeers, netron = process.env.NETRON } = options();
const parts = only === undefined ? Object.keys(PARTS) : [only];
if (spawnSync(process.execPath, ["esbuild.mjs"], { cwd: ROOT, stdio: "inherit" }).status !== 0) {
  process.exit(1);
}
if (!noPeers && only !== "editor" && only !== "view") {
  installPeers();
}
const folder = await makeWorkFolder();
for (const part of parts) {
  console.error(`Measuring: ${part}`);
  const rows = [];
  for await (const row of PARTS[part](folder, !noPeers)) {
    rows.push(row);
  }
  if (json) {
    rows.forEach((row) => console.log(JSON.stringify({ part, ...row })));
  } else {
    printTable(rows);
  }
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        json: { type: "boolean" },
        "no-peers": { type: "boolean" },
        netron: { type: "string" },
      },
    });
    if (values.only === undefined || Object.hasOwn(PARTS, values.only)) {
      return values;
    }
    console.error(`--only takes one of ${Object.keys(PARTS).join(", ")}.`);
  } catch (error) {
    console.error(error.message);
  }
  process.exit(2);
}
