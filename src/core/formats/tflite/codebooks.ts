// GATHER(table, CAST(positions)), and RESHAPE where an entry is several elements. LiteRT looks up in each run.
import type { CodebookOperators } from "../../ir/codebook";
import { uniqueName } from "../../ir/names";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";

export const codebooks: CodebookOperators = {
  overheadBytes: (_model, _graph, value) => 900 + 8 * value.name.length,

  store(model, graph, value, { table, positions }) {
    const { name } = value;
    const shape = value.constant!.shape;
    const before = firstReader(graph, value);
    value.constant = null;
    const constant = (suffix: string, tensor: typeof table) =>
      graph.addConstant(uniqueName(model, `${name}_${suffix}`), tensor);
    const made = (suffix: string, dtype: "int32" | "float32", dimensions: readonly number[]) =>
      graph.addValue(uniqueName(model, `${name}_${suffix}`), { dtype, shape: dimensions });
    const node = (operator: string, inputs: Value[], output: Value) => {
      const op = { domain: "", name: operator, version: 1 };
      graph.insert({ name: output.name, op, inputs, outputs: [output] }, before);
    };
    const indices = made("indices", "int32", positions.shape);
    node("CAST", [constant("positions", positions)], indices);
    const values = constant("table", table);
    if (table.shape.length === 1) {
      node("GATHER", [values, indices], value);
      return;
    }
    const entries = made("entries", "float32", [...positions.shape, table.shape[1]!]);
    node("GATHER", [values, indices], entries);
    const lengths = memoryTensor("int32", [shape.length], bytesOf(Int32Array.from(shape)));
    node("RESHAPE", [entries, constant("shape", lengths)], value);
  },
};
