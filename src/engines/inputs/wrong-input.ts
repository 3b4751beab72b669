import { ModelError } from "../../core";

export function wrong(subject: string, why: string): ModelError {
  return new ModelError("parameter", `The inputs do not fit: ${why}.`, subject);
}
