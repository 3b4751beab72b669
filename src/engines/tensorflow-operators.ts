// What TensorFlow.js does not know: eight-bit constants that become floats, quantization as training sees it, and sound.
import { registerOp } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { mfcc, spectrogram } from "./tensorflow-audio";
import { CODES } from "./tensorflow-codes";

interface Call {
  readonly inputs: tf.Tensor[];
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** The codes of a type, by its number in TensorFlow's types.proto. */
const LEVELS: Readonly<Record<number, { readonly least: number; readonly most: number }>> = {
  11: { least: -128, most: 127 }, // qint8
  12: { least: 0, most: 255 }, // quint8
  13: { least: -(2 ** 31), most: 2 ** 31 - 1 }, // qint32
  15: { least: -(2 ** 15), most: 2 ** 15 - 1 }, // qint16
  16: { least: 0, most: 2 ** 16 - 1 }, // quint16
};

export function registerOperators(): void {
  const register = (name: string, run: (call: Call) => tf.Tensor) =>
    registerOp(name, (node) => tf.tidy(() => run(node as unknown as Call)));
  register("Dequantize", dequantize);
  register("FakeQuantWithMinMaxVars", ({ inputs: [x, low, high], attrs }) => fakeQuant(x!, low!, high!, attrs));
  register("FakeQuantWithMinMaxVarsPerChannel", ({ inputs: [x, low, high], attrs }) =>
    fakeQuant(x!, low!, high!, attrs),
  );
  register("FakeQuantWithMinMaxArgs", ({ inputs: [x], attrs }) =>
    fakeQuant(x!, tf.scalar(Number(attrs["min"] ?? -6)), tf.scalar(Number(attrs["max"] ?? 6)), attrs),
  );
  register("AudioSpectrogram", ({ inputs: [sound], attrs }) => spectrogram(sound!, attrs));
  register("Mfcc", ({ inputs: [spectra, rate], attrs }) => mfcc(spectra!, rate!, attrs));
}

/** As tf.quantization.dequantize has it; the mode is MIN_COMBINED where the node does not say. */
function dequantize({ inputs: [codes, low, high], attrs }: Call): tf.Tensor {
  const { least, most } = LEVELS[Number(attrs[CODES])] ?? LEVELS[12]!;
  const mode = typeof attrs["mode"] === "string" ? attrs["mode"].toUpperCase() : "MIN_COMBINED";
  const real = tf.cast(codes!, "float32");
  if (mode === "SCALED") {
    const step = tf.div(high!, most);
    return tf.mul(real, least < 0 ? tf.maximum(tf.div(low!, least), step) : step);
  }
  const step = tf.div(tf.sub(high!, low!), most - least);
  return mode === "MIN_FIRST"
    ? tf.add(tf.mul(tf.sub(real, least), step), roundedTo(low!, step))
    : tf.add(tf.mul(tf.sub(real, least), step), low!);
}

/** MIN_FIRST counts from a whole number of steps. */
function roundedTo(low: tf.Tensor, step: tf.Tensor): tf.Tensor {
  return tf.mul(tf.round(tf.div(low, step)), step);
}

/** Bounds are moved so that zero is one of the steps, which stay as wide. */
function fakeQuant(x: tf.Tensor, low: tf.Tensor, high: tf.Tensor, attrs: Call["attrs"]): tf.Tensor {
  const least = attrs["narrow_range"] === true ? 1 : 0;
  const most = 2 ** Number(attrs["num_bits"] ?? 8) - 1;
  const step = tf.div(tf.sub(high, low), most - least);
  // Halves are rounded up, as TensorFlow's kernel does; tf.round takes them to even.
  const zero = tf.clipByValue(tf.floor(tf.add(tf.sub(least, tf.div(low, step)), 0.5)), least, most);
  const from = tf.mul(tf.sub(least, zero), step);
  const to = tf.mul(tf.sub(most, zero), step);
  const clipped = tf.minimum(tf.maximum(x, from), to);
  return tf.add(tf.mul(tf.floor(tf.add(tf.div(tf.sub(clipped, from), step), 0.5)), step), from);
}
