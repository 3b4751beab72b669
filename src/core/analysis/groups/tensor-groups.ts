import type { DType } from "../../ir/dtype";
import type { Shape } from "../../ir/value";
import { withCounts, type Groups } from "./groups";
import { nameScopes } from "./name-scopes";

interface NamedTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly outputShape: Shape | null;
}

/** Groups of tensors by their names: "layers.0.attention.query.weight" is in layers, in 0, in attention, in query. */
export function groupTensors(tensors: readonly NamedTensor[]): Groups {
  const numbers = new Map<string, number>();
  const labels = Int32Array.from(tensors, ({ dtype, outputShape }) => {
    const type = `${dtype} ${outputShape?.join(" ")}`;
    const number = numbers.get(type) ?? numbers.size;
    numbers.set(type, number);
    return number;
  });
  return withCounts(nameScopes(tensors.map(({ name }) => name)), labels);
}
