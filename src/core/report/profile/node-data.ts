// Node data of Model Explorer: https://github.com/google-ai-edge/model-explorer/wiki/2.-User-Guide#custom-node-data
import { recordOf } from "./onnxruntime-profile";
import { Entries, type Profile } from "./profile";

/** By graph, each with its results, or the results of the one graph there is. @returns null where it is none. */
export function nodeData(parsed: unknown): Profile | null {
  const all = recordOf(parsed);
  if (all === null) {
    return null;
  }
  const graphs = Object.values(all).map((each) => recordOf(recordOf(each)?.["results"]));
  const isByGraph = graphs.length > 0 && graphs.every((each) => each !== null);
  const results = isByGraph ? graphs : [recordOf(all["results"]) ?? all];
  const entries = new Entries();
  for (const [name, given] of results.flatMap((each) => Object.entries(each ?? {}))) {
    const amount = numberOf(recordOf(given)?.["value"] ?? given);
    if (amount !== null) {
      const index = /^\d{1,9}$/.test(name) ? Number(name) : null;
      entries.add({ name, operator: null, index, amount, provider: null });
    }
  }
  const list = entries.list();
  return list.length === 0 ? null : { tool: "Model Explorer", unit: "", runs: null, entries: list };
}

/** What is not a number, or less than nothing, has no share of a whole. */
function numberOf(given: unknown): number | null {
  const number = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  return typeof number === "number" && number >= 0 && number < Infinity ? number : null;
}
