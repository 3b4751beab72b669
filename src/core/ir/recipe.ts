export type ParameterValue = number | boolean | string | readonly string[];

/** By name, as its transform describes them. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

export interface RecipeStep {
  /** Of a transform. */
  readonly id: string;
  /** Only what differs from the defaults need be given. */
  readonly parameters: Parameters;
}

/** What is done to a model, step by step. */
export type Recipe = readonly RecipeStep[];
