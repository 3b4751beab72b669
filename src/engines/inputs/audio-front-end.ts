// What TensorFlow's operators for sound make of it, where a model begins with them: engines have none of these. As in
// tensorflow/core/kernels: decode_wav_op, spectrogram, mfcc_mel_filterbank, mfcc_dct.
import { booleanAttribute, numberAttribute, type DType, type Node, type Value } from "../../core";
import { MOST_ELEMENTS } from "../elements";
import { powerSpectrum } from "./power-spectrum";
import type { Sound } from "./wav";

export interface Features {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly numbers: Float32Array;
}

export interface AudioFrontEnd {
  /** In samples; null: as long as the sound is. */
  readonly length: number | null;
  /** @throws Error with what is in the way. */
  of(sound: Sound): Features;
}

type Step = (node: Node, features: Features, sound: Sound) => Features;

const STEPS = new Map<string, Step>([
  ["AudioSpectrogram", spectrogram],
  ["Mfcc", (node, features, { rate }) => cepstrum(node, features, rate)],
]);

/** What makes a value of a .wav; null: something else does. */
export function audioFrontEnd(value: Value): AudioFrontEnd | null {
  const steps = new Set<Node>();
  let made: Value | null | undefined = value;
  let node = value.producer;
  // Damaged files have nodes that read what they make.
  while (node != null && STEPS.has(node.op.name) && !steps.has(node)) {
    steps.add(node);
    made = node.inputs[0];
    node = made?.producer ?? null;
  }
  if (node?.op.name !== "DecodeWav") {
    return null;
  }
  const decoder = node;
  const length = numberAttribute(decoder, "desired_samples", -1);
  const isRate = decoder.outputs.indexOf(made!) === 1;
  const inOrder = [...steps].reverse();
  return {
    length: length < 0 ? null : length,
    of: (sound) =>
      inOrder.reduce(
        (features, step) => STEPS.get(step.op.name)!(step, features, sound),
        isRate ? rateOf(sound) : decoded(decoder, sound),
      ),
  };
}

function rateOf({ rate }: Sound): Features {
  return { dtype: "int32", shape: [], numbers: Float32Array.of(rate) };
}

/** Each channel is the one there is. */
function decoded(node: Node, { samples }: Sound): Features {
  const channels = Math.max(1, numberAttribute(node, "desired_channels", -1));
  const numbers = new Float32Array(checked(samples.length * channels, "samples"));
  numbers.forEach((_, index) => (numbers[index] = samples[Math.floor(index / channels)]!));
  return { dtype: "float32", shape: [samples.length, channels], numbers };
}

/** Channels, windows, frequencies. */
function spectrogram(node: Node, { shape, numbers }: Features): Features {
  const [length, channels] = shape as [number, number];
  const [size, stride] = [whole(node, "window_size"), whole(node, "stride")];
  if (size < 2 || size > length) {
    throw new Error(`windows of ${size} samples do not fit into ${length}`);
  }
  const windows = 1 + Math.floor((length - size) / stride);
  const bins = 1 + 2 ** Math.ceil(Math.log2(size)) / 2;
  const made = new Float32Array(checked(channels * windows * bins, "numbers in its spectrogram"));
  const hann = Float64Array.from({ length: size }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size));
  const isSquared = booleanAttribute(node, "magnitude_squared", false);
  for (let row = 0; row < channels * windows; row++) {
    const [channel, start] = [Math.floor(row / windows), (row % windows) * stride];
    const power = powerSpectrum(hann.map((weight, at) => weight * numbers[(start + at) * channels + channel]!));
    made.set(isSquared ? power : power.map(Math.sqrt), row * bins);
  }
  return { dtype: "float32", shape: [channels, windows, bins], numbers: made };
}

const LEAST_BAND = 1e-12;
/** Half a second; a second of sound takes a hundred thousand. */
const MOST_PRODUCTS = 2 ** 29;

/** Channels, windows, coefficients: of the logarithms of bands on the mel scale, by a cosine transform. */
function cepstrum(node: Node, { shape, numbers }: Features, rate: number): Features {
  const [channels, windows, bins] = shape as [number, number, number];
  const bands = whole(node, "filterbank_channel_count", 40);
  const count = whole(node, "dct_coefficient_count", 13);
  if (count > bands) {
    throw new Error(`${count} coefficients cannot be made of ${bands} bands`);
  }
  const made = new Float32Array(checked(channels * windows * count, "coefficients"));
  const ofRow = checked(count * bands, "cosines");
  const products = channels * windows * ofRow;
  if (products > MOST_PRODUCTS) {
    throw new Error(`it would take ${products} products, of ${MOST_PRODUCTS} at most`);
  }
  const cosines = new Float64Array(ofRow);
  cosines.forEach((_, at) => {
    const [coefficient, band] = [Math.floor(at / bands), at % bands];
    cosines[at] = Math.sqrt(2 / bands) * Math.cos(((coefficient * Math.PI) / bands) * (band + 0.5));
  });
  const lower = numberAttribute(node, "lower_frequency_limit", 20);
  const upper = numberAttribute(node, "upper_frequency_limit", 4000);
  const add = melBands(bins, rate, bands, lower, upper);
  const sums = new Float64Array(bands);
  for (let row = 0; row < channels * windows; row++) {
    add(numbers.subarray(row * bins, (row + 1) * bins), sums.fill(0));
    for (let coefficient = 0; coefficient < count; coefficient++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += cosines[coefficient * bands + band]! * Math.log(Math.max(LEAST_BAND, sums[band]!));
      }
      made[row * count + coefficient] = sum;
    }
  }
  return { dtype: "float32", shape: [channels, windows, count], numbers: made };
}

/** Adds up magnitudes in triangles that lie side by side on the mel scale. @returns what does it for a row of powers. */
function melBands(
  bins: number,
  rate: number,
  bands: number,
  lower: number,
  upper: number,
): (powers: Float32Array, sums: Float64Array) => void {
  const mel = (hertz: number) => 1127 * Math.log1p(hertz / 700);
  const step = rate / 2 / (bins - 1);
  const spacing = (mel(upper) - mel(lower)) / (bands + 1);
  const [first, last] = [Math.floor(1.5 + lower / step), Math.min(bins - 1, Math.floor(upper / step))];
  if (!(lower >= 0 && upper > lower)) {
    throw new Error(`there are no frequencies from ${lower} to ${upper} Hz`);
  }
  return (powers, sums) => {
    for (let bin = first; bin <= last; bin++) {
      // In triangles: how many peaks lie below it, and how far it is from the last of these to the next.
      const place = (mel(bin * step) - mel(lower)) / spacing;
      const below = Math.min(bands, Math.ceil(place) - 1);
      const magnitude = Math.sqrt(powers[bin]!);
      const falling = magnitude * (1 - (place - below));
      if (below > 0) {
        sums[below - 1]! += falling;
      }
      if (below < bands) {
        sums[below]! += magnitude - falling;
      }
    }
  };
}

function whole(node: Node, name: string, fallback = 0): number {
  const number = numberAttribute(node, name, fallback);
  if (!(number >= 1)) {
    throw new Error(`${name} is ${number}`);
  }
  return number;
}

function checked(count: number, what: string): number {
  if (!(count <= MOST_ELEMENTS)) {
    throw new Error(`it would be ${count} ${what}, of ${MOST_ELEMENTS} at most`);
  }
  return count;
}
