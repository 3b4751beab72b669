// Branches, loops, and calls of local functions.
import type { Graph } from "../../../ir/graph";
import { numberAttribute, numbersAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { multiply } from "../../../semantics/dimension";
import { fact, union, UNKNOWN, type Fact } from "../../../semantics/fact";
import { loopState } from "../../../semantics/loops";
import type { Facts } from "../../../ir/operator";
import { family, type Entry } from "../../../semantics/family";
import { all, needed, operator, operators, running, untold, type Rule } from "../../../semantics/rules";
import { axisOf } from "../../../semantics/shape-rules";

function body(node: Node, name: string): Graph {
  const attribute = node.attributes.get(name);
  return needed(attribute?.kind === "graphs" ? attribute.value[0] : null);
}

const branch: Rule = (node, inputs) => {
  const one = inputs.through(body(node, "then_branch"), []);
  const other = inputs.through(body(node, "else_branch"), []);
  return node.outputs.map((_, index) => union(one[index] ?? UNKNOWN, other[index] ?? UNKNOWN));
};

/** Reads: how often, a condition, the state. The body takes and gives the turn or the condition before its state. */
const loop: Rule = (node, inputs) => {
  const graph = body(node, "body");
  const state = all(inputs).slice(2);
  // Both are scalars, or lists of one where the body says so.
  const [turn, condition] = (["int64", "bool"] as const).map((dtype, index) => {
    const stated = graph.inputs[index]?.type?.shape;
    return fact(dtype, stated?.length === 1 ? [1] : []);
  });
  const { state: kept, made } = loopState(state, (given) => {
    const results = inputs.through(graph, [turn!, condition!, ...given]);
    return { state: results.slice(1, 1 + given.length), made: results.slice(1 + given.length) };
  });
  return [...kept, ...made.map(({ dtype, shape }) => fact(dtype, shape && [null, ...shape]))];
};

/** Reads the state, then what it goes through; gives the last state, then what each turn made. */
const scan: Rule = (node, inputs) => {
  const graph = body(node, "body");
  const isOld = (node.op.version ?? 0) < 9;
  const facts = all(inputs).slice(isOld ? 1 : 0);
  const scanned = numberAttribute(node, "num_scan_inputs", 0);
  const states = facts.length - scanned;
  const axes = numbersAttribute(node, "scan_input_axes");
  let turns: Dimension = null;
  const slices = facts.slice(states).map(({ dtype, shape }, index) => {
    if (shape === null) {
      return fact(dtype, null);
    }
    // Until opset 9 the first axis is a batch, of which the body sees one.
    const rest = isOld ? shape.slice(1) : shape;
    const axis = axisOf(axes?.[index] ?? 0, rest.length);
    turns = typeof turns === "number" ? turns : rest[axis]!;
    return fact(
      dtype,
      rest.filter((_, place) => place !== axis),
    );
  });
  const batch = isOld ? facts.map(({ shape }) => shape?.[0] ?? null) : [];
  const one = (each: Fact) => (isOld ? fact(each.dtype, each.shape?.slice(1)) : each);
  const { state, made } = loopState(facts.slice(0, states).map(one), (given) => {
    const results = inputs.through(graph, [...given, ...slices]);
    return { state: results.slice(0, states), made: results.slice(states) };
  });
  const outputAxes = numbersAttribute(node, "scan_output_axes");
  const stacked = made.map(({ dtype, shape }, index) => {
    if (shape === null) {
      return fact(dtype, null);
    }
    const whole: Dimension[] = [...shape];
    whole.splice(axisOf(outputAxes?.[index] ?? 0, shape.length + 1), 0, turns);
    return fact(dtype, whole);
  });
  const withBatch = (each: Fact) => (isOld ? fact(each.dtype, each.shape && [batch[0] ?? null, ...each.shape]) : each);
  return [...state, ...stacked].map(withBatch);
};

/** As often as is stated, where the body has no say in it. */
function loopTurns(node: Node, inputs: Facts): Dimension {
  const graph = body(node, "body");
  const goesOn = graph.outputs[0] ?? null;
  const maker = goesOn?.producer ?? null;
  const given = (maker?.op.name === "Identity" ? maker.inputs[0] : goesOn) ?? null;
  const isAlways = given === graph.inputs[1] || (given?.constant != null && inputs.element(given.constant) === 1);
  const begins = !inputs.has(1) || inputs.at(1).elements?.[0] === 1;
  return isAlways && begins && given !== null ? (inputs.at(0).elements?.[0] ?? null) : null;
}

/** As often as what it goes through is long; until opset 9 for each of a batch. */
function scanTurns(node: Node, inputs: Facts): Dimension {
  const isOld = (node.op.version ?? 0) < 9;
  const first = inputs.count - numberAttribute(node, "num_scan_inputs", 0);
  const shape = needed(inputs.at(first).shape);
  const axis = axisOf(numbersAttribute(node, "scan_input_axes")?.[0] ?? 0, shape.length - (isOld ? 1 : 0));
  return isOld ? multiply(shape[0]!, shape[axis + 1]!) : shape[axis]!;
}

/** A local function: what its body makes of what it is given. */
export const call =
  (graph: Graph): Rule =>
  (_, inputs) =>
    inputs.through(graph, all(inputs));

const sequence = fact("sequence", null);

export const controlOperators = family<Entry>("controlFlow", {
  If: running(operator(branch), "either"),
  Loop: running(operator(loop, 0, 1), loopTurns),
  Scan: running(operator(scan), scanTurns),
  SequenceMap: untold,
  ...family("other", {
    SequenceConstruct: operator(() => [sequence]),
    SequenceEmpty: operator(() => [sequence]),
    SequenceInsert: operator(() => [sequence]),
    SequenceErase: operator(() => [sequence]),
    SplitToSequence: operator(() => [sequence]),
    SequenceLength: operator(() => [fact("int64", [])]),
    Optional: operator(() => [fact("optional", null)]),
    // An element, or elements joined, of which the sequence tells nothing.
    ...operators(untold, "SequenceAt ConcatFromSequence OptionalGetElement"),
    OptionalHasElement: operator(() => [fact("bool", [])]),
  }),
});
