// How to measure a model where it is to run: commands to copy, with the names, shapes and types that the model has. Flags are
// those of tensorflow/tools/benchmark, tensorflow/lite/tools/benchmark, LiteRT's litert/tools and onnxruntime/test/perftest.
import { basename } from "node:path";
import type { Model, Shape } from "../core";
import type { BenchmarkResult, Normalization } from "../engines";
import { isClassifier, LABELS, labelImageWords, PICTURE } from "./label-image";

const FOLDER = "/data/local/tmp";
const THREADS = 4;
const RUNS = 100;

export interface DeviceCommands {
  /** What has to be on the device. */
  readonly tool: string;
  /** None where the tool cannot be told what to run. */
  readonly commands: readonly string[];
  /** Why there are none, without a full stop. */
  readonly problem: string | null;
}

type Inputs = BenchmarkResult["inputs"];

/** The words behind the name of a tool, or why there are none. */
type Words = readonly string[] | { readonly problem: string };

/**
 * @param companions Files that belong to it, relative to its folder.
 * @param inputs As they were fed here.
 * @param values What it makes of pictures; null: not known.
 * @returns several where there is more than one tool; none where there is none.
 */
export async function deviceCommands(
  path: string,
  companions: readonly string[],
  model: Model,
  inputs: Inputs,
  values: Normalization | null,
): Promise<readonly DeviceCommands[]> {
  const place = `${FOLDER}/${basename(path)}`;
  const folder = path.slice(0, path.length - basename(path).length);
  const pushes = [
    `adb push ${quoted(path)} ${quoted(place)}`,
    ...companions.map((each) => `adb push ${quoted(folder + each)} ${quoted(`${FOLDER}/${each}`)}`),
  ];
  const commands = (tool: string, program: string, words: Words, more: readonly string[] = []): DeviceCommands => {
    if ("problem" in words) {
      return { tool, commands: [], problem: words.problem };
    }
    const line = [`${FOLDER}/${program}`, ...words].map(quoted).join(" ");
    const others = more.map((each) => `adb push ${each} ${FOLDER}/${each}`);
    return { tool, commands: [...pushes, ...others, `adb shell ${quoted(line)}`], problem: null };
  };
  const asking = async (tool: string): Promise<DeviceCommands[]> => {
    const words = () => labelImageWords(model, inputs, { folder: FOLDER, place, threads: THREADS }, values);
    return (await isClassifier(model, inputs)) ? [commands(tool, "label_image", words(), [PICTURE, LABELS])] : [];
  };
  const common = [`--graph=${place}`, `--num_threads=${THREADS}`];
  switch (model.format.id) {
    case "tflite": {
      const ordered = inOrder(model, inputs);
      return [
        commands("LiteRT's benchmark_model", "benchmark_model", asInFile(model, ordered, common)),
        commands("TensorFlow's benchmark_model for TFLite", "benchmark_model", tfliteWords(model, ordered, common)),
        ...(await asking("label_image for TFLite, a picture and the names of the classes")),
      ];
    }
    case "tensorflow":
      return [
        commands("TensorFlow's benchmark_model", "benchmark_model", tensorflowWords(model, inputs, common)),
        ...(await asking("TensorFlow's label_image, a picture and the names of the classes")),
      ];
    case "onnx":
      return [commands("onnxruntime_perf_test", "onnxruntime_perf_test", onnxWords(model, inputs, place))];
    default:
      return [];
  }
}

/** As the subgraph has them: the tool goes by their places, not by their names. */
function inOrder(model: Model, inputs: Inputs): Inputs {
  const places = new Map([...model.graphs[0]!.inputs].map(({ name }, place) => [name, place]));
  const placeOf = (name: string) => places.get(name) ?? places.size;
  return [...inputs].sort((one, other) => placeOf(one.name) - placeOf(other.name));
}

/** For a tool that takes the shapes that stand in the file, where what is open counts as 1. */
function asInFile(model: Model, inputs: Inputs, common: readonly string[]): Words {
  const other = differingFromFile(model, inputs);
  return other === undefined
    ? common
    : { problem: `it has no option for the shape ${shapeText(other)} of "${other.name}"` };
}

