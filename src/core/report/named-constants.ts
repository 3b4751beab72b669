// The constants of a model by their names.
import { ModelError } from "../ground/errors";
import type { Model } from "../ir/model";
import type { Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import { namedGraphs } from "./named-graphs";

export interface NamedConstant {
  readonly value: Value;
  readonly tensor: Tensor;
  /** The graph it is in. */
  readonly place: string;
}

/**
 * @param graph As `namedGraphs` calls it; null: any.
 * @throws ModelError where there is none of this name, or several.
 */
export function constantNamed(model: Model, name: string, graph: string | null): NamedConstant {
  // TensorFlow writes "w:0" where a file has "w".
  const names = new Set([name, name.replace(/:0$/u, ""), `${name}:0`]);
  const places = namedGraphs(model).filter((each) => graph === null || each.name === graph);
  const found = places.flatMap(({ graph, name: place }) =>
    [...graph.values].flatMap((value) =>
      names.has(value.name) && value.constant !== null ? [{ value, tensor: value.constant, place }] : [],
    ),
  );
  const [first, second] = found.some(({ value }) => value.name === name)
    ? found.filter(({ value }) => value.name === name)
    : found;
  if (first === undefined) {
    const where = graph === null ? "the model" : `the graph "${graph}"`;
    throw new ModelError("parameter", `There is no constant "${name}" in ${where}; inspect --hashes lists all.`, name);
  }
  if (second !== undefined) {
    const list = [...new Set(found.map(({ place }) => `"${place}"`))].slice(0, 5).join(", ");
    throw new ModelError(
      "parameter",
      `Several constants are called "${name}", in ${list}: say which with --graph.`,
      name,
    );
  }
  return first;
}
