// What nodes and values mention beside what they read and make. So few do that a field in each would cost more.
import type { Node } from "./node";
import type { Value } from "./value";

const NO_VALUES: readonly Value[] = [];
const attached = new WeakMap<Node | Value, readonly Value[]>();

export function attachedTo(holder: Node | Value): readonly Value[] {
  return attached.get(holder) ?? NO_VALUES;
}

export function attach(holder: Node | Value, values: readonly Value[]): void {
  if (values.length === 0) {
    attached.delete(holder);
  } else {
    attached.set(holder, values);
  }
}
