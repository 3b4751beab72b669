// What is said of fields that are none.
import { malformed, type ModelError } from "../ground/errors";
import { Flaw, WireType, type Head } from "./protobuf-head";

/** @param place Where the field begins in the file. @throws ModelError where there is a flaw. */
export function checkHead({ number, wireType }: Head, flaw: Flaw, name: string, place: number): void {
  if (flaw === Flaw.NoField || wireType === WireType.EndGroup) {
    throw malformed(name, "this is no protobuf field", place);
  }
  if (flaw === Flaw.PastEnd) {
    throw malformed(name, `field ${number} runs past the end of its message`, place);
  }
}

export function openGroup(name: string, number: number, place: number): ModelError {
  return malformed(name, `group ${number} does not end`, place);
}
