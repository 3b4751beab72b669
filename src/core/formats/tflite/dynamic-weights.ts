// Weights of operators whose kernels take int8 weights and quantize float activations as they run. Of a table, GATHER
// picks int8 rows, and only those become floats.
import { uniqueName } from "../../ir/names";
import type { WeightEncoder } from "../../ir/weight-encoder";
import { lstmCompanions, lstmEncoding, lstmObstacle, lstmVersion } from "./lstm-weights";
import { DEQUANTIZE_VERSIONS, rowOf } from "./operators";
import { takeFromConversion, widenBeside } from "./widening";
import { readersOf, useHybridKernel } from "./weight-readers";

/** GATHER on int8. */
const GATHER_VERSION = 2;

/** The only form that hybrid kernels take. */
const SYMMETRIC_INT8 = { dtype: "int8", arithmetic: "symmetric" } as const;

export const dynamicWeights: WeightEncoder = {
  companions: lstmCompanions,

  encoding(model, graph, value, { asymmetric: _zeroPoints, reducedRange: _bits, ...request }) {
    const together = [...value.uses].filter((node) => lstmVersion(node) !== null);
    if (together.length > 0) {
      const obstacle = together.map((node) => lstmObstacle(node, value)).find((each) => each !== null);
      const shared = together.length < value.uses.size ? "shared by an LSTM and another operator" : null;
      return obstacle ?? shared ?? model.dialect.elementsObstacle(model, graph, value) ?? lstmEncoding(value);
    }
    const readers = readersOf(value, SYMMETRIC_INT8);
    if (readers.some(({ node }) => node.outputs[0] == null)) {
      return "read by an operator that makes nothing";
    }
    if (readers.every(({ node }) => node.op.name === "GATHER" && node.inputs[0] === value)) {
      const encoding = model.dialect.encoding(model, graph, value, { ...request, perChannel: false });
      return typeof encoding === "string" ? encoding : { ...encoding, description: "per tensor, rows become floats" };
    }
    const other = readers.find(({ kernel }) => kernel === null);
    if (other === undefined) {
      return model.dialect.encoding(model, graph, value, request);
    }
    return rowOf(other.node).role === "recurrent"
      ? `read by ${other.node.op.name}, whose kernel for int8 weights is not used here`
      : `read by ${other.node.op.name}, whose kernel takes float weights only`;
  },

  storeEncoded(model, graph, value, encoding, encoded) {
    const together = [...value.uses].filter((node) => lstmVersion(node) !== null);
    const tables = readersOf(value, SYMMETRIC_INT8).filter(({ node }) => node.op.name === "GATHER");
    if (tables.length === 0 && together.length === 0) {
      model.dialect.storeEncoded(model, graph, value, encoding, encoded);
      return;
    }
    const { dtype } = encoding;
    takeFromConversion(graph, value);
    value.constant = encoded.data;
    value.type = { dtype, shape: value.type?.shape ?? encoded.data.shape };
    value.quantization = encoded.quantization;
    for (const node of together) {
      widenBeside(model, graph, node);
      useHybridKernel(node, lstmVersion(node)!, true);
    }
    for (const { node } of tables) {
      const rows = node.outputs[0]!;
      const picked = graph.addValue(uniqueName(model, `${rows.name}_quantized`), {
        dtype,
        shape: rows.type?.shape ?? null,
      });
      picked.quantization = encoded.quantization;
      graph.setOutput(node, 0, picked);
      node.op = { ...node.op, version: Math.max(GATHER_VERSION, node.op.version ?? 1) };
      const op = { domain: "", name: "DEQUANTIZE", version: DEQUANTIZE_VERSIONS.int8 };
      graph.insert({ name: rows.name, op, inputs: [picked], outputs: [rows] }, node.next);
    }
  },
};
