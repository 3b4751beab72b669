// Fourier transforms. How many products runtimes make of them is not specified.
import { listAt } from "../../../semantics/array-rules";
import { family } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { frequencies } from "../../../semantics/fourier";
import { like, multiplying, operator, operators, type Rule } from "../../../semantics/rules";
import { Unclear } from "../../../ir/operator";

/** x and the lengths of its last axes, to which it is cut or filled up; in the last one is half of the frequencies. */
const ofRealNumbers =
  (axes: number, isInverse: boolean): Rule =>
  (_, inputs) => {
    const { shape } = inputs.at(0);
    if (shape === null) {
      return null;
    }
    if (shape.length < axes) {
      throw new Unclear();
    }
    const given = listAt(inputs, 1);
    const lengths = Array.from({ length: axes }, (_, axis) => given?.[axis] ?? null);
    if (!isInverse) {
      lengths.push(frequencies(lengths.pop()!));
    }
    return [fact(null, [...shape.slice(0, shape.length - axes), ...lengths])];
  };

const real = (axes: number, isInverse: boolean) => multiplying(operator(ofRealNumbers(axes, isInverse), 1), () => NaN);

export const fourierOperators = family("other", {
  ...operators(
    multiplying(operator(like()), () => NaN),
    "FFT FFT2D FFT3D IFFT IFFT2D IFFT3D BatchFFT BatchFFT2D BatchFFT3D BatchIFFT BatchIFFT2D BatchIFFT3D",
  ),
  RFFT: real(1, false),
  RFFT2D: real(2, false),
  RFFT3D: real(3, false),
  IRFFT: real(1, true),
  IRFFT2D: real(2, true),
  IRFFT3D: real(3, true),
});
