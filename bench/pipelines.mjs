// The two pipelines that Arm published for ResNet-50, word for word, on a ResNet-50 with random weights.
import { statSync } from "node:fs";
import { join } from "node:path";
import { besideFloor } from "./beside-floor.mjs";
import { runCommandLine } from "./child.mjs";
import { runResnet } from "./python.mjs";
import { asPercent, inMegabytes, inMilliseconds, limited, stated } from "./table.mjs";

const INPUT = "Placeholder";
const OUTPUT = "resnet_v1_50/predictions/Reshape_1";
const FOLDS = "fold_constants(ignore_errors=true) fold_batch_norms fold_old_batch_norms";
const STRIP = 'strip_unused_nodes(type=float, shape="1,224,224,3")';
const PIPELINES = {
  "32 bits": `${STRIP} ${FOLDS}`,
  "8 bits":
    `add_default_attributes ${STRIP} remove_nodes(op=Identity, op=CheckNumerics) ${FOLDS} ` +
    "quantize_weights quantize_nodes strip_unused_nodes sort_by_execution_order",
};
const MOST_BYTES = 25 * 1024 * 1024;
const MOST_TIME = 3;
const MOST_MEMORY = 2.5;

/** @yields rows of the table. */
export async function* measurePipelines(folder, withPython) {
  if (!withPython) {
    return; // The model is made with TensorFlow.
  }
  const file = join(folder, "resnet50.pb");
  runResnet("make", file);
  for (const [name, pipeline] of Object.entries(PIPELINES)) {
    const output = join(folder, `resnet50.${name[0]}.pb`);
    const whole = runCommandLine("transform-graph", `--transforms=${pipeline}`, ...wordsOf(file, output));
    const { normalizations, identities, unused, agreement } = runResnet("compare", file, output);
    const most = name === "8 bits" ? MOST_BYTES : statSync(file).size;
    yield limited(`${name}: size of the result`, statSync(output).size, most, inMegabytes);
    yield limited(`${name}: normalizations, Identity, unused`, normalizations + identities + unused, 0, String);
    yield stated(`${name}: same highest score`, agreement, asPercent);
    const again = join(folder, "again.pb");
    yield* besideFloor(folder, [pipeline, INPUT, OUTPUT], name, file, again, {
      mostTime: MOST_TIME,
      mostMemory: MOST_MEMORY,
    });
    yield stated(`${name}: whole program, time`, whole.milliseconds, inMilliseconds);
  }
}

function wordsOf(file, output) {
  return [`--in_graph=${file}`, `--out_graph=${output}`, `--inputs=${INPUT}`, `--outputs=${OUTPUT}`];
}
