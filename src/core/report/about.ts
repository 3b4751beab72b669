// What a model is made of, as a whole: what it says of itself, and where its bytes are by operator and by type.
import type { Storage } from "../ir/tensor";
import type { MetadataEntry, Model } from "../ir/model";
import type { Fact } from "../ir/model-format";
import { allGraphs } from "../ir/walk";
import type { Layers } from "./layers";
import { elementCount } from "../ir/dtype";

export interface About {
  readonly facts: readonly Fact[];
  readonly metadata: readonly MetadataEntry[];
  readonly signatures: readonly SignatureAbout[];
  /** Most bytes first, then most nodes. */
  readonly operators: readonly OperatorShare[];
  /** Most bytes first. */
  readonly dtypes: readonly DTypeShare[];
}

export interface SignatureAbout {
  readonly key: string;
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
}

/** What callers name a value, and what the graph does. */
export interface NamedValue {
  readonly alias: string;
  readonly name: string;
}

export interface OperatorShare {
  readonly operator: string;
  /** Nodes of it in all graphs. */
  readonly nodes: number;
  /** Of its layers: each parameter counts at one of them. */
  readonly parameters: number;
  readonly bytes: number;
}

export interface DTypeShare {
  readonly dtype: string;
  /** Constants; those that share what is stored count once. */
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
}

export async function aboutModel(model: Model, { layers }: Layers): Promise<About> {
  return {
    facts: (await model.format.facts?.(model)) ?? [],
    metadata: model.metadata,
    signatures: model.signatures.map(({ key, inputs, outputs }) => {
      const named = (entries: typeof inputs) => entries.map(({ name, value }) => ({ alias: name, name: value.name }));
      return { key, inputs: named(inputs), outputs: named(outputs) };
    }),
    operators: operatorShares(model, layers),
    dtypes: dtypeShares(model),
  };
}

function operatorShares(model: Model, layers: Layers["layers"]): OperatorShare[] {
  const shares = new Map<string, { operator: string; nodes: number; parameters: number; bytes: number }>();
  const of = (operator: string) => {
    const share = shares.get(operator) ?? { operator, nodes: 0, parameters: 0, bytes: 0 };
    shares.set(operator, share);
    return share;
  };
  for (const graph of allGraphs(model)) {
    for (const node of graph.nodes) {
      if (model.dialect.role(node) !== "constant") {
        of(node.op.name).nodes++;
      }
    }
  }
  for (const { operator, parameters, bytes } of layers) {
    if (operator !== null) {
      const share = of(operator);
      share.parameters += parameters;
      share.bytes += bytes;
    }
  }
  return [...shares.values()].sort((a, b) => b.bytes - a.bytes || b.nodes - a.nodes);
}

function dtypeShares(model: Model): DTypeShare[] {
  const seen = new Set<Storage>();
  const shares = new Map<string, { dtype: string; tensors: number; elements: number; bytes: number }>();
  for (const graph of allGraphs(model)) {
    for (const { constant } of graph.values) {
      if (constant !== null && !seen.has(constant.storage)) {
        seen.add(constant.storage);
        const share = shares.get(constant.dtype) ?? { dtype: constant.dtype, tensors: 0, elements: 0, bytes: 0 };
        share.tensors++;
        share.elements += elementCount(constant.shape);
        share.bytes += constant.storage.storedBytes;
        shares.set(constant.dtype, share);
      }
    }
  }
  return [...shares.values()].sort((a, b) => b.bytes - a.bytes);
}
