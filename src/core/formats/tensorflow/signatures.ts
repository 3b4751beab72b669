// SignatureDef: named inputs and outputs, each a tensor of the graph.
import type { Graph } from "../../ir/graph";
import type { Signature, SignatureEntry } from "../../ir/model";
import type { TensorType, Value } from "../../ir/value";
import { subMessage, type Message } from "../../wire/protobuf-reader";
import { readShape } from "./attributes";
import { messageOf, OWNER } from "./extras";
import { outputCount } from "./operator-outputs";
import { parseReference } from "./read-graph";
import { dtypeOf, ENTRY, META_GRAPH, SIGNATURE, TENSOR_INFO } from "./schema";
import { outputType } from "./types";

/** Signatures that only start something, such as an initialization: they are carried, not shown. */
const INTERNAL = /^__saved_model_(init|train)_op$/;
/** No operator that is not known has more outputs. */
const MOST_PORTS = 65_536;
/** Outputs in between that nobody names, of all nodes together: so many for free, for each takes its place. */
const FREE_PORTS = 2 ** 20;

export function readSignatures(metaGraph: Message, graph: Graph): Signature[] {
  const values = new Map<string, Value>();
  for (const value of graph.values) {
    if (!values.has(value.name)) {
      values.set(value.name, value);
    }
  }
  let ports = FREE_PORTS;
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  // An output that no node reads is known only from here.
  const find = (name: string): Value | null => {
    const { node, value: valueName, port } = parseReference(name);
    const maker = nodes.get(node);
    let value = values.get(valueName) ?? null;
    const message = maker === undefined ? null : messageOf(maker);
    const gap = maker === undefined ? 0 : Math.max(0, port - maker.outputs.length);
    if (value === null && message !== null && gap <= ports && port < (outputCount(message) ?? MOST_PORTS)) {
      ports -= gap;
      value = graph.addValue(valueName, { resolve: () => outputType(message, port) });
      values.set(valueName, value);
      graph.setOutput(maker!, port, value);
    }
    return value;
  };
  return metaGraph.all(META_GRAPH.signature).flatMap((field) => {
    const entry = subMessage(field, "signature_def");
    const message = entry.single(ENTRY.value, "SignatureDef");
    if (message === null || INTERNAL.test(entry.string(ENTRY.key))) {
      return [];
    }
    const entries = (side: number) =>
      message.all(side).flatMap((item): SignatureEntry[] => {
        const named = subMessage(item, "signature");
        const info = named.single(ENTRY.value, "TensorInfo");
        const value = info === null ? null : find(info.string(TENSOR_INFO.name));
        if (info === null || value === null) {
          return [];
        }
        // The signature knows the shape where the graph does not say.
        if (value.type?.shape == null) {
          value.type = typeOf(info) ?? value.type;
        }
        return [{ name: named.string(ENTRY.key), value }];
      });
    const inputs = entries(SIGNATURE.inputs);
    const outputs = entries(SIGNATURE.outputs);
    return [{ key: entry.string(ENTRY.key), inputs, outputs, extras: { owner: OWNER } }];
  });
}

function typeOf(info: Message): TensorType | null {
  const dtype = info.integer(TENSOR_INFO.dtype);
  const shape = info.single(TENSOR_INFO.shape, "TensorShapeProto");
  return dtype === 0 ? null : { dtype: dtypeOf(dtype), shape: shape === null ? null : readShape(shape) };
}
