// What turns texts and files into numbers at the start of TensorFlow graphs. TensorFlow.js has none of it: such a model is
// run from the first numbers on.
import { inferTypes, type Endpoint, type Model, type Node, type Value } from "../core";

const FRONT_END = /^(DecodeWav|Decode(Jpeg|Png|Bmp|Gif|Image|AndCropJpeg)|ReadFile)$/;

/** In the place of each input of texts, the first numbers behind it. */
export async function behindFrontEnd(model: Model, inputs: readonly Endpoint[]): Promise<readonly Endpoint[]> {
  if (!inputs.some(({ type }) => type?.dtype === "string")) {
    return inputs;
  }
  const types = await inferTypes(model);
  const found: Endpoint[] = [];
  for (const endpoint of inputs) {
    const values = endpoint.type?.dtype === "string" ? firstNumbers(endpoint.value) : [];
    for (const value of values) {
      const { dtype, shape } = types.of(value);
      found.push({
        ...endpoint,
        value,
        name: value.name,
        type: { dtype: dtype ?? "float32", shape },
        reason: `made of ${endpoint.name}`,
      });
    }
    if (values.length === 0) {
      found.push(endpoint);
    }
  }
  return found;
}

/** The text or file that the numbers of an input are made of; itself where it is what the model takes. */
export function fileBehind(value: Value): Value {
  // Damaged files have nodes that read what they make.
  const passed = new Set<Node>();
  let source = value;
  for (let node = source.producer; node !== null && FRONT_END.test(node.op.name) && !passed.has(node);) {
    passed.add(node);
    source = node.inputs[0] ?? source;
    node = source.producer;
  }
  return source;
}

function firstNumbers(input: Value): readonly Value[] {
  const numbers = new Set<Value>();
  const seen = new Set([input]);
  const pending = [input];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const node of value.uses) {
      if (!FRONT_END.test(node.op.name)) {
        if (value !== input) {
          numbers.add(value);
        }
        continue;
      }
      for (const output of node.outputs) {
        if (output !== null && !seen.has(output)) {
          seen.add(output);
          pending.push(output);
        }
      }
    }
  }
  return [...numbers].sort((one, other) => place(one) - place(other));
}

/** Among what its node makes: sound before its rate. */
function place(value: Value): number {
  return value.producer?.outputs.indexOf(value) ?? 0;
}
