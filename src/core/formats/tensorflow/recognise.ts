import type { Candidate } from "../candidate";
import { containerOf } from "./container";
import { containerOfText } from "./text-head";

export async function recogniseTensorflow(candidate: Candidate): Promise<boolean> {
  const text = await candidate.text();
  if (text !== null) {
    return containerOfText(text) !== null;
  }
  const fields = await candidate.fields();
  return fields !== null && (await containerOf(candidate.files, fields)) !== null;
}
