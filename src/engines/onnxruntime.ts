// onnxruntime-web: its plain WebAssembly build, on one thread.
import * as ort from "onnxruntime-web/wasm";
import type { Engine, EngineModel, Session, TensorData, Values } from "./engine";

type Make = new (buffer: ArrayBufferLike, offset: number, length: number) => ort.Tensor.DataType;

/** What holds elements of a type, and the bytes of one; halves are read as their bits where there is no array of them. */
const ARRAYS = new Map<string, readonly [Make, number]>([
  ["float32", [Float32Array, 4]],
  ["float64", [Float64Array, 8]],
  ["float16", [(globalThis as { Float16Array?: typeof Uint16Array }).Float16Array ?? Uint16Array, 2]],
  ["int8", [Int8Array, 1]],
  ["uint8", [Uint8Array, 1]],
  ["int16", [Int16Array, 2]],
  ["uint16", [Uint16Array, 2]],
  ["int32", [Int32Array, 4]],
  ["uint32", [Uint32Array, 4]],
  ["int64", [BigInt64Array, 8]],
  ["uint64", [BigUint64Array, 8]],
  ["bool", [Uint8Array, 1]],
]);

/** What its messages begin with: codes, and places in its source. */
const PREAMBLE =
  /(Can't create a session\.|failed to call OrtRun\(\)\.|ERROR_CODE: \d+,|ERROR_MESSAGE:|Fatal error:|Status Message:|\S*\/onnxruntime\/\S+:\d+ .*?\)( const)? )\s*/g;

export const onnxruntime: Engine = {
  start(wasm) {
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = wasm.slice().buffer;
    ort.env.logLevel = "fatal";
    return Promise.resolve();
  },

  async load(model: EngineModel): Promise<Session> {
    const session = await plainly(() =>
      ort.InferenceSession.create(model.bytes, {
        executionProviders: ["wasm"],
        // Fused nodes make nothing under the names that are asked for.
        graphOptimizationLevel: model.hasTaps ? "disabled" : "all",
        logSeverityLevel: 4,
        externalData: model.files.map(({ path, bytes }) => ({ path, data: bytes })),
      }),
    );
    return {
      run: (feeds) => plainly(async () => valuesOf(await session.run(tensorsOf(feeds), [...model.outputs]))),
      dispose: () => session.release(),
    };
  },
};

async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(
      String(error instanceof Error ? error.message : error)
        .replace(PREAMBLE, "")
        .trim(),
    );
  }
}

function tensorsOf(feeds: Values): Record<string, ort.Tensor> {
  return Object.fromEntries([...feeds].map(([name, data]) => [name, tensorOf(name, data)]));
}

function tensorOf(name: string, { dtype, shape, bytes }: TensorData): ort.Tensor {
  const array = ARRAYS.get(dtype);
  if (array === undefined) {
    throw new Error(`input "${name}" is of type ${dtype}`);
  }
  const [make, width] = array;
  const own = bytes.slice();
  return new ort.Tensor(dtype as "float32", new make(own.buffer, 0, own.byteLength / width) as Float32Array, shape);
}

function valuesOf(results: ort.InferenceSession.OnnxValueMapType): Values {
  return new Map(
    Object.entries(results).map(([name, result]) => {
      const { type, dims, data } = result;
      if (!ArrayBuffer.isView(data)) {
        throw new Error(`output "${name}" is of type ${type}`);
      }
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
      return [name, { dtype: type, shape: dims, bytes }];
    }),
  );
}
