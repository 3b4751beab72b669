import type { EndpointSummary, Links, Model, Summary } from "../core";
import type { EndpointState } from "../protocol/messages";

/** A model's inputs and outputs, each with where it is drawn. */
export function endpointStates(
  model: Model,
  { inputs, outputs }: Pick<Summary, "inputs" | "outputs">,
  links: Links,
): { readonly inputs: readonly EndpointState[]; readonly outputs: readonly EndpointState[] } {
  const endpoints = model.dialect.endpoints(model);
  const input = (summary: EndpointSummary, index: number): EndpointState => ({
    ...summary,
    at: links.makerOf(endpoints.inputs[index]!.value),
  });
  const output = (summary: EndpointSummary, index: number): EndpointState => {
    const { value } = endpoints.outputs[index]!;
    return { ...summary, at: links.outputOf(value) ?? links.makerOf(value) };
  };
  return { inputs: inputs.map(input), outputs: outputs.map(output) };
}
