// A single number added to something is a setting such as an epsilon, unless it is the bias of a layer with one channel.
import type { Meaning, Role } from "../ir/dialect";
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";

const LINEAR: ReadonlySet<Role> = new Set(["conv", "depthwiseConv", "transposedConv", "dense"]);
/** Reshapes and transposes that stand between the two. */
const MOST_BETWEEN = 8;

/** Whether an input of a node, of one element, is added to what a convolution or matrix product with one output channel makes. */
export function isLoneBias(dialect: Meaning, node: Node, input: number): boolean {
  if (dialect.role(node) !== "elementwise" || node.inputs.length !== 2) {
    return false;
  }
  const affine = dialect.linearOperators.affine(node, 1 - input);
  const added = affine !== null && typeof affine !== "string" && (affine.kind === "add" || affine.kind === "subtract");
  return added && hasOneChannel(dialect, makerOf(dialect, node.inputs[1 - input]));
}

/** Whether a node adds to what only roots are taken of: to the variance of a normalization, whose epsilon is no parameter. */
export function isUnderRoot(dialect: Meaning, node: Node): boolean {
  const users = dialect.role(node) === "elementwise" ? [...(node.outputs[0]?.uses ?? [])] : [];
  const isRoot = (user: Node) => /^r?sqrt$/.test(dialect.linearOperators.unary(user) ?? "");
  return users.length > 0 && users.every(isRoot);
}

function makerOf(dialect: Meaning, value: Value | null | undefined): Node | null {
  let maker = value?.producer ?? null;
  for (let step = 0; step < MOST_BETWEEN && maker !== null; step++) {
    const role = dialect.role(maker);
    if (role !== "identity" && role !== "shape") {
      break;
    }
    maker = maker.inputs[0]?.producer ?? null;
  }
  return maker;
}

function hasOneChannel(dialect: Meaning, node: Node | null): boolean {
  if (node === null || !LINEAR.has(dialect.role(node))) {
    return false;
  }
  return node.inputs.some((value, input) => {
    const operand = dialect.operand(node, input);
    const shape = operand.kind === "weight" ? shapeOf(value) : null;
    return (
      operand.kind === "weight" &&
      operand.outputAxes.length > 0 &&
      shape !== null &&
      operand.outputAxes.every((axis) => shape.at(axis) === 1)
    );
  });
}

/** Of a constant that may have been handed on or converted. */
function shapeOf(value: Value | null): readonly number[] | null {
  let from = value;
  for (let step = 0; step < MOST_BETWEEN && from !== null && from.constant === null; step++) {
    from = from.producer?.inputs[0] ?? null;
  }
  return from?.constant?.shape ?? null;
}
