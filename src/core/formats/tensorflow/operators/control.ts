// Functions that nodes call by name, branches and loops over them, and the switches of old graphs.
import type { Graph } from "../../../ir/graph";
import { booleanAttribute, type Node } from "../../../ir/node";
import { family, type Entry } from "../../../semantics/family";
import { fact, union, UNKNOWN, type Fact } from "../../../semantics/fact";
import { countedTurns, loopState } from "../../../semantics/loops";
import type { Facts } from "../../../ir/operator";
import {
  all,
  identity,
  needed,
  operator,
  operators,
  running,
  untold,
  viewing,
  type Rule,
} from "../../../semantics/rules";
import { subMessage } from "../../../wire/protobuf-reader";
import { functionsIn } from "../bodies";
import { extrasOf, type GraphExtras } from "../extras";
import { ARG_DEF, ENTRY, FUNCTION, OP_DEF } from "../schema";

function functionOf(node: Node, attribute: string, { model }: Facts): Graph {
  const [name] = functionsIn(node, attribute);
  return needed(model.functions.get(needed(name)));
}

/** @param count How many of its results are asked for. */
function through(body: Graph, given: readonly Fact[], inputs: Facts, count: number): readonly Fact[] {
  const made = inputs.through(body, given);
  return resultsOf(body)
    .slice(0, count)
    .map((place) => made[place] ?? UNKNOWN);
}

const results = new WeakMap<Graph, readonly number[]>();

/** A function lists its results by name, in any order; callers count them as its signature does. −1: not there. */
function resultsOf(body: Graph): readonly number[] {
  let found = results.get(body);
  if (found === undefined) {
    const { message } = needed(extrasOf<GraphExtras>(body));
    const keys = message.all(FUNCTION.ret).map((entry) => subMessage(entry, "ret").string(ENTRY.key));
    const places = new Map(keys.map((key, index) => [key, index]));
    const signature = message.single(FUNCTION.signature, "OpDef");
    found = (signature?.messages(OP_DEF.outputArg, "ArgDef") ?? []).map(
      (argument) => places.get(argument.string(ARG_DEF.name)) ?? -1,
    );
    results.set(body, found);
  }
  return found;
}

/** What a function makes of what a node reads. */
export const call =
  (body: Graph): Rule =>
  (node, inputs) =>
    through(body, all(inputs), inputs, node.outputs.length);

/** Either input goes on, be it one of the next turn, of which nothing is known yet. */
const merge: Rule = (_, inputs) => {
  const [first = UNKNOWN, ...others] = all(inputs);
  const { dtype, shape } = others.reduce(union, first);
  return [fact(dtype, shape), fact(null, [])];
};

const switched: Rule = (_, inputs) => [inputs.at(0), inputs.at(0)];

const switchedTo: Rule = (node, inputs) => node.outputs.map(() => inputs.at(0));

const called: Rule = (node, inputs) => call(functionOf(node, "f", inputs))(node, inputs);

/** Any of the functions that these attributes name. */
const branch =
  (...attributes: readonly string[]): Rule =>
  (node, inputs) => {
    const given = all(inputs).slice(1);
    const branches = attributes
      .flatMap((name) => functionsIn(node, name))
      .map((name) => through(needed(inputs.model.functions.get(name)), given, inputs, node.outputs.length));
    return node.outputs.map((_, index) =>
      branches
        .map((made) => made[index] ?? UNKNOWN)
        .reduce((one, other) => union(one, other), branches[0]?.[index] ?? UNKNOWN),
    );
  };

const partsOfLoop = (node: Node, inputs: Facts) =>
  ["cond", "body"].map((name) => functionOf(node, name, inputs)) as [Graph, Graph];

const loop: Rule = (node, inputs) => {
  const [condition, body] = partsOfLoop(node, inputs);
  return loopState(all(inputs), (state) => {
    through(condition, state, inputs, 0);
    return { state: through(body, state, inputs, state.length), made: [] };
  }).state;
};

const LOOP_NAMES = { less: ["Less"], add: ["Add", "AddV2"], and: ["LogicalAnd"], identity: ["Identity"] };

function turns(node: Node, inputs: Facts) {
  const [condition, body] = partsOfLoop(node, inputs);
  const places = resultsOf(body);
  const next = (position: number) => body.outputs[places[position] ?? -1] ?? null;
  return countedTurns({ condition, body, next, names: LOOP_NAMES }, inputs);
}

const handedOn = viewing(operator(identity));

export const controlOperators = family<Entry>("controlFlow", {
  ...operators(operator(called), "PartitionedCall StatefulPartitionedCall"),
  ...operators(running(operator(branch("then_branch", "else_branch")), "either"), "If StatelessIf"),
  ...operators(running(operator(branch("branches")), "either"), "Case StatelessCase"),
  ...operators(running(operator(loop), turns), "While StatelessWhile"),
  ...operators(operator(switched), "Switch RefSwitch"),
  _SwitchN: operator(switchedTo),
  ...operators(operator(merge), "Merge RefMerge"),
  ...operators(handedOn, "RefEnter Exit RefExit NextIteration RefNextIteration"),
  // A value that changes from turn to turn holds no weight.
  Enter: { ...handedOn, states: (node) => (booleanAttribute(node, "is_constant", false) ? [] : [0]) },
  // One for each loop in a graph, whose nodes run nobody knows how often.
  LoopCond: running(
    operator(() => [fact("bool", [])]),
    () => null,
  ),
  ...operators(untold, "SymbolicGradient RemoteCall For"),
});
