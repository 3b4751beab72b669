// Everything there is to say about a model at a glance, as plain data.
import type { Endpoint } from "../ir/dialect";
import type { DType } from "../ir/dtype";
import type { MetadataEntry, Model } from "../ir/model";
import type { Shape } from "../ir/value";
import { allNodes, rootGraphs } from "../ir/walk";
import { findHazards, type Hazard } from "./hazards";
import { layersOf, type Layer, type Layers } from "./layers";
import { accountingOf, sizeOf, type Accounting } from "./size";

export interface EndpointSummary {
  readonly name: string;
  readonly dtype: DType | null;
  /** Numbers, names of symbolic dimensions, null where unknown; null where not even the rank is known. */
  readonly shape: Shape | null;
  readonly reason: string;
  readonly signature: { readonly key: string; readonly alias: string } | null;
  /** The graph it belongs to where that is not the main one. */
  readonly graph: string | null;
}

export type LayerSummary = Omit<Layer, "node">;

export interface Summary {
  /** "tflite", "onnx", "tensorflow" or "safetensors". */
  readonly format: string;
  readonly title: string;
  /** The size of the model file. */
  readonly bytes: number;
  /** What it uses of files beside it. */
  readonly otherBytes: number;
  readonly parameters: number;
  /** Operators in all graphs; constants are none. */
  readonly nodes: number;
  readonly inputs: readonly EndpointSummary[];
  readonly outputs: readonly EndpointSummary[];
  /** What looked like an input or output and is none, where they had to be inferred. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  readonly layers: readonly LayerSummary[];
  readonly accounting: Accounting;
  readonly metadata: readonly MetadataEntry[];
  readonly warnings: readonly string[];
  /** What a runtime would do besides computing. */
  readonly hazards: readonly Hazard[];
}

/** @param known, endpoints The model's layers, and its inputs and outputs, where they were worked out already. */
export async function summarize(
  model: Model,
  known?: Layers,
  { inputs, outputs, leftOut } = model.dialect.endpoints(model),
): Promise<Summary> {
  const { file: bytes, others: otherBytes } = await sizeOf(model);
  const { layers, parameters } = known ?? (await layersOf(model));
  return {
    format: model.format.id,
    title: model.title,
    bytes,
    otherBytes,
    parameters,
    nodes: countNodes(model),
    inputs: inputs.map(endpointSummary),
    outputs: outputs.map(endpointSummary),
    leftOut,
    layers: layers.map(withoutNode),
    accounting: accountingOf(model, bytes),
    metadata: model.metadata,
    warnings: model.warnings,
    hazards: (await findHazards(model)).map(({ subject: _subject, ...hazard }) => hazard),
  };
}

function withoutNode({ name, operator, parameters, bytes, dtype, outputShape, shared, share }: Layer): LayerSummary {
  return { name, operator, parameters, bytes, dtype, outputShape, shared, share };
}

/** An input or output as plain data. */
export function endpointSummary({ name, type, reason, signature, graph }: Endpoint): EndpointSummary {
  return { name, dtype: type?.dtype ?? null, shape: type?.shape ?? null, reason, signature, graph };
}

export function countNodes(model: Model): number {
  let count = 0;
  for (const graph of rootGraphs(model)) {
    for (const node of allNodes(graph)) {
      if (model.dialect.role(node) !== "constant") {
        count++;
      }
    }
  }
  return count;
}
