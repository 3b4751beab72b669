// The model that everything is measured on: convolutions, then dense layers, as many as its size takes.

export const CHANNELS = 512;
export const FILTER = 3;
export const IMAGE = 8;
const MEGABYTE = 1024 * 1024;

/** Weights of 9 MB and 1 MB. A hundred megabytes are four of the one and 64 of the other. */
const CONVOLUTION = { kind: "convolution", inputs: FILTER * FILTER * CHANNELS };
const DENSE = { kind: "dense", inputs: CHANNELS };
const megabytesOf = ({ inputs }) => (inputs * CHANNELS * 4) / MEGABYTE;
const CONVOLUTIONS_SHARE = 0.36;

/**
 * The layers of a chain whose weights have this size, without their values: those are made when they are asked for.
 * @returns objects with name, kind, weights(), biases() and factors(), one for each channel.
 */
export function chainLayers(megabytes) {
  const convolutions = Math.round((megabytes * CONVOLUTIONS_SHARE) / megabytesOf(CONVOLUTION));
  const denses = Math.round((megabytes - convolutions * megabytesOf(CONVOLUTION)) / megabytesOf(DENSE));
  const kinds = [...Array(convolutions).fill(CONVOLUTION), ...Array(denses).fill(DENSE)];
  return kinds.map(({ kind, inputs }, index) => ({
    kind,
    name: `${kind}${index}`,
    // Twice the variance of 1 / inputs makes up for what Relu takes away, so that values neither grow nor vanish.
    weights: () => bellShaped(inputs * CHANNELS, Math.sqrt(2 / inputs), index + 1),
    biases: () => bellShaped(CHANNELS, 0.01, -index - 1),
    factors: () => bellShaped(CHANNELS, 0.1, index + 1).map((each) => 1 + each),
  }));
}

/** Normally distributed numbers, the same for the same seed. */
function bellShaped(count, deviation, seed) {
  const uniform = uniformNumbers(seed);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    values[index] = radius * Math.cos(angle);
    values[index + 1] = radius * Math.sin(angle);
  }
  return values;
}

/** At least 0 and below 1: a linear congruence. */
function uniformNumbers(seed) {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
