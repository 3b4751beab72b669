import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Facts } from "../fold/facts";
import type { FixedParts } from "../fixed-parts";
import type { KnownValues } from "./known-values";

/** What it is decided by which nodes become constants. */
export interface Parts {
  readonly model: EditableModel;
  readonly known: KnownValues;
  readonly facts: Facts;
  readonly fixed: FixedParts;
  /** Of nodes that others name besides reading them. */
  readonly namedBy: ReadonlyMap<Node, readonly Node[]>;
  readonly maximumBytes: number;
}
