// The usual ways to make a model smaller, to be looked at side by side.
import type { Model } from "../ir/model";
import { writerOf } from "../ir/writer";
import type { Recipe } from "./recipe";
import { transformOf } from "./registry";
import { obstacleOf } from "./run";

export interface Variant {
  readonly title: string;
  readonly recipe: Recipe;
}

const PRUNED = { id: "prune-weights", parameters: { sparsity: 0.5 } };
/** A model that is stored in 16 bits already gets smaller too. */
const INT8 = { id: "quantize-weights", parameters: { halves: true } };

/** The model as it is, and what each usual way makes of it; those that can do nothing to this format are left out. */
export function variantsOf(model: Model): Variant[] {
  const plain = (id: string) => ({ title: transformOf(id).title, recipe: [{ id, parameters: {} }] });
  const ways: readonly Variant[] = [
    { title: "Original", recipe: [] },
    plain("quantize-float16"),
    { title: transformOf(INT8.id).title, recipe: [INT8] },
    plain("quantize-dynamic"),
    { title: "Pruned", recipe: [PRUNED] },
    { title: "Pruned, int8", recipe: [PRUNED, INT8] },
  ];
  return [
    ...ways.filter(({ recipe }) => recipe.every(({ id }) => obstacleOf(transformOf(id), model) === null)),
    { title: "Shrink for Device", recipe: writerOf(model).recommended },
  ];
}
