// TensorFlow.js: its WebAssembly kernels, and those in JavaScript where a model needs one that the former lack.
import { loadGraphModel, type GraphModel } from "@tensorflow/tfjs-converter";
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPath } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { DType } from "../core";
import type { Engine, EngineModel, Session, TensorData, Values } from "./engine";
import { registerOperators } from "./tensorflow-operators";

export const tensorflow: Engine = {
  async start(wasm) {
    tf.enableProdMode();
    registerOperators();
    // It fetches its machine code, and nothing else: from here rather than from an address.
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.resolve(new Response(wasm.slice()));
    setWasmPath("tensorflow.wasm", true);
    try {
      await tf.setBackend("wasm");
      await tf.ready();
    } finally {
      globalThis.fetch = fetch;
    }
  },

  async load(model: EngineModel): Promise<Session> {
    let loaded = await load(model);
    return {
      run: async (feeds) => {
        try {
          return await run(loaded, model, feeds);
        } catch (error) {
          if (tf.getBackend() !== "wasm" || !String(error).includes("not registered for")) {
            throw error;
          }
          loaded.dispose();
          await tf.setBackend("cpu");
          loaded = await load(model);
          return run(loaded, model, feeds);
        }
      },
      dispose: async () => {
        loaded.dispose();
        await tf.setBackend("wasm");
      },
    };
  },
};

function load({ graph, bytes }: EngineModel): Promise<GraphModel> {
  const artifacts: tf.io.ModelArtifacts = {
    modelTopology: { node: graph!.node, versions: { producer: 1 } },
    weightSpecs: graph!.weights as tf.io.WeightsManifestEntry[],
    weightData: bytes.slice().buffer,
  };
  return loadGraphModel({ load: () => Promise.resolve(artifacts) });
}

async function run(model: GraphModel, { outputs }: EngineModel, feeds: Values): Promise<Values> {
  const inputs: tf.NamedTensorMap = {};
  for (const [name, data] of feeds) {
    inputs[name] = tensorOf(data);
  }
  try {
    const results = await execute(model, inputs, [...outputs]).catch((error: unknown) => {
      throw new Error(plain(String(error instanceof Error ? error.message : error)));
    });
    const values = new Map<string, TensorData>();
    for (const [index, name] of outputs.entries()) {
      values.set(name, await dataOf(name, results[index]!));
    }
    tf.dispose(results);
    return values;
  } finally {
    tf.dispose(inputs);
  }
}

function plain(message: string): string {
  return message
    .replace(/ File an issue at .*/, "")
    .replace(
      /^Unknown op '(Variable(V2)?|VarHandleOp)'.*/,
      "it holds no variables ($1); freeze the model to a .pb first",
    );
}

async function execute(model: GraphModel, inputs: tf.NamedTensorMap, outputs: string[]): Promise<tf.Tensor[]> {
  try {
    return list(model.execute(inputs, outputs));
  } catch (error) {
    if (!String(error).includes("executeAsync")) {
      throw error;
    }
    return list(await model.executeAsync(inputs, outputs));
  }
}

function list(result: tf.Tensor | tf.Tensor[] | tf.NamedTensorMap): tf.Tensor[] {
  return Array.isArray(result) ? result : [result as tf.Tensor];
}

function tensorOf({ dtype, shape, bytes }: TensorData): tf.Tensor {
  const { buffer } = bytes.slice();
  const elements =
    dtype === "float32"
      ? new Float32Array(buffer)
      : dtype === "int32"
        ? new Int32Array(buffer)
        : new Uint8Array(buffer);
  return tf.tensor(elements, [...shape], dtype as tf.DataType);
}

async function dataOf(name: string, tensor: tf.Tensor): Promise<TensorData> {
  const { dtype } = tensor;
  if (dtype === "string" || dtype === "complex64") {
    throw new Error(`output "${name}" is of type ${dtype}`);
  }
  const elements = await tensor.data();
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength).slice();
  return { dtype: dtype as DType, shape: tensor.shape, bytes };
}
