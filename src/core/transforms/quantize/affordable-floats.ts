// Floats in front of kernels that would be coarse on integers, as far as they are cheap.
import type { Choice } from "../weights/choose";
import { codeBytes, type Planned } from "./smallest-encoding";

/** By so much, in a hundred, floats may make the weights larger. */
const MOST = 5;

/**
 * Has the smallest of those that get floats read by their kernels, until what is left is cheap.
 * @param inKernel The form of a constant that its kernels read; null: there is none, or none alike.
 */
export function affordable(
  chosen: readonly Choice<Planned>[],
  inKernel: (choice: Choice<Planned>) => Planned | null,
): readonly Choice<Planned>[] {
  const bytes = ({ value }: Choice<Planned>, form: Planned) =>
    codeBytes(form, value.constant!.shape) + form.overheadBytes;
  const others = new Map<Choice<Planned>, { form: Planned; cost: number }>();
  for (const choice of chosen) {
    const form = inKernel(choice);
    const cost = form === null ? 0 : bytes(choice, choice.form) - bytes(choice, form);
    if (form !== null && cost > 0) {
      others.set(choice, { form, cost });
    }
  }
  const least = chosen.reduce((sum, choice) => sum + bytes(choice, others.get(choice)?.form ?? choice.form), 0);
  let cost = [...others.values()].reduce((sum, other) => sum + other.cost, 0);
  const bySize = [...others].sort(([one, a], [other, b]) => bytes(one, a.form) - bytes(other, b.form));
  const inKernels = new Set<Choice<Planned>>();
  for (const [choice, other] of bySize) {
    if (cost * 100 <= least * MOST) {
      break;
    }
    inKernels.add(choice);
    cost -= other.cost;
  }
  return chosen.map((choice) => (inKernels.has(choice) ? { ...choice, form: others.get(choice)!.form } : choice));
}
