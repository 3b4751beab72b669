// A message without some of its fields, as the spans of the file that are left: for hashes that tell whether anything
// but those fields changed.
import type { ByteSource } from "../bytes/byte-source";
import { Pieces } from "../ir/pieces";
import { WireType } from "./protobuf-head";
import { subMessage, type Message } from "./protobuf-message";

/** What tells of a message what becomes of each of its fields: left out, taken as it is, or looked into. */
export type Outline = (message: Message) => (field: number) => Fate;

export type Fate = "out" | "whole" | Outline;

/** Ends a message that was looked into; no field begins with it. */
const END = Uint8Array.of(0);

/**
 * The fields in the order of the file: the tag of each, and its length and value where it is taken as it is. The lengths
 * of messages that are looked into depend on what is left out of them: they are left out too, and a zero ends each.
 */
export function outlineOf(source: ByteSource, message: Message, outline: Outline): Pieces {
  const pieces = new Pieces();
  add(pieces, source, message, outline);
  return pieces;
}

function add(pieces: Pieces, source: ByteSource, message: Message, outline: Outline): void {
  const fateOf = outline(message);
  for (const field of message.fields) {
    const fate = fateOf(field.number);
    if (fate === "whole" || (fate !== "out" && field.wireType !== WireType.Bytes)) {
      pieces.copy(source, field.start, field.end);
    } else if (fate !== "out") {
      pieces.copy(source, field.start, field.start + tagBytes(field.number));
      add(pieces, source, subMessage(field, "message"), fate);
      pieces.bytes(END);
    }
  }
}

/** How many bytes a tag takes that is not longer than it has to be. */
function tagBytes(number: number): number {
  return Math.ceil((32 - Math.clz32(number * 8)) / 7);
}
