/** What has to be able to run the result of a transform. */
export interface Target {
  /** Null: every runtime of the format. */
  readonly runtime: "tflite" | "onnxruntime" | null;
  /** The oldest one, as "2.4"; null: there need only be one. */
  readonly version: string | null;
}

export const ANY_RUNTIME: Target = { runtime: null, version: null };
