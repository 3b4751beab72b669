// What the transforms of TensorFlow's Graph Transform Tool are called here.
import { own, type Model, type Parameters, type RecipeStep } from "../../core";
import { UsageError } from "../arguments";
import type { TransformCall } from "./pipeline";

/** What is named beside the pipeline. */
export interface Interface {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

interface Mapping {
  readonly id: string;
  readonly arguments: readonly string[];
  /** Arguments that mean something only together. */
  readonly pairs?: readonly (readonly [string, string])[];
  /** Why it cannot be done with what is given; null where it can. */
  obstacle?(given: (name: string) => readonly string[]): string | null;
  parameters(given: (name: string) => readonly string[], names: Interface, model: Model): Parameters;
}

const single = (given: readonly string[], name: string): Parameters =>
  given.length === 0 ? {} : { [name]: Number(given.at(-1)) };

const FOLD: Mapping = { id: "fold-batchnorm", arguments: [], parameters: () => ({}) };

const range = (given: (name: string) => readonly string[], kind: string): Parameters => {
  const [min, max] = [given(`${kind}_min`).at(-1), given(`${kind}_max`).at(-1)];
  return min === undefined ? {} : { [`${kind}Range`]: `${min},${max}` };
};

/** Attributes that nothing computed depends on: the shapes that importers noted, and what nodes are placed with. */
const NOTES: Readonly<Record<string, Parameters>> = {
  _output_shapes: { types: true },
  _class: { colocation: true },
};
const notesOf = (given: (name: string) => readonly string[]): Parameters | null => {
  const name = given("attribute_name").at(-1) ?? "";
  const ofAll = (given("op_name").at(-1) ?? "*") === "*";
  return ofAll ? (own(NOTES, name) ?? null) : null;
};

const MAPPINGS: Readonly<Record<string, Mapping>> = {
  add_default_attributes: { id: "add-default-attributes", arguments: [], parameters: () => ({}) },
  strip_unused_nodes: {
    id: "strip-unused",
    arguments: ["type", "shape", "name", "type_for_name", "shape_for_name"],
    parameters: stripParameters,
  },
  remove_nodes: {
    id: "remove-nodes",
    arguments: ["op", "max_inputs"],
    parameters: (given) => ({ operators: given("op"), ...single(given("max_inputs"), "maxInputs") }),
  },
  // What it calls clear_output_shapes has no use here: the stated shapes stay true, so they stay.
  fold_constants: {
    id: "fold-constants",
    arguments: ["clear_output_shapes", "exclude_op", "exclude_node", "max_constant_size_in_bytes"],
    parameters: (given) => ({
      excludeOperators: given("exclude_op"),
      excludeNodes: given("exclude_node"),
      ...single(given("max_constant_size_in_bytes"), "maximumBytes"),
    }),
  },
  fold_batch_norms: FOLD,
  fold_old_batch_norms: FOLD,
  merge_duplicate_nodes: { id: "merge-duplicates", arguments: [], parameters: () => ({}) },
  obfuscate_names: { id: "strip-metadata", arguments: [], parameters: () => ({ names: true }) },
  remove_attribute: {
    id: "strip-metadata",
    arguments: ["attribute_name", "op_name"],
    obstacle: (given) =>
      notesOf(given) === null
        ? `only ${Object.keys(NOTES).join(" and ")} of all operators can go: other attributes say what nodes compute`
        : null,
    parameters: (given) => notesOf(given)!,
  },
  remove_device: { id: "strip-metadata", arguments: [], parameters: () => ({ devices: true }) },
  sort_by_execution_order: { id: "sort-nodes", arguments: [], parameters: () => ({}) },
  round_weights: {
    id: "round-weights",
    arguments: ["num_steps"],
    parameters: (given) => single(given("num_steps"), "steps"),
  },
  quantize_weights: {
    id: "quantize-weights",
    arguments: ["minimum_size"],
    parameters: (given) => single(given("minimum_size"), "minimumElements"),
  },
  quantize_nodes: {
    id: "quantize-nodes",
    arguments: ["ignore_op", "input_min", "input_max", "fallback_min", "fallback_max"],
    pairs: [
      ["input_min", "input_max"],
      ["fallback_min", "fallback_max"],
    ],
    parameters: (given) => ({
      excludeOperators: given("ignore_op"),
      ...range(given, "input"),
      ...range(given, "fallback"),
    }),
  },
};

/** The tool has these too. Why we do not. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  backport_concatv2: "it is for TensorFlow before 1.0, and quantize_nodes takes ConcatV2 as it is",
  backport_tensor_array_v3: "it is for TensorFlow before 1.0",
  flatten_atrous_conv: "it makes the weights larger, by zeros between them",
  freeze_requantization_ranges:
    "it needs a log of a run; quantize_nodes(fallback_min=..., fallback_max=...) sets ranges",
  fuse_convolutions: "few runtimes know the operators it makes",
  fuse_pad_and_conv: "few runtimes know the operator it makes",
  fuse_resize_and_conv: "few runtimes know the operator it makes",
  fuse_resize_pad_and_conv: "few runtimes know the operator it makes",
  insert_logging: "nodes that print are for looking for mistakes, not for models that are used",
  remove_control_dependencies: "they say what runs first",
  rename_attribute: "attributes are named by the operator",
  rename_node: "names stay as they are, so that layers can be found",
  rename_op: "another operator computes something else",
  set_device: "where nodes run is for the program that runs them",
  sparsify_gather: "it puts a table in the place of few weights, for which TensorFlow has to initialize it",
};

/** Whether a failure of the transform is to be passed over. @throws UsageError for another value than true or false. */
export function ignoresErrors({ name, column, parameters }: TransformCall): boolean {
  const value = parameters.get("ignore_errors")?.at(-1)?.toLowerCase() ?? "false";
  if (value !== "true" && value !== "false") {
    throw new UsageError(`Column ${column} of the transforms: ignore_errors of ${name} has to be true or false.`);
  }
  return value === "true";
}

/** @throws UsageError for transforms and arguments that there are not, before anything is done. */
export function checkCall(call: TransformCall): void {
  const { name, column, parameters } = call;
  const mapping = mappingOf(name);
  if (mapping === null) {
    if (!Object.hasOwn(NOT_OFFERED, name)) {
      throw new UsageError(`Column ${column} of the transforms: there is no transform ${name}.`);
    }
    if (ignoresErrors(call)) {
      return;
    }
    const reason = `${name} is not offered: ${own(NOT_OFFERED, name)}`;
    throw new UsageError(`Column ${column} of the transforms: ${reason}. Leave it out, or add ignore_errors=true.`);
  }
  ignoresErrors(call);
  for (const argument of parameters.keys()) {
    if (argument !== "ignore_errors" && !mapping.arguments.includes(argument)) {
      throw new UsageError(`Column ${column} of the transforms: ${name} has no argument ${argument}.`);
    }
  }
  const obstacle = mapping.obstacle?.((key) => parameters.get(key) ?? []) ?? null;
  if (obstacle !== null && !ignoresErrors(call)) {
    throw new UsageError(`Column ${column} of the transforms: ${name}: ${obstacle}.`);
  }
  for (const [one, other] of mapping.pairs ?? []) {
    if (parameters.has(one) !== parameters.has(other)) {
      throw new UsageError(`Column ${column} of the transforms: ${name} takes ${one} and ${other} together.`);
    }
  }
}

/** The step that does what a call asks for; null where there is none and its failure is to be passed over. */
export function stepOf({ name, parameters }: TransformCall, names: Interface, model: Model): RecipeStep | null {
  const mapping = mappingOf(name);
  const given = (key: string) => parameters.get(key) ?? [];
  return mapping === null || (mapping.obstacle?.(given) ?? null) !== null
    ? null
    : { id: mapping.id, parameters: mapping.parameters(given, names, model) };
}

function mappingOf(name: string): Mapping | null {
  return own(MAPPINGS, name) ?? null;
}

/** As the tool does, inputs of the model keep their type; what is cut out of its middle gets the given one. */
function stripParameters(given: (name: string) => readonly string[], names: Interface, model: Model): Parameters {
  const { inputs, outputs } = names;
  const declared = new Set(model.dialect.endpoints(model).inputs.map(({ name }) => name));
  if (inputs.every((name) => declared.has(name.replace(/:0$/, "")))) {
    return { inputs, outputs };
  }
  const named = given("name");
  const of = (name: string, key: string, fallback: string) =>
    given(`${key}_for_name`)[named.indexOf(name)] ?? given(key).at(-1) ?? fallback;
  return {
    inputs,
    outputs,
    // What is not said is worked out, where the tool takes float.
    ...(given("type").length + given("type_for_name").length === 0
      ? {}
      : { types: inputs.map((name) => dtypeNamed(of(name, "type", "float"))) }),
    shapes: inputs.map((name) => of(name, "shape", "")).join(";"),
  };
}

/** TensorFlow's names of types. */
function dtypeNamed(name: string): string {
  const names: Readonly<Record<string, string>> = { float: "float32", double: "float64", half: "float16" };
  return own(names, name) ?? name;
}
