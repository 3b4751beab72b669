// A TensorProto in a file of its own, as ONNX's test data has its inputs: test_data_set_0/input_0.pb.
import { memoryFiles, memorySource } from "../../bytes/byte-source";
import { ReadAhead } from "../../bytes/read-ahead";
import { TypePool } from "../../ir/type-pool";
import type { Tensor } from "../../ir/tensor";
import { readMessage } from "../../wire/protobuf-reader";
import { ExternalFiles } from "./external-data";
import { TENSOR } from "./schema";
import { readTensor } from "./tensor";

/**
 * @returns the tensor, and its name, "" for none.
 * @throws ModelError where it is none.
 */
export async function readTensorFile(bytes: Uint8Array, file: string): Promise<{ name: string; tensor: Tensor }> {
  const source = memorySource(bytes);
  const message = await readMessage(new ReadAhead(source), 0, source.size, {
    name: "TensorProto",
    messages: () => ({}),
  });
  const external = new ExternalFiles(memoryFiles(file, bytes));
  return {
    name: message.string(TENSOR.name),
    tensor: readTensor({ source, what: "Tensor" }, message, external, new TypePool(), file),
  };
}
