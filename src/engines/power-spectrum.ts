// A Fourier transform of a length that is a power of two: https://en.wikipedia.org/wiki/Cooley-Tukey_FFT_algorithm

/**
 * The squared magnitude of each frequency from none to the highest.
 * @param samples Zeros follow up to the next power of two.
 */
export function powerSpectrum(samples: Float64Array): Float64Array {
  const length = 2 ** Math.ceil(Math.log2(samples.length));
  const real = new Float64Array(length);
  const imaginary = new Float64Array(length);
  // In the order in which halves of halves are next to each other.
  for (let index = 0, place = 0; index < length; index++) {
    real[place] = samples[index] ?? 0;
    let bit = length >> 1;
    for (; (place & bit) !== 0; bit >>= 1) {
      place ^= bit;
    }
    place |= bit;
  }
  for (let half = 1; half < length; half *= 2) {
    for (let turn = 0; turn < half; turn++) {
      const [cosine, sine] = [Math.cos((Math.PI * turn) / half), -Math.sin((Math.PI * turn) / half)];
      for (let even = turn; even < length; even += 2 * half) {
        const odd = even + half;
        const re = real[odd]! * cosine - imaginary[odd]! * sine;
        const im = real[odd]! * sine + imaginary[odd]! * cosine;
        real[odd] = real[even]! - re;
        imaginary[odd] = imaginary[even]! - im;
        real[even]! += re;
        imaginary[even]! += im;
      }
    }
  }
  return Float64Array.from({ length: length / 2 + 1 }, (_, at) => real[at]! ** 2 + imaginary[at]! ** 2);
}
