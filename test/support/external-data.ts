// ONNX models whose weights lie in another file.
import { encode, model, node, ramp, valueInfo } from "./onnx";

/** Float32 weights of a dense layer, [inputs, outputs]. */
export function externalTensor(
  name: string,
  dims: readonly number[],
  location: string,
  offset = 0,
  length: number | null = dims.reduce((a, b) => a * b, 4),
) {
  const entries = { location, offset: `${offset}`, ...(length === null ? {} : { length: `${length}` }) };
  return {
    name,
    dims: [...dims],
    dataType: 1,
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  };
}

/** A chain of dense layers, one for each tensor. */
export function externalModel(tensors: readonly ReturnType<typeof externalTensor>[]): Uint8Array {
  const last = tensors.length - 1;
  return encode(
    model({
      name: "g",
      input: [valueInfo("x", [1, tensors[0]!.dims[0]!])],
      output: [valueInfo("y", [1, tensors[last]!.dims[1]!])],
      initializer: [...tensors],
      node: tensors.map(({ name }, index) =>
        node("MatMul", [index === 0 ? "x" : `h${index - 1}`, name], [index === last ? "y" : `h${index}`]),
      ),
    }),
  );
}

export function weightBytes(count: number): Buffer {
  return Buffer.from(ramp(count).buffer);
}
