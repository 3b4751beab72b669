// Values that a graph says something about by name, as about how they were quantized.
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { allGraphs } from "../../ir/walk";
import type { Message } from "../../wire/protobuf-reader";
import { extrasOf, type GraphExtras } from "./extras";
import { ANNOTATION, ENTRY, GRAPH } from "./schema";

export function pinned(model: Model): ReadonlyMap<Node | Value, string> {
  const found = new Map<Node | Value, string>();
  for (const graph of allGraphs(model)) {
    const message = extrasOf<GraphExtras>(graph)?.message;
    const annotations = message?.messages(GRAPH.quantizationAnnotation, "TensorAnnotation") ?? [];
    const names = new Set(annotations.flatMap(namesIn));
    for (const value of names.size === 0 ? [] : graph.values) {
      if (names.has(value.name)) {
        found.set(value, "the graph says by its name how it is quantized");
      }
    }
  }
  return found;
}

/** The tensor that is annotated, and those that hold its scale and zero point. */
function namesIn(annotation: Message): string[] {
  const entries = annotation.messages(ANNOTATION.parameters, "StringStringEntryProto");
  return [annotation.string(ANNOTATION.name), ...entries.map((entry) => entry.string(ENTRY.value))];
}
