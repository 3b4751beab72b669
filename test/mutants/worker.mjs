// Exercises mutants in a process of its own, and tells before each which one it is:
// worker FORMAT FIRST STEP END [FOLDER TO KEEP THEM IN]
import { MODELS } from "../../bench/scale/models.mjs";
import { work } from "./work.ts";

const [format, first, step, end, folder] = process.argv.slice(2);
await work(format, MODELS, { first: Number(first), step: Number(step), end: Number(end) }, folder);
