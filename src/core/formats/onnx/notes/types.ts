import { dtypeOf } from "../schema";

/** The element type of a number; null where there is none. */
export function typeNamed(value: string): string | null {
  const dtype = dtypeOf(Number(value));
  return dtype === "opaque" ? null : dtype;
}
