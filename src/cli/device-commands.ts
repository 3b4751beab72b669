// How to measure a model where it is to run: commands to copy, with the names, shapes and types that the model has.
import { basename } from "node:path";
import type { Model, Shape } from "../core";
import type { BenchmarkResult } from "../engines";

const FOLDER = "/data/local/tmp";
const THREADS = 4;
const RUNS = 100;

export interface DeviceCommands {
  /** What has to be on the device. */
  readonly tool: string;
  readonly commands: readonly string[];
}

type Inputs = BenchmarkResult["inputs"];

/** @param inputs As they were fed here. @returns several where there is more than one tool; none where there is none. */
export function deviceCommands(path: string, model: Model, inputs: Inputs): readonly DeviceCommands[] {
  const place = `${FOLDER}/${basename(path)}`;
  const push = `adb push ${quoted(path)} ${quoted(place)}`;
  const run = (tool: string, words: readonly string[]) =>
    `adb shell ${quoted([`${FOLDER}/${tool}`, ...words].map(quoted).join(" "))}`;
  const graph = `--graph=${place}`;
  const threads = `--num_threads=${THREADS}`;
  const names = inputs.map(({ name }) => name).join(",");
  const shapes = inputs.map(({ shape }) => shape.join(",")).join(":");
  const fed = [`--input_layer=${names}`, `--input_layer_shape=${shapes}`];
  switch (model.format.id) {
    case "tflite":
      return [
        {
          tool: "LiteRT's benchmark_model",
          commands: [push, run("benchmark_model", [graph, threads])],
        },
        {
          tool: "TensorFlow's benchmark_model for TFLite",
          commands: [push, run("benchmark_model", [graph, threads, ...fed])],
        },
      ];
    case "tensorflow":
      return [
        {
          tool: "TensorFlow's benchmark_model",
          commands: [
            push,
            run("benchmark_model", [
              graph,
              threads,
              ...fed,
              `--input_layer_type=${inputs.map(({ dtype }) => tensorflowType(dtype)).join(",")}`,
              `--output_layer=${model.dialect
                .endpoints(model)
                .outputs.map(({ name }) => name)
                .join(",")}`,
            ]),
          ],
        },
      ];
    case "onnx":
      return [
        {
          tool: "onnxruntime_perf_test",
          commands: [
            push,
            run("onnxruntime_perf_test", [
              ...["-e", "cpu", "-m", "times", "-r", `${RUNS}`, "-x", `${THREADS}`, "-I"],
              ...openLengths(model, inputs).flatMap(([name, length]) => ["-f", `${name}:${length}`]),
              place,
            ]),
          ],
        },
      ];
    default:
      return [];
  }
}

/** What the tool calls element types: as TensorFlow does, but for the one that it calls float. */
function tensorflowType(dtype: string): string {
  return dtype === "float32" ? "float" : dtype === "float64" ? "double" : dtype;
}

/** Lengths that have a name, and what was fed for them. */
function openLengths(model: Model, inputs: Inputs): readonly (readonly [string, number])[] {
  const lengths = new Map<string, number>();
  for (const { name, type } of model.dialect.endpoints(model).inputs) {
    const fed = inputs.find((each) => each.name === name)?.shape ?? [];
    const stated: Shape = type?.shape ?? [];
    stated.forEach((length, axis) => {
      if (typeof length === "string" && fed[axis] !== undefined) {
        lengths.set(length, fed[axis]);
      }
    });
  }
  return [...lengths];
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w./:,=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
