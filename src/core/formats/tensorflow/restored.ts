// Which variable is restored from which entry of a checkpoint, as the graph says that restores them: RestoreV2 names the
// entries, Identity hands each on, AssignVariableOp or Assign names the variable, in the main graph or in a function that
// is given the variables.
import { Calls } from "../../ir/calls";
import { rootGraphs, type Model } from "../../ir/model";
import { addTo } from "../../ir/multimap";
import type { Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { Shape, Value } from "../../ir/value";
import { rowOf } from "./operators";

export interface Restored {
  /** Of the checkpoint. */
  readonly key: string;
  /** Which part is read, as the file says it; empty: all. */
  readonly part: string;
  /** Of that part; null: all. */
  readonly shape: Shape | null;
}

/** No name of a variable is longer. In bytes, of all names that one node restores. */
const MOST_NAMES = 2 ** 26;

/** By the node that holds the variable. Each value is followed once, so that of several entries the first counts. */
export async function restoredVariables(model: Model): Promise<Map<Node, Restored>> {
  const found = new Map<Node, Restored>();
  const givers = new Givers(model);
  const seen = new Set<Value>();
  const texts: Texts = new Map();
  for (const node of rootGraphs(model).flatMap(({ nodes }) => nodes)) {
    const entryAt = /^Restore(V2|Slice)?$/.test(node.op.name) ? await entriesOf(node, givers, texts) : null;
    for (const output of entryAt === null ? [] : node.outputs) {
      const restored = output === null ? null : entryAt!(portOf(node, output));
      if (output !== null && restored !== null) {
        for (const holder of holdersOf(output, givers, seen)) {
          found.set(holder, found.get(holder) ?? restored);
        }
      }
    }
  }
  return found;
}

/** What nodes give to the inputs of functions. */
class Givers {
  readonly #given = new Map<Value, Value[]>();

  constructor(model: Model) {
    const calls = new Calls(model);
    for (const node of rootGraphs(model).flatMap(({ nodes }) => nodes)) {
      for (const { body, inputs } of calls.of(node)?.bodies ?? []) {
        inputs.forEach((given, position) => {
          const input = body.inputs[position];
          if (given !== null && input !== undefined) {
            addTo(this.#given, input, given);
          }
        });
      }
    }
  }

  of(value: Value): readonly Value[] {
    return this.#given.get(value) ?? [];
  }
}

/** The variables that a restored value is assigned to. */
function holdersOf(restored: Value, givers: Givers, seen: Set<Value>): Node[] {
  const holders: Node[] = [];
  const values = [restored];
  for (let value = values.pop(); value !== undefined; value = values.pop()) {
    for (const node of value.uses) {
      if (/^Assign(VariableOp)?$/.test(node.op.name) && node.inputs[1] === value) {
        makersOf(node.inputs[0] ?? null, givers, seen).forEach((holder) => holders.push(holder));
      } else if (handsOn(node)) {
        for (const output of node.outputs) {
          if (output !== null && !seen.has(output)) {
            seen.add(output);
            values.push(output);
          }
        }
      }
    }
  }
  return holders;
}

/** The nodes that hold a variable that a node was given, through functions. */
function makersOf(handle: Value | null, givers: Givers, seen: Set<Value>): Node[] {
  const holders: Node[] = [];
  const pending = handle === null ? [] : [handle];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (seen.has(value)) {
      continue;
    }
    seen.add(value);
    const { producer } = value;
    if (producer === null) {
      givers.of(value).forEach((given) => pending.push(given));
    } else if (rowOf(producer).role === "variable") {
      holders.push(producer);
    } else if (handsOn(producer) && producer.inputs[0] != null) {
      pending.push(producer.inputs[0]);
    }
  }
  return holders;
}

function handsOn({ op }: Node): boolean {
  return /^(Identity|Cast|Reshape|EnsureShape)$/.test(op.name);
}

/** In functions values are named "node:output:number", and stand in no particular order. */
function portOf(node: Node, output: Value): number {
  const number = /:(\d+)$/.exec(output.name);
  return number === null || !output.name.startsWith(`${node.name}:`) ? 0 : Number(number[1]);
}

/** Texts by the constants that hold them: many nodes may read one. */
type Texts = Map<Tensor, readonly string[] | null>;

/** What tells the entry of each output. */
async function entriesOf(node: Node, givers: Givers, texts: Texts): Promise<(port: number) => Restored | null> {
  const textsAt = async (input: number) => {
    const constant = constantBehind(node.inputs[input], givers);
    const known = constant === null ? undefined : (texts.get(constant) ?? (await textsOf(constant)));
    if (constant !== null && known !== undefined) {
      texts.set(constant, known);
    }
    return known ?? null;
  };
  const [names, slices] = [await textsAt(1), await textsAt(2)];
  return (port) => {
    const key = names?.[port];
    // Equal ones at the end are written once.
    const part = slices?.[port] ?? slices?.at(-1) ?? "";
    return key === undefined ? null : { key, part, shape: partOf(part) };
  };
}

/** The constant that a node reads, which a function may have been given; null where it is not known. */
function constantBehind(value: Value | null | undefined, givers: Givers): Tensor | null {
  let from = value ?? null;
  for (let step = 0; step < 32 && from !== null && from.constant === null; step++) {
    const { producer }: Value = from;
    from = producer === null ? (givers.of(from)[0] ?? null) : handsOn(producer) ? (producer.inputs[0] ?? null) : null;
  }
  return from?.constant ?? null;
}

/** Null where it holds none, or too many. */
async function textsOf({ storage }: Tensor): Promise<readonly string[] | null> {
  if (storage.texts === undefined || storage.storedBytes > MOST_NAMES) {
    return null;
  }
  const decoder = new TextDecoder();
  return (await storage.texts(Infinity)).map((text) => decoder.decode(text));
}

/** "4 6 0,2:-": of a tensor of 4 by 6, two rows from row 0 on, and all columns. */
function partOf(slice: string): Shape | null {
  const words = slice.split(" ");
  const part = words.pop()!;
  if (words.length === 0 || part === "") {
    return null;
  }
  const extents = part.split(":");
  const shape = words.map((length, axis) => Number(/^\d+,(\d+)$/.exec(extents[axis] ?? "")?.[1] ?? length));
  return shape.every(Number.isSafeInteger) ? shape : null;
}
