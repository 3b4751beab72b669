import type { OperatorType } from "./node";

/** Worked out once for each operator object: readers give all nodes with the same operator the same one. */
export function perOperator<T>(workOut: (op: OperatorType) => T): (op: OperatorType) => T {
  const known = new WeakMap<OperatorType, T>();
  return (op) => {
    let found = known.get(op);
    if (found === undefined) {
      found = workOut(op);
      known.set(op, found);
    }
    return found;
  };
}
