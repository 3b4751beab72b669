// Another sampling rate by a windowed sinc: https://ccrma.stanford.edu/~jos/resample/

/** Zeros of the sinc on each side, and how the window of Kaiser falls: about 100 dB are left of what is cut off. */
const ZEROS = 64;
const BETA = 10;
/** Where it cuts, as a share of half the lower rate: what it falls over ends there. */
const CUT = 0.945;
/** Steps between two zeros; what lies between steps is linear, at an error of 10^-6. */
const STEPS = 512;

/**
 * @param most So many samples are enough.
 * @returns as long as the sound lasts, from its first sample on; beyond its ends there is silence.
 */
export function resampled(samples: Float32Array, from: number, to: number, most = Infinity): Float32Array {
  if (from === to) {
    return samples.subarray(0, Math.min(samples.length, most));
  }
  const scale = CUT * Math.min(1, to / from);
  const reach = ZEROS / scale;
  const made = new Float32Array(Math.min(most, Math.ceil((samples.length * to) / from)));
  for (let index = 0; index < made.length; index++) {
    const middle = (index * from) / to;
    const end = Math.min(samples.length, Math.floor(middle + reach) + 1);
    let sum = 0;
    for (let tap = Math.max(0, Math.ceil(middle - reach)); tap < end; tap++) {
      sum += samples[tap]! * weightAt(Math.abs(tap - middle) * scale * STEPS);
    }
    made[index] = sum * scale;
  }
  return made;
}

/** One half: it is the same on both sides. The last is there to be read beside the end. */
let weights: Float64Array | null = null;

function weightAt(step: number): number {
  weights ??= Float64Array.from(
    { length: ZEROS * STEPS + 2 },
    (_, at) => sinc(at / STEPS) * kaiser(at / STEPS / ZEROS),
  );
  const first = Math.floor(step);
  const [before, after] = [weights[first]!, weights[first + 1]!];
  return before + (after - before) * (step - first);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return x >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** The modified Bessel function I₀, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let index = 1; term > sum * 1e-16; index++) {
    term *= (x / (2 * index)) ** 2;
    sum += term;
  }
  return sum;
}
