// Where a model does not run as a whole: the longest part of it, from the inputs on, that does.
import { ModelError, runRecipe, type Context, type Model, type Node, type Value } from "../core";
import { EngineError, EngineFailure } from "./engine-error";
import type { Verification } from "./verify";

/** So many values are named in a sentence, and so many are where most models are cut in two. */
const MOST_VALUES = 8;

/**
 * Halves what is left until it is found. It takes both models to have the values at which they are cut.
 * @returns null where no part runs.
 */
export async function longestPart(
  before: Model,
  after: Model,
  verify: (before: Model, after: Model) => Promise<Verification>,
  context: Context,
): Promise<Verification | null> {
  const { nodes } = before.graphs[0]!;
  const twins = new Map(Array.from(after.graphs[0]!.values, (value) => [value.name, value]));
  let found: Verification | null = null;
  let [runs, fails] = [0, nodes.length];
  while (fails - runs > 1) {
    const count = (runs + fails) >> 1;
    const values = frontier(before, count);
    const isCut = values.length > 0 && values.length <= MOST_VALUES && values.every((value) => isSame(value, twins));
    const names = values.map(({ name }) => name);
    const part = isCut ? await partUpTo(before, after, names, verify, context) : null;
    if (part === null) {
      fails = count;
    } else {
      found = part;
      runs = count;
    }
  }
  return found;
}

/** Whether the other model has the value: what a bias or an activation went into keeps its name and makes something else. */
function isSame(value: Value, twins: ReadonlyMap<string, Value>): boolean {
  const twin = twins.get(value.name);
  const [maker, other] = [value.producer, twin?.producer ?? null];
  if (maker === null || other === null || maker.op.name !== other.op.name) {
    return twin !== undefined;
  }
  return inputCount(maker) === inputCount(other) && activationOf(maker) === activationOf(other);
}

function inputCount({ inputs }: Node): number {
  return inputs.filter((input) => input !== null).length;
}

function activationOf({ attributes }: Node): string {
  const attribute = attributes.get("fused_activation_function");
  return attribute?.kind === "string" ? attribute.value : "";
}

/** What the first nodes make for those after them. */
function frontier(model: Model, count: number): readonly Value[] {
  const graph = model.graphs[0]!;
  const first = new Set(graph.nodes.slice(0, count));
  const made = [...first].flatMap(({ outputs }) => outputs.filter((value) => value !== null));
  return made.filter(
    (value) => value.constant === null && (graph.isOutput(value) || [...value.uses].some((user) => !first.has(user))),
  );
}

async function partUpTo(
  before: Model,
  after: Model,
  outputs: readonly string[],
  verify: (before: Model, after: Model) => Promise<Verification>,
  context: Context,
): Promise<Verification | null> {
  try {
    const cut = async (model: Model) =>
      (await runRecipe(model, [{ id: "strip-unused", parameters: { outputs } }], context)).model;
    return await verify(await cut(before), await cut(after));
  } catch (error) {
    const isExpected = error instanceof EngineFailure || (error instanceof EngineError && !error.isFinal);
    if (isExpected || (error instanceof ModelError && error.code !== "cancelled")) {
      return null;
    }
    throw error;
  }
}
