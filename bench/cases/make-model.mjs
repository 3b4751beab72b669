// Makes a model that is measured: make-model FILE MEGABYTES plain|scaled
import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { chainLayers } from "../chain.mjs";
import { onnxChain } from "../chain-onnx.mjs";
import { tensorflowChain } from "../chain-tensorflow.mjs";
import { tfliteChain } from "../chain-tflite.mjs";

const MAKERS = { ".tflite": tfliteChain, ".onnx": onnxChain, ".pb": tensorflowChain };

const [file, megabytes, kind] = process.argv.slice(2);
writeFileSync(file, MAKERS[extname(file)](chainLayers(Number(megabytes)), kind === "scaled"));
