import { endpointSummary, type Endpoint, type Links } from "../core";
import type { EndpointState } from "../protocol/messages";

/** A model's inputs and outputs, each with where it is drawn. */
export function endpointStates(
  { inputs, outputs }: { readonly inputs: readonly Endpoint[]; readonly outputs: readonly Endpoint[] },
  links: Links,
): { readonly inputs: readonly EndpointState[]; readonly outputs: readonly EndpointState[] } {
  return {
    inputs: inputs.map((each) => ({ ...endpointSummary(each), at: links.makerOf(each.value) })),
    outputs: outputs.map((each) => ({
      ...endpointSummary(each),
      at: links.outputOf(each.value) ?? links.makerOf(each.value),
    })),
  };
}
