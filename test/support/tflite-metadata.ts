// A TFLite model and what its author says of it.
import { Builder } from "flatbuffers";
import { makeTflite } from "./tflite";

/** A model with one input of four numbers, and metadata. */
export function withMetadata(metadata: Uint8Array): Uint8Array {
  const tensor = (name: string) => ({ name, shape: [4] });
  return makeTflite({
    codes: [[0, 1]],
    buffers: [null, Buffer.from(metadata), Buffer.from("2.3.0\0\0")],
    graphs: [
      {
        tensors: [tensor("input"), tensor("output")],
        operators: [{ code: 0, inputs: [0, 0], outputs: [1] }],
        inputs: [0],
        outputs: [1],
      },
    ],
    metadata: { TFLITE_METADATA: 1, min_runtime_version: 2 },
  });
}

/** Metadata as its writer lays it out: of a model with one input, which is an image with normalization and labels. */
export function authored(): Uint8Array {
  const b = new Builder(256);
  const table = (slots: number, fill: () => void) => {
    b.startObject(slots);
    fill();
    return b.endObject();
  };
  const list = (items: readonly number[]) => {
    b.startVector(4, items.length, 4);
    [...items].reverse().forEach((item) => b.addOffset(item));
    return b.endVector();
  };
  const floats = (numbers: readonly number[]) => {
    b.startVector(4, numbers.length, 4);
    [...numbers].reverse().forEach((number) => b.addFloat32(number));
    return b.endVector();
  };
  const names = ["Sorter", "picture", "What to sort.", "labels.txt", "height"].map((text) => b.createString(text));
  const [model, input, description, file, dimension] = names as [number, number, number, number, number];
  const [mean, deviation] = [floats([127.5]), floats([128])];
  const normalization = table(2, () => {
    b.addFieldOffset(0, mean, 0);
    b.addFieldOffset(1, deviation, 0);
  });
  const unit = table(2, () => {
    b.addFieldInt8(0, 1, 0);
    b.addFieldOffset(1, normalization, 0);
  });
  const image = table(2, () => b.addFieldInt8(0, 1, 0));
  const content = table(3, () => {
    b.addFieldInt8(0, 2, 0);
    b.addFieldOffset(1, image, 0);
  });
  const labels = table(3, () => {
    b.addFieldOffset(0, file, 0);
    b.addFieldInt8(2, 2, 0);
  });
  const [dimensions, units, files] = [list([dimension]), list([unit]), list([labels])];
  const tensor = table(7, () => {
    b.addFieldOffset(0, input, 0);
    b.addFieldOffset(1, description, 0);
    b.addFieldOffset(2, dimensions, 0);
    b.addFieldOffset(3, content, 0);
    b.addFieldOffset(4, units, 0);
    b.addFieldOffset(6, files, 0);
  });
  const inputs = list([tensor]);
  const graph = table(3, () => b.addFieldOffset(2, inputs, 0));
  const graphs = list([graph]);
  b.finish(
    table(4, () => {
      b.addFieldOffset(0, model, 0);
      b.addFieldOffset(3, graphs, 0);
    }),
    "M001",
  );
  return b.asUint8Array().slice();
}
