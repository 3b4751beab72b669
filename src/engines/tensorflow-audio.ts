// What TensorFlow's operators for sound make of it: TensorFlow.js has none of them. As in tensorflow/core/kernels:
// spectrogram, mfcc_mel_filterbank, mfcc_dct.
import * as tf from "@tensorflow/tfjs-core";
import { powerSpectrum } from "./power-spectrum";

type Attributes = Readonly<Record<string, unknown>>;

/** Of what is made: 256 MB. */
const MOST_NUMBERS = 2 ** 26;
/** Half a second; a second of sound takes a hundred thousand. */
const MOST_PRODUCTS = 2 ** 29;
const LEAST_BAND = 1e-12;

/** Channels, windows, frequencies. @param sound Samples, channels. */
export function spectrogram(sound: tf.Tensor, attributes: Attributes): tf.Tensor {
  const [length, channels] = sound.shape as [number, number];
  const [size, stride] = [whole(attributes, "window_size"), whole(attributes, "stride")];
  if (size < 2 || size > length) {
    throw new Error(`windows of ${size} samples do not fit into ${length}`);
  }
  const windows = 1 + Math.floor((length - size) / stride);
  const bins = 1 + 2 ** Math.ceil(Math.log2(size)) / 2;
  const made = new Float32Array(checked(channels * windows * bins, "numbers in its spectrogram"));
  const hann = Float64Array.from({ length: size }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size));
  const isSquared = attributes["magnitude_squared"] === true;
  const samples = sound.dataSync();
  for (let row = 0; row < channels * windows; row++) {
    const [channel, start] = [Math.floor(row / windows), (row % windows) * stride];
    const power = powerSpectrum(hann.map((weight, at) => weight * samples[(start + at) * channels + channel]!));
    made.set(isSquared ? power : power.map(Math.sqrt), row * bins);
  }
  return tf.tensor(made, [channels, windows, bins]);
}

/** Channels, windows, coefficients: of the logarithms of bands on the mel scale, by a cosine transform. */
export function mfcc(spectra: tf.Tensor, rate: tf.Tensor, attributes: Attributes): tf.Tensor {
  const [channels, windows, bins] = spectra.shape as [number, number, number];
  const bands = whole(attributes, "filterbank_channel_count", 40);
  const count = whole(attributes, "dct_coefficient_count", 13);
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
  const lower = numberOf(attributes, "lower_frequency_limit", 20);
  const upper = numberOf(attributes, "upper_frequency_limit", 4000);
  const add = melBands(bins, rate.dataSync()[0]!, bands, lower, upper);
  const sums = new Float64Array(bands);
  const powers = spectra.dataSync<"float32">();
  for (let row = 0; row < channels * windows; row++) {
    add(powers.subarray(row * bins, (row + 1) * bins), sums.fill(0));
    for (let coefficient = 0; coefficient < count; coefficient++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += cosines[coefficient * bands + band]! * Math.log(Math.max(LEAST_BAND, sums[band]!));
      }
      made[row * count + coefficient] = sum;
    }
  }
  return tf.tensor(made, [channels, windows, count]);
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
  if (!(lower >= 0 && upper > lower && rate > 0)) {
    throw new Error(`there are no frequencies from ${lower} to ${upper} Hz at a sample rate of ${rate}`);
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

function whole(attributes: Attributes, name: string, fallback = 0): number {
  const number = numberOf(attributes, name, fallback);
  if (!(number >= 1)) {
    throw new Error(`${name} is ${number}`);
  }
  return number;
}

function numberOf(attributes: Attributes, name: string, fallback: number): number {
  const value = attributes[name];
  return typeof value === "number" ? value : fallback;
}

function checked(count: number, what: string): number {
  if (!(count <= MOST_NUMBERS)) {
    throw new Error(`it would be ${count} ${what}, of ${MOST_NUMBERS} at most`);
  }
  return count;
}
