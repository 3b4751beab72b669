// GatherV2(table, Cast(positions)), which TensorFlow calculates as it loads up to 10 MB; Reshape where an entry is
// several elements.
import type { CodebookOperators } from "../../ir/codebook";
import { uniqueName } from "../../ir/names";
import type { Attribute } from "../../ir/node";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { constantObstacle } from "./named-nodes";
import { insertConstant, insertNode, outputName } from "./insert";

export const codebooks: CodebookOperators = {
  overheadBytes: (model, graph, value) =>
    constantObstacle(model, graph, value.producer!.name) ?? 800 + 14 * value.name.length,

  store(model, graph, value, { table, positions }) {
    const maker = value.producer!;
    const shape = value.constant!.shape;
    const controls = [...maker.controlUses];
    const position = maker.next;
    const { name } = maker;
    const controlInputs = [...maker.controlInputs];
    graph.detach(maker);
    value.constant = null;
    const constant = (suffix: string, tensor: Tensor) =>
      insertConstant(model, graph, `${name}_${suffix}`, tensor, maker, controlInputs, position);
    const type = (key: string, dtype: "float32" | "int32" | "uint8"): [string, Attribute] => [
      key,
      { kind: "type", value: dtype },
    ];
    const made = (
      operator: string,
      output: string,
      inputs: Value[],
      dimensions: readonly number[],
      attributes: [string, Attribute][],
    ) => {
      const nodeName = uniqueName(model, `${name}_${operator}`);
      const dtype = operator === "Cast" ? "int32" : "float32";
      const result = graph.addValue(outputName(graph, nodeName, output), { dtype, shape: dimensions });
      insertNode(graph, operator, nodeName, inputs, [result], attributes, maker, position);
      return result;
    };
    const indices = made("Cast", "y", [constant("positions", positions)], positions.shape, [
      type("SrcT", "uint8"),
      type("DstT", "int32"),
    ]);
    const int32s = (dimensions: readonly number[], elements: readonly number[]) =>
      memoryTensor("int32", dimensions, bytesOf(Int32Array.from(elements)));
    const gather = [constant("table", table), indices, constant("axis", int32s([], [0]))];
    const gatherTypes = [type("Tparams", "float32"), type("Tindices", "int32"), type("Taxis", "int32")];
    const last = (operator: string, inputs: Value[], attributes: [string, Attribute][]) => {
      value.name = outputName(graph, name, "output");
      return insertNode(graph, operator, name, inputs, [value], attributes, maker, position, maker);
    };
    let reader;
    if (table.shape.length === 1) {
      reader = last("GatherV2", gather, gatherTypes);
    } else {
      const entries = made("GatherV2", "output", gather, [...positions.shape, table.shape[1]!], gatherTypes);
      const lengths = constant("shape", int32s([shape.length], shape));
      reader = last("Reshape", [entries, lengths], [type("T", "float32"), type("Tshape", "int32")]);
    }
    controls.forEach((node) => graph.addControlInputs(node, [reader]));
  },
};