function differingFromFile(model: Model, inputs: Inputs): Inputs[number] | undefined {
  const stated = new Map(model.dialect.endpoints(model).inputs.map(({ name, type }) => [name, type?.shape ?? null]));
  return inputs.find(({ name, shape }) =>
    shape.some((length, axis) => {
      const known = stated.get(name)?.[axis];
      return length !== (typeof known === "number" ? known : 1);
    }),
  );
}

function tfliteWords(model: Model, inputs: Inputs, common: readonly string[]): Words {
  const fed = fedWords(inputs);
  if ("problem" in fed) {
    return differingFromFile(model, inputs) === undefined ? common : fed;
  }
  // Else they are below 100, whatever they are an index into.
  const ranges = inputs.flatMap(({ name, range }) => (range === null ? [] : [[name, ...range].join(",")]));
  const canRange = inputs.every(({ name, range }) => range === null || !/[:,]/.test(name));
  return [
    ...common,
    ...fed,
    ...(ranges.length > 0 && canRange ? [`--input_layer_value_range=${ranges.join(":")}`] : []),
  ];
}

/** What TensorFlow's tool can make tensors of, and what it calls these. */
const TENSORFLOW_TYPES: ReadonlyMap<string, string> = new Map([
  ["float32", "float"],
  ...["int32", "uint8", "quint8", "bool"].map((each) => [each, each] as const),
]);

function tensorflowWords(model: Model, inputs: Inputs, common: readonly string[]): Words {
  const strange = inputs.find(({ dtype }) => !TENSORFLOW_TYPES.has(dtype));
  if (strange !== undefined) {
    return { problem: `it makes no inputs of ${strange.dtype}, as "${strange.name}" is` };
  }
  const fed = fedWords(inputs);
  if ("problem" in fed) {
    return fed;
  }
  const outputs = model.dialect.endpoints(model).outputs.map(({ name }) => name);
  // Else they are all 0, which is no sample rate and no length.
  const values = inputs.map(({ shape, range }) => (shape.length === 0 && range !== null ? String(range[0]) : ""));
  return [
    ...common,
    ...fed,
    `--input_layer_type=${inputs.map(({ dtype }) => TENSORFLOW_TYPES.get(dtype)!).join(",")}`,
    ...(values.some((value) => value !== "") ? [`--input_layer_values=${values.join(":")}`] : []),
    `--output_layer=${outputs.join(",")}`,
  ];
}

/** Names and shapes: lists without any way to write their commas and colons otherwise. */
function fedWords(inputs: Inputs): Words {
  const odd = inputs.find(({ name }) => name.includes(","));
  if (odd !== undefined) {
    return { problem: `it takes the comma in "${odd.name}" for the end of a name` };
  }
  const shapes = inputs.map(({ shape }) => shape.join(",")).join(":");
  return shapes === ""
    ? { problem: `it has no way to write the shape of "${inputs[0]?.name ?? ""}", a single number` }
    : [`--input_layer=${inputs.map(({ name }) => name).join(",")}`, `--input_layer_shape=${shapes}`];
}

function onnxWords(model: Model, inputs: Inputs, place: string): Words {
  const lengths = new Map<string, number>();
  for (const { name, type } of model.dialect.endpoints(model).inputs) {
    const fed = inputs.find((each) => each.name === name)?.shape ?? [];
    const stated: Shape = type?.shape ?? [];
    for (const [axis, length] of stated.entries()) {
      const one = fed[axis];
      if (typeof length === "number" || one === undefined) {
        continue;
      }
      if (length !== null && !/[:\s]/.test(length) && one > 0) {
        lengths.set(length, one);
      } else if (one !== 1) {
        return { problem: `it has no option for the length ${one} of "${length ?? `${name}:${axis}`}"` };
      }
    }
  }
  return [
    ...["-e", "cpu", "-m", "times", "-r", `${RUNS}`, "-x", `${THREADS}`, "-I"],
    ...[...lengths].flatMap(([name, length]) => ["-f", `${name}:${length}`]),
    place,
  ];
}

function shapeText({ shape }: Inputs[number]): string {
  return shape.join("×");
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w./:,=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
