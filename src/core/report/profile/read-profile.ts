// Profiles in files: which tool wrote one, its content tells.
import { bytesText } from "../numbers";
import { ModelError } from "../../ground/errors";
import { benchmarkProfile } from "./benchmark-profile";
import { checkJsonSize } from "./json-size";
import { nodeData } from "./node-data";
import { onnxruntimeProfile } from "./onnxruntime-profile";
import type { Profile } from "./profile";

/** Some minutes of a large model; a text has to fit in memory several times. */
const MOST_BYTES = 256 * 2 ** 20;

/** @throws ModelError where it is none. */
export function readProfile(bytes: Uint8Array, file: string): Profile {
  const wrong = (why: string) => new ModelError("malformed", `${file} is no profile that can be read: ${why}.`, file);
  if (bytes.byteLength > MOST_BYTES) {
    throw wrong(`it has more than ${bytesText(MOST_BYTES)}; measure fewer runs`);
  }
  const text = new TextDecoder().decode(bytes);
  let found: Profile | null;
  try {
    found =
      /^\s*[[{]/.test(text) && !/^\s*\[(node type|start)\]/i.test(text)
        ? fromJson(text, bytes)
        : benchmarkProfile(text);
  } catch (error) {
    throw wrong((error as Error).message.replace(/\.$/, ""));
  }
  if (found === null) {
    throw wrong(
      "it is none of onnxruntime's JSON, benchmark_model's table or CSV with operators, and Model Explorer's node data",
    );
  }
  return found;
}

function fromJson(text: string, bytes: Uint8Array): Profile | null {
  checkJsonSize(bytes);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no whole JSON, ${(error as Error).message}`);
  }
  return onnxruntimeProfile(parsed) ?? nodeData(parsed);
}
