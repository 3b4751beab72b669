// What runs models. An engine lives in a worker of its own: what goes in and out can be sent there.
import type { DType } from "../core";

/** Elements of a value: dense, little endian, one byte for each bool. */
export interface TensorData {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export type Values = ReadonlyMap<string, TensorData>;

/** A model as an engine takes it: a copy made for it, never the user's file. */
export interface EngineModel {
  readonly bytes: Uint8Array;
  /** Files that it names, by path. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** What is fed and asked for, in the order of the model. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whether outputs are asked for that the model does not have itself: then its nodes stay as they are. */
  readonly hasTaps: boolean;
  /** TensorFlow's graph in the form of JSON that TensorFlow.js takes; its constants are in `bytes`. */
  readonly graph?: GraphJson;
}

export interface GraphJson {
  readonly node: readonly object[];
  readonly weights: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[];
}

export interface Session {
  /** @throws Error in the engine's own words. */
  run(feeds: Values): Promise<Values>;
  dispose(): Promise<void>;
}

export interface Engine {
  /** @param wasm What the engine is compiled from. @throws Error in the engine's own words. */
  start(wasm: Uint8Array): Promise<void>;
  load(model: EngineModel): Promise<Session>;
}

export interface EngineKind {
  readonly id: "onnxruntime" | "litert" | "tensorflow";
  readonly title: string;
  readonly version: string;
  /** The file with its machine code, beside its script. */
  readonly wasm: string;
}

/** By the format of the models that they run; their versions are those of package.json, as a test makes sure. */
export const ENGINES: Readonly<Record<string, EngineKind>> = {
  onnx: {
    id: "onnxruntime",
    title: "onnxruntime-web",
    version: "1.30.0",
    wasm: "ort-wasm-simd-threaded.wasm",
  },
  tflite: {
    id: "litert",
    title: "LiteRT.js",
    version: "2.5.3",
    wasm: "litert_wasm_compat_internal.wasm",
  },
  tensorflow: {
    id: "tensorflow",
    title: "TensorFlow.js",
    version: "4.22.0",
    wasm: "tfjs-backend-wasm-simd.wasm",
  },
};
