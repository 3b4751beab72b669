import type { Node } from "../../ir/node";

/** Nodes of one graph as numbers. */
export interface NodeList {
  readonly nodes: readonly Node[];
  /** Equal for nodes of the same operator, with constants at the same inputs and as many outputs. */
  readonly labels: Int32Array;
  /** The positions of the nodes that each one reads from: those of the node at `i` are from starts[i] up to starts[i + 1]. */
  readonly makers: Int32Array;
  readonly starts: Int32Array;
}

export function nodeList(nodes: readonly Node[]): NodeList {
  const positions = new Map<Node, number>();
  nodes.forEach((node, position) => positions.set(node, position));
  const starts = new Int32Array(nodes.length + 1);
  const makers: number[] = [];
  nodes.forEach(({ inputs }, position) => {
    for (const input of inputs) {
      const maker = input?.producer ? positions.get(input.producer) : undefined;
      if (maker !== undefined) {
        makers.push(maker);
      }
    }
    starts[position + 1] = makers.length;
  });
  return { nodes, labels: labelsOf(nodes), makers: Int32Array.from(makers), starts };
}

/** Up to here it counts which inputs are constants. */
const MOST_INPUTS = 12;

function labelsOf(nodes: readonly Node[]): Int32Array {
  const operators = new Map<string, number>();
  const labels = new Map<number, number>();
  return Int32Array.from(nodes, ({ op, inputs, outputs }) => {
    const operator = numberOf(operators, op.domain === "" ? op.name : `${op.domain} ${op.name}`);
    let kinds = 1;
    for (let index = 0; index < inputs.length && index < MOST_INPUTS; index++) {
      const input = inputs[index]!;
      kinds = kinds * 4 + (input === null ? 0 : input.constant === null ? 1 : 2);
    }
    const shape = kinds * 16 + Math.min(outputs.length, 15);
    return numberOf(labels, operator * 2 ** 30 + shape);
  });
}

function numberOf<T>(numbers: Map<T, number>, what: T): number {
  let number = numbers.get(what);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(what, number);
  }
  return number;
}
