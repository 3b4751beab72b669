// Every step on a model of 100 MB in each format: the memory it takes, and the time of folding beside the least to do.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../scripts/root.mjs";
import { besideFloor, memoryOf } from "./beside-floor.mjs";
import { madeModel } from "./child.mjs";

const MEGABYTES = 100;
const MOST_TIME = 2;
const MOST_MEMORY = 2.5;

/** @yields rows of the table. */
export async function* measureSteps(folder) {
  const steps = JSON.parse(execFileSync(process.execPath, [join(ROOT, "dist", "cli.js"), "transforms", "--json"]));
  for (const extension of ["tflite", "onnx", "pb"]) {
    const file = madeModel(folder, MEGABYTES, extension, "scaled");
    const output = join(folder, `step.${extension}`);
    const most = { mostTime: MOST_TIME, mostMemory: MOST_MEMORY };
    yield* besideFloor(folder, ["fold-batchnorm"], `.${extension}, fold-batchnorm`, file, output, most);
    for (const { id } of steps.filter(({ id }) => id !== "fold-batchnorm")) {
      yield memoryOf(folder, [id], `.${extension}, ${id}`, file, output, MOST_MEMORY);
    }
  }
}
