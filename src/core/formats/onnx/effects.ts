// What runtimes do for ONNX nodes besides computing them.
import type { Effect, EffectsOf } from "../../ir/effects";
import { numberAttribute, stringAttribute, type Node } from "../../ir/node";
import { isTyped } from "./half-precision/signature";
import { isStandard, rowOf } from "./operators";
import { functionKey } from "./read-graph";
import { own } from "../../ir/own";

/** Operators that onnxruntime has built in, by domain. */
const BUILT_IN = new Set([
  "com.microsoft",
  "com.microsoft.nchwc",
  "com.microsoft.dml",
  "com.microsoft.experimental",
  "com.ms.internal.nhwc",
]);
/** Those of the library onnxruntime-extensions. */
const EXTENSIONS = new Set(["ai.onnx.contrib", "com.microsoft.extensions"]);

const EXTENSION: Effect = { kind: "extension", why: "is onnxruntime's own operator: other runtimes do not have it" };
const CUSTOM: Effect = { kind: "custom", why: "is no operator of ONNX: a library that is loaded has to bring it" };
const OF_EXTENSIONS: Effect = { kind: "custom", why: "is an operator of the library onnxruntime-extensions" };
const PLUGIN: Effect = { kind: "custom", why: "is a plugin of TensorRT: a library that is loaded has to bring it" };
const PYTHON: Effect = { kind: "code", why: "calls a Python function" };
const COMPILED: Effect = {
  kind: "code",
  why: "runs a program compiled for an accelerator, which is not looked into here",
};

/** Operators that do more than others of their domain. */
const NAMED: Readonly<Record<string, (node: Node) => Effect>> = {
  "com.microsoft:PythonOp": () => PYTHON,
  "com.microsoft:PythonOpGrad": () => PYTHON,
  "com.microsoft:TritonOp": () => ({ kind: "code", why: "has Python compile and run a kernel" }),
  "com.microsoft:ATen": (node) => ({
    kind: "code",
    why: "calls an operator of PyTorch by its name",
    names: [stringAttribute(node, "operator", "")],
  }),
  "com.microsoft:Snpe": () => COMPILED,
  "com.microsoft:EPContext": (node) => {
    const file = stringAttribute(node, "ep_cache_context", "");
    const isFile = numberAttribute(node, "embed_mode", 1) === 0 && file !== "";
    return isFile
      ? { ...COMPILED, why: "loads a program compiled for an accelerator from a file", names: [file] }
      : COMPILED;
  },
};
/** Of onnxruntime-extensions. */
const REMOTE = /^(Azure|OpenAI)/;
const PYTHON_OPERATOR = /^Py[A-Z]/;

/** Of the first operator sets, or put in by onnxruntime as it runs a model. */
const EARLY = new Set(
  `Affine Crop DynamicSlice GRUUnit GivenTensorFill ImageScaler MemcpyFromHost MemcpyToHost ParametricSoftplus Scale
  ScaledTanh`.split(/\s+/),
);

export const onnxEffects: EffectsOf = ({ functions }) => {
  // An overload is named behind; a node may mean any of them.
  const called = new Set([...functions.keys()].map((key) => key.split(":").slice(0, 2).join(":")));
  return (node) => {
    const { domain, name } = node.op;
    if (domain === "" && (rowOf(node).role !== "other" || isTyped(name) || EARLY.has(name))) {
      return null;
    }
    const named = own(NAMED, `${domain}:${name}`);
    if (named !== undefined) {
      return named(node);
    }
    if (called.has(functionKey(domain, name)) || (isStandard(domain) && domain !== "")) {
      return null;
    }
    if (EXTENSIONS.has(domain)) {
      return ofExtensions(node);
    }
    return domain === "trt.plugins" ? PLUGIN : BUILT_IN.has(domain) ? EXTENSION : CUSTOM;
  };
};

function ofExtensions(node: Node): Effect {
  const { name } = node.op;
  if (REMOTE.test(name)) {
    const address = stringAttribute(node, "model_uri", "");
    return { kind: "network", why: "calls a server", names: address === "" ? [] : [address] };
  }
  return PYTHON_OPERATOR.test(name) ? PYTHON : OF_EXTENSIONS;
}
