// What LiteRT does for operators besides computing them.
import type { Effect, EffectsOf } from "../../ir/effects";
import type { Node } from "../../ir/node";
import { tensorflowEffect } from "../../kernels/tensorflow-effects";
import { extrasOf, type NodeExtras } from "./extras";
import { CUSTOM_DOMAIN, UNKNOWN_BUILTIN } from "./operator-codes";

const FLEX = "Flex";
/** Custom operators that LiteRT registers itself. */
const REGISTERED = new Set(["TFLite_Detection_PostProcess", "Mfcc", "AudioSpectrogram", "NumericVerify"]);

const CUSTOM: Effect = { kind: "custom", why: "is a custom operator: the program that runs the model has to bring it" };
const COMPILED: Effect = {
  kind: "code",
  why: "runs a program compiled for an accelerator, which is not looked into here",
};
const OWN: Effect = { kind: "extension", why: "is a custom operator that LiteRT has built in" };
const OF_TENSORFLOW: Effect = {
  kind: "extension",
  why: "is run by TensorFlow's own kernel (Flex): a runtime without it refuses the model",
};
const UNKNOWN: Effect = { kind: "custom", why: "is an operator newer than this version knows" };
/** Carry a compiled program in their options or behind the model. */
const COMPILED_OPERATORS = new Set(["edgetpu-custom-op", "DISPATCH_OP"]);

export const tfliteEffects: EffectsOf = () => (node) => {
  const { domain, name } = node.op;
  if (domain !== CUSTOM_DOMAIN) {
    return builtin(name);
  }
  if (name.startsWith(FLEX)) {
    return tensorflowEffect(name.slice(FLEX.length), () => textsOf(node)) ?? OF_TENSORFLOW;
  }
  return COMPILED_OPERATORS.has(name) ? COMPILED : REGISTERED.has(name) ? OWN : CUSTOM;
};

function builtin(name: string): Effect | null {
  if (name === "DELEGATE") {
    return { kind: "code", why: "is handed to a delegate of the program" };
  }
  if (name === "STABLEHLO_CUSTOM_CALL") {
    return { kind: "code", why: "calls code of the program by its name" };
  }
  return name.startsWith(UNKNOWN_BUILTIN) ? UNKNOWN : null;
}

const latin1 = new TextDecoder("latin1");
const LONGEST_OPTIONS = 65_536;

/** Addresses and paths in the options of a TensorFlow operator, which is a NodeDef in a FlexBuffer. */
function textsOf(node: Node): readonly string[] {
  const options = extrasOf<NodeExtras>(node)?.table.vector("custom_options")?.bytes;
  if (options == null || options.byteLength > LONGEST_OPTIONS) {
    return [];
  }
  return latin1.decode(options).match(TELLING) ?? [];
}

const TELLING = /[a-z]{2,8}:\/\/[!-~]+|\/[!-~]+\/[!-~]+/g;
