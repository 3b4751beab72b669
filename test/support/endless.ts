// A model that does not end.
import { bools, encode, floats, graph, model, node, valueInfo } from "./onnx";

/** A loop whose condition holds for ever. */
export function endless(): { readonly name: string; readonly bytes: Uint8Array } {
  const body = {
    name: "body",
    node: [node("Identity", ["go_in"], ["go"]), node("Add", ["v", "one"], ["v_out"])],
    input: [valueInfo("i", [], 7), valueInfo("go_in", [], 9), valueInfo("v", [1])],
    output: [valueInfo("go", [], 9), valueInfo("v_out", [1])],
    initializer: [floats("one", [1], [1])],
  };
  const bytes = encode(
    model({
      name: "endless",
      node: [node("Loop", ["", "yes", "x"], ["y"], [graph("body", body)])],
      input: [valueInfo("x", [1])],
      output: [valueInfo("y", [1])],
      initializer: [bools("yes", [], [1])],
    }),
  );
  return { name: "endless.onnx", bytes };
}
