// Gather(table, Cast(positions)), which runtimes calculate as they load; Reshape where an entry is several elements.
import type { CodebookOperators } from "../../ir/codebook";
import { uniqueName } from "../../ir/names";
import type { Attribute } from "../../ir/node";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import { isFunctionBody } from "../../ir/model";
import type { Value } from "../../ir/value";
import { addInitializer } from "./constant";
import { dataTypeOf } from "./schema";
import { standardOperatorsObstacle } from "./standard-operators";
import { vacate } from "./vacate";

/** The opset from which Cast names its type by number. */
const OLDEST_OPSET = 6;

export const codebooks: CodebookOperators = {
  overheadBytes(model, graph, value) {
    if (isFunctionBody(model, graph)) {
      return "inside a local function";
    }
    const obstacle = standardOperatorsObstacle(model.opsets);
    if (obstacle !== null) {
      return obstacle;
    }
    const opset = model.opsets.get("")!;
    return opset < OLDEST_OPSET
      ? `opset ${opset} casts in another form; convert the model to opset ${OLDEST_OPSET} or later`
      : 200 + 10 * value.name.length + 4 * value.constant!.shape.length;
  },

  store(model, graph, value, { table, positions }) {
    const { name } = value;
    const shape = value.constant!.shape;
    const stored = addInitializer(model, graph, `${name}_positions`, positions);
    const values = addInitializer(model, graph, `${name}_table`, table);
    const { maker, before } = vacate(graph, value);
    const node = (operator: string, inputs: Value[], output: Value, attributes: [string, Attribute][] = []) =>
      graph.insert(
        {
          name: uniqueName(model, `${name}_${operator}`),
          op: { domain: "", name: operator, version: model.opsets.get("") ?? null },
          inputs,
          outputs: [output],
          attributes: new Map(attributes),
          continues: output === value ? maker : null,
        },
        before,
      );
    const made = (suffix: string, dtype: "int32" | "float32", dimensions: readonly number[]) =>
      graph.addValue(uniqueName(model, `${name}_${suffix}`), { dtype, shape: dimensions });
    const indices = made("indices", "int32", positions.shape);
    node("Cast", [stored], indices, [["to", { kind: "int", value: dataTypeOf("int32") }]]);
    if (table.shape.length === 1) {
      node("Gather", [values, indices], value);
      return;
    }
    const entries = made("entries", "float32", [...positions.shape, table.shape[1]!]);
    node("Gather", [values, indices], entries);
    const lengths = memoryTensor("int64", [shape.length], bytesOf(BigInt64Array.from(shape, BigInt)));
    node("Reshape", [entries, addInitializer(model, graph, `${name}_shape`, lengths)], value);
  },
};
