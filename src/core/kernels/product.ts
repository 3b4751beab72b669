// Matrix products, added up in double precision.
import { Refusal, type Known, type Result } from "../ir/folding";
import { countOf, numbersOf, numberSink } from "./elements";
import { broadcastShape, broadcastStrides, forEachPlace } from "./strides";

/** Multiplications that are done ahead at most. */
const MOST_PRODUCTS = 2 ** 28;

/** a·b over the last two axes, those before broadcast. */
export function matrixProduct(a: Known, b: Known, transposeA = false, transposeB = false): Result {
  const { dtype } = a;
  if (dtype !== b.dtype || (dtype !== "float32" && dtype !== "float64") || a.shape.length < 2 || b.shape.length < 2) {
    throw new Refusal("such products are not computed ahead");
  }
  const [rows, depth] = ends(a, transposeA);
  const [depthOfB, columns] = ends(b, transposeB);
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, rows, columns];
  if (depth !== depthOfB) {
    throw new Refusal("the shapes of its inputs do not fit together");
  }
  const products = countOf({ shape }) * depth;
  if (products > MOST_PRODUCTS) {
    throw new Refusal("it would take too long to compute ahead");
  }
  return {
    dtype,
    shape,
    from: [a, b],
    products,
    compute: ([left, right]) => {
      const [x, y] = [numbersOf(left!, dtype), numbersOf(right!, dtype)];
      const sink = numberSink(dtype, countOf({ shape }));
      if (countOf({ shape }) === 0) {
        return sink.bytes();
      }
      const [stepA, alongA] = transposeA ? [1, rows] : [depth, 1];
      const [stepB, alongB] = transposeB ? [depth, 1] : [1, columns];
      const places: number[] = [];
      forEachPlace(batch, broadcastStrides(b.shape.slice(0, -2), batch), 0, (place) => places.push(place));
      forEachPlace(batch, broadcastStrides(a.shape.slice(0, -2), batch), 0, (place, index) => {
        const [startA, startB] = [place * rows * depth, places[index]! * depth * columns];
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            let sum = 0;
            for (let k = 0; k < depth; k++) {
              sum += x[startA + row * stepA + k * alongA]! * y[startB + k * alongB + column * stepB]!;
            }
            sink.set((index * rows + row) * columns + column, sum);
          }
        }
      });
      return sink.bytes();
    },
  };
}

function ends({ shape }: Known, transposed: boolean): [number, number] {
  const [last, before] = [shape[shape.length - 1]!, shape[shape.length - 2]!];
  return transposed ? [last, before] : [before, last];
}
