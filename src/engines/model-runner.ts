// A model that is run: made ready for its engine, loaded, and fed.
import { bytesText, costsOf, type Context, type DType, type Endpoint, type Model, type Value } from "../core";
import { EngineError, EngineFailure } from "./engine-error";
import { ENGINES, type EngineKind, type Values } from "./engine";
import type { EngineThread } from "./engine-thread";
import { behindFrontEnd } from "./front-end";
import { prepareOnnx } from "./prepare-onnx";
import { prepareTensorflow } from "./prepare-tensorflow";
import { prepareTflite } from "./prepare-tflite";
import { engineFeeds, modelValues, type GivenValue, type Prepared, type Wanted } from "./prepared";

export type { Wanted };

const PREPARE: Readonly<
  Record<EngineKind["id"], (model: Model, wanted: Wanted, context: Context) => Promise<Prepared>>
> = { onnxruntime: prepareOnnx, litert: prepareTflite, tensorflow: prepareTensorflow };

/** WebAssembly has 4 GB; the model lies there twice while it is loaded. */
const MOST_BYTES = 3.5 * 1024 ** 3;
const HANDED_OUT = new Set<DType>(["sequence", "map", "optional", "string", "opaque", "resource", "variant"]);

/** @throws EngineError where no engine runs models of this format. */
export function engineOf(model: Model): EngineKind {
  const kind = Object.hasOwn(ENGINES, model.format.id) ? ENGINES[model.format.id] : undefined;
  if (kind === undefined) {
    throw new EngineError(`${model.format.title} files hold nothing that computes`);
  }
  return kind;
}

/** What the main graph takes, of numbers: each once, whatever signatures name it. */
export async function inputsOf(model: Model): Promise<readonly Endpoint[]> {
  const inputs = once(model.dialect.endpoints(model).inputs, model).filter(({ value }) => value.constant === null);
  return engineOf(model).id === "tensorflow" ? behindFrontEnd(model, inputs) : inputs;
}

/** What the main graph gives, of what is tensors of numbers. */
export function outputsOf(model: Model): readonly Endpoint[] {
  return once(model.dialect.endpoints(model).outputs, model).filter(
    ({ type }) => type === null || !HANDED_OUT.has(type.dtype),
  );
}

function once(endpoints: readonly Endpoint[], model: Model): readonly Endpoint[] {
  const seen = new Set<Value>();
  return endpoints.filter(({ value }) => {
    const isNew = value.graph === model.graphs[0] && !seen.has(value);
    seen.add(value);
    return isNew;
  });
}

/** @throws EngineError where it would need more memory than there is. */
export async function checkMemory(model: Model, given: ReadonlyMap<string, number>, bytes: number): Promise<void> {
  const { activationPeakBytes } = await costsOf(model, given);
  const needed = 2 * bytes + (activationPeakBytes ?? Infinity);
  if (needed > MOST_BYTES) {
    const text = Number.isFinite(needed) ? `about ${bytesText(needed)}` : "more than can be told";
    throw new EngineError(`it would need ${text} of memory, of ${bytesText(MOST_BYTES)} that WebAssembly has`);
  }
}

/** Operators that read what nothing makes and nobody gives: what they hold from run to run. */
function holdersOfState(model: Model): string {
  const names = model.graphs.flatMap((graph) =>
    graph.nodes
      .filter((node) =>
        node.inputs.some(
          (value) => value !== null && value.producer === null && value.constant === null && !graph.isInput(value),
        ),
      )
      .map(({ op }) => op.name),
  );
  return [...new Set(names)].join(", ");
}

export class ModelRunner {
  #prepared: Prepared | null = null;

  constructor(
    readonly model: Model,
    readonly thread: EngineThread,
    readonly context: Context,
    /** For what makes ready: it tells no progress of its own. */
    readonly silent = context,
  ) {}

  /** @returns in how many milliseconds. @throws EngineError where the engine cannot. */
  async load(wanted: Wanted, dimensions: ReadonlyMap<string, number>): Promise<number> {
    const prepare = PREPARE[this.thread.kind.id];
    const prepared = await prepare(this.model, wanted, this.silent);
    const bytes = prepared.model.files.reduce(
      (sum, file) => sum + file.bytes.byteLength,
      prepared.model.bytes.byteLength,
    );
    await checkMemory(this.model, dimensions, bytes);
    this.#prepared = prepared;
    const buffers = [prepared.model, ...prepared.model.files].map((each) => each.bytes.buffer as ArrayBuffer);
    return this.thread.load(prepared.model, buffers).catch((error: unknown) => {
      throw error instanceof EngineError && /variable tensors/i.test(error.message)
        ? new EngineFailure(
            `variable tensors (${holdersOfState(this.model)}) are not supported by ${this.thread.title}`,
            true,
          )
        : error;
    });
  }

  /** @param values by the names of the model. */
  async run(values: Values): Promise<Values> {
    const prepared = this.#prepared!;
    return modelValues(prepared, await this.thread.run(engineFeeds(prepared, values)));
  }

  /** In how many milliseconds it runs. @param values by the names of the model. */
  time(values: Values): Promise<number> {
    return this.thread.time(engineFeeds(this.#prepared!, values));
  }

  async unload(): Promise<void> {
    this.#prepared = null;
    await this.thread.unload();
  }
}

export type { GivenValue };
