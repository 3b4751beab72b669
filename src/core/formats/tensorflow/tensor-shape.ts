// TensorShapeProto: in graphs there is one for each value.
import { MessageOpener, type Message } from "../../wire/protobuf-reader";
import { DIM, SHAPE } from "./schema";

const opener = new MessageOpener();

/** Its lengths as they are stated. */
export function dimensionsOf({ list }: Message): number[] {
  const lengths: number[] = [];
  for (let index = list.next(SHAPE.dim, 0); index >= 0; index = list.next(SHAPE.dim, index + 1)) {
    lengths.push(opener.open(list, index, "Dim").integer(DIM.size));
  }
  return lengths;
}
