import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Tensor } from "../ir/tensor";
import type { Dimension } from "../ir/value";
import type { Fact } from "../semantics/fact";
import type { Facts } from "../ir/operator";
import type { Contents } from "./small-constants";

/** What is known of what a node reads, as far as that is the same whoever knows it. */
export abstract class FactsOf<Source extends { readonly model: Model; readonly contents: Contents }> implements Facts {
  constructor(
    readonly source: Source,
    readonly node: Node,
  ) {}

  abstract at(input: number): Fact;

  get model(): Model {
    return this.source.model;
  }

  get count(): number {
    return this.node.inputs.length;
  }

  has(input: number): boolean {
    return this.node.inputs[input] != null;
  }

  element(tensor: Tensor): Dimension {
    const elements = this.source.contents.get(tensor);
    return elements?.length === 1 ? elements[0]! : null;
  }

  /** Nothing, where graphs in graphs are not gone into. */
  through(_graph: Graph, _inputs: readonly Fact[]): readonly Fact[] {
    return [];
  }
}
