// Makes a graph that is measured: make-graph FILE SHAPE NODES
import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { MODELS } from "../scale/models.mjs";

const [file, shape, nodes] = process.argv.slice(2);
const { make } = MODELS.find((model) => model.shape === shape && `.${model.format}` === extname(file));
writeFileSync(file, make(Number(nodes)).bytes);
