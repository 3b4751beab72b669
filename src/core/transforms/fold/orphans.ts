// Constants, and what is computed from them alone, that nothing reads any more.
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";

export function removeOrphans(
  model: EditableModel,
  candidates: readonly Value[],
  isOutput: (value: Value) => boolean,
  changes: Change[],
): void {
  const pending = [...candidates];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const { producer, graph } = value;
    const isInput = graph?.isInput(value) === true;
    if (graph === null || value.uses.size > 0 || isOutput(value) || (isInput && !isListed(model, graph, value))) {
      continue;
    }
    if (producer !== null) {
      const others = producer.outputs.some((each) => each !== null && each !== value);
      if (producer.controlUses.size > 0 || others) {
        continue;
      }
      producer.inputs.forEach((input) => input !== null && pending.push(input));
    }
    const bytes = value.constant?.storage.storedBytes ?? 0;
    changes.push({ kind: "removed", subject: value.name, bytesBefore: bytes, bytesAfter: 0 });
    if (producer !== null) {
      graph.remove(producer);
    } else {
      graph.dropInput(value);
    }
  }
}

/** Whether a constant is among the inputs only because the format lists it there. */
function isListed(model: EditableModel, graph: Graph, value: Value): boolean {
  return model.dialect.constantsAreInputs && graph === model.graphs[0] && value.constant !== null;
}
