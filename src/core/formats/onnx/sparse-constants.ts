// Constant nodes with a SparseTensorProto: the non-zero elements, and for each a 64-bit index into the flat tensor. As an
// initializer it would be of another type than operators take.
import { isFunctionBody } from "../../ir/model";
import type { SparseConstants } from "../../ir/sparse";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import { uniqueName } from "../../ir/names";
import { MAX_SPLAT_ELEMENTS } from "../../bytes/limits";
import { sparseTensor } from "./sparse-tensor";
import { vacate } from "./vacate";

export const sparseConstants: SparseConstants = {
  sparse(model, graph, value, elements) {
    if (elements.length > MAX_SPLAT_ELEMENTS) {
      return "too large to be made dense again";
    }
    if (isFunctionBody(model, graph)) {
      return "inside a local function";
    }
    const places = nonZeroPlaces(elements);
    const values = Float32Array.from(places, (place) => elements[place]!);
    const indices = BigInt64Array.from(places, BigInt);
    return sparseTensor(
      memoryTensor("float32", [places.length], bytesOf(values)),
      memoryTensor("int64", [places.length], bytesOf(indices)),
      value.constant!.shape,
      value.name,
    );
  },

  overheadBytes: (value) => 80 + value.name.length,

  store(model, graph, value, tensor) {
    const { maker, before } = vacate(graph, value);
    value.constant = tensor;
    const name = uniqueName(model, `${value.name}_sparse`);
    const op = { domain: "", name: "Constant", version: model.opsets.get("") ?? null };
    const attributes = new Map([["sparse_value", { kind: "tensor", value: tensor } as const]]);
    graph.insert({ name, op, inputs: [], outputs: [value], attributes, continues: maker }, before);
  },
};

/** Places of all elements but positive zeros. */
function nonZeroPlaces(elements: Float32Array): Int32Array {
  const bits = new Int32Array(elements.buffer, elements.byteOffset, elements.length);
  const places = new Int32Array(bits.length);
  let count = 0;
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] !== 0) {
      places[count++] = i;
    }
  }
  return places.subarray(0, count);
}
