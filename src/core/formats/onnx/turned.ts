import type { Tensor } from "../../ir/tensor";

/** A matrix of bytes, or several in a row, with rows and columns exchanged once it is read. */
export function turned({ dtype, shape, storage }: Tensor): Tensor {
  const { storedBytes, location } = storage;
  const { blocks: _blocks, ...others } = storage;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const read = async () => {
    const bytes = await storage.read();
    const result = new Uint8Array(bytes.length);
    for (let start = 0; start < bytes.length; start += rows * columns) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          result[start + column * rows + row] = bytes[start + row * columns + column]!;
        }
      }
    }
    return result;
  };
  return { dtype, shape: [...shape.slice(0, -2), columns, rows], storage: { ...others, storedBytes, location, read } };
}
