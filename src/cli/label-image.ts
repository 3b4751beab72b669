// How to see on a device what a classifier says of a picture: the words behind label_image, whose flags are those of
// tensorflow/lite/examples/label_image and tensorflow/examples/label_image.
import { inferTypes, type Model } from "../core";
import type { BenchmarkResult, Normalization } from "../engines";

type Inputs = BenchmarkResult["inputs"];

/** What the user has: the tools for TFLite read nothing but .bmp. */
export const PICTURE = "picture.bmp";
export const LABELS = "labels.txt";

/** Of values between −1 and 1, as the tools themselves make them. */
const USUAL: Normalization = { mean: [127.5], deviation: [127.5] };
/** Rounding a deviation may change what a model is fed with by so much. */
const MOST_ROUNDED = 0.01;

/** @returns whether the tools can ask a model: one picture in three colours goes in, and scores of classes come out. */
export async function isClassifier(model: Model, inputs: Inputs): Promise<boolean> {
  const [input, other] = inputs;
  const [scores] = model.dialect.endpoints(model).outputs;
  // As codes of eight bits they write pixels from 0 on, which is not what int8 means by them.
  const dtypes = model.format.id === "tflite" ? ["float32", "uint8"] : ["float32"];
  if (input === undefined || other !== undefined || scores === undefined || !dtypes.includes(input.dtype)) {
    return false;
  }
  const [batch, , , colours] = input.shape;
  if (input.shape.length !== 4 || batch !== 1 || colours !== 3) {
    return false;
  }
  const classes = (await inferTypes(model)).of(scores.value).shape;
  return classes?.length === 2 && classes[1] !== 1;
}

/** @param folder On the device, where the model lies in `place`. @param values What the model was trained with; null: not known. */
export function labelImageWords(
  model: Model,
  inputs: Inputs,
  { folder, place, threads }: { readonly folder: string; readonly place: string; readonly threads: number },
  values: Normalization | null,
): readonly string[] | { readonly problem: string } {
  const { mean, deviation } = values ?? USUAL;
  if (mean.length !== 1 || deviation.length !== 1) {
    return { problem: "it takes one mean and one deviation for all colours, and the model wants several" };
  }
  const files = [`--image=${folder}/${PICTURE}`, `--labels=${folder}/${LABELS}`];
  if (model.format.id === "tflite") {
    const isFloat = inputs[0]!.dtype === "float32";
    const scaled = isFloat ? [`--input_mean=${mean[0]!}`, `--input_std=${deviation[0]!}`] : [];
    return [`--tflite_model=${place}`, ...files, ...scaled, `--threads=${threads}`];
  }
  const [whole, wholeDeviation] = [Math.round(mean[0]!), Math.round(deviation[0]!)];
  if (Math.abs(wholeDeviation - deviation[0]!) > MOST_ROUNDED * Math.abs(deviation[0]!)) {
    return { problem: `it takes a whole number as deviation, and the model wants ${deviation[0]!}` };
  }
  const [input] = inputs as readonly [Inputs[number]];
  return [
    `--graph=${place}`,
    ...files,
    `--input_width=${input.shape[2]!}`,
    `--input_height=${input.shape[1]!}`,
    `--input_mean=${whole}`,
    `--input_std=${wholeDeviation}`,
    `--input_layer=${input.name}`,
    `--output_layer=${model.dialect.endpoints(model).outputs[0]!.name}`,
  ];
}
