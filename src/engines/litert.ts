// LiteRT.js: the build for computers without relaxed SIMD, which runs on all.
import { loadAndCompile, loadLiteRt, Tensor, type CompiledModel } from "@litertjs/core";
import { moduleFactory } from "@litertjs/core/wasm/litert_wasm_compat_internal.js";
import type { Engine, EngineModel, Session, TensorData, Values } from "./engine";

/** It loads its script by a tag or by importScripts, and finds what that defines among the globals. */
interface ScriptGlobals {
  self?: unknown;
  importScripts: () => void;
  ModuleFactory: unknown;
  Module: { wasmBinary: Uint8Array; print: (line: string) => void; printErr: (line: string) => void };
}

/** The last lines that it printed: what it throws says less. */
const printed: string[] = [];
const MOST_LINES = 20;

export const litert: Engine = {
  async start(wasm) {
    const print = (line: string) => {
      printed.push(line);
      printed.splice(0, printed.length - MOST_LINES);
    };
    Object.assign(globalThis, {
      // Workers of browsers have it, and let nobody set it.
      ...("self" in globalThis ? {} : { self: globalThis }),
      importScripts: () => {}, // the script is part of this bundle
      ModuleFactory: moduleFactory,
      Module: { wasmBinary: wasm, print, printErr: print },
    } satisfies ScriptGlobals);
    await loadLiteRt("litert_wasm_compat_internal.js");
  },

  async load(model: EngineModel): Promise<Session> {
    const compile = () => saying(() => loadAndCompile(model.bytes, { accelerator: "wasm" }));
    let compiled = await compile();
    let isTried = false;
    return {
      run: async (feeds) => {
        if (!isTried) {
          // Outputs whose memory is found as it runs are not filled, and only the next run says so. What a model holds
          // from run to run begins anew then.
          await telling(() => run(compiled, model, feeds));
          await telling(() => run(compiled, model, feeds));
          compiled.delete();
          compiled = await compile();
          isTried = true;
        }
        return telling(() => run(compiled, model, feeds));
      },
      dispose: () => Promise.resolve(compiled.delete()),
    };
  },
};

async function run(compiled: CompiledModel, model: EngineModel, feeds: Values): Promise<Values> {
  const inputs = model.inputs.map((name) => tensorOf(feeds.get(name)!));
  try {
    const results = await compiled.run(inputs);
    return new Map(
      results.map((result, index) => {
        const { dtype, layout } = result.type;
        const view = result.toTypedArray();
        const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
        result.delete();
        return [model.outputs[index]!, { dtype, shape: [...layout.dimensions], bytes }];
      }),
    );
  } finally {
    inputs.forEach((tensor) => !tensor.deleted && tensor.delete());
  }
}

function tensorOf({ dtype, shape, bytes }: TensorData): Tensor {
  const { buffer } = bytes.slice();
  return new Tensor(
    dtype === "float32"
      ? new Float32Array(buffer)
      : dtype === "int32"
        ? new Int32Array(buffer)
        : new Uint8Array(buffer),
    [...shape],
  );
}

/** A run that fails prints an error and hands out whatever the memory held. @throws Error then. */
function telling<T>(work: () => Promise<T>): Promise<T> {
  return saying(async () => {
    const result = await work();
    if (printed.some(isError)) {
      throw new Error("");
    }
    return result;
  });
}

function isError(line: string): boolean {
  return /^\s*(ERROR|[EF]\d{4})/.test(line);
}

/** @throws Error with the reason that was printed, where there is one. */
async function saying<T>(work: () => Promise<T>): Promise<T> {
  printed.length = 0;
  try {
    return await work();
  } catch (error) {
    const thrown = String(error instanceof Error ? error.message : error);
    const lines = [...printed.filter(isError), ...thrown.split("\n")];
    throw new Error(lines.some((line) => UNPLACED.test(line)) ? NO_SIZE : reasonIn(lines));
  }
}

/** Of an output that lies elsewhere than where it is to be handed out. */
const UNPLACED = /custom allocation (for output|is too small)|allocation_type == /i;
const NO_SIZE = "it hands out no output whose size is only known as it runs";

function reasonIn(lines: readonly string[]): string {
  const reasons = lines.map(plain).filter((line) => line !== "");
  const told = [...new Set(reasons)].join(" ").replace(/ Build with -sASSERTIONS.*/, "");
  return told === "" ? "it does not say why" : told.replace(FLEX, "it has no operators of TensorFlow (Flex).");
}

/** How builds of apps bring them. */
const FLEX = /Select TensorFlow op\(s\).*?ops_select/;

/** Without the places in its source, which mean nothing here, and of some errors are all that is printed. */
function plain(line: string): string {
  return line.replace(/^[\s└├─]*(ERROR:\s*)?([EF]\d{4}[^\]]*\]\s*)?(\[[^\]]*\]\s*)?(\S+\.(cc|h):\d+ )?/, "").trim();
}
