// Models that are made rather than kept: large ones, and ones with leftovers.

const FLOAT = 1;
const BOOL = 9;
const GRAPH = 5;

/**
 * A chain of MatMul and Relu as an ONNX file, in parts since it may be large.
 * @param width of the square weights, so 1024 makes 4 MB each.
 * @param options.shared whether all layers have the weights of the first.
 */
export function onnxChain(
  layers,
  width,
  { nameOf = (layer) => `layer${layer}`, scopeOf = () => "", shared = false } = {},
) {
  const weight = Buffer.from(Float32Array.from({ length: width * width }, (_, index) => Math.sin(index)).buffer);
  const graph = [];
  for (let layer = 0; layer < layers; layer++) {
    const [product, name] = [`product${layer}`, `weight${shared ? 0 : layer}`];
    const [input, output] = [`value${layer}`, `value${layer + 1}`];
    graph.push(
      ...message(
        1,
        text(1, input),
        text(1, name),
        text(2, product),
        text(3, scopeOf(layer) + nameOf(layer)),
        text(4, "MatMul"),
      ),
      ...message(1, text(1, product), text(2, output), text(3, `${scopeOf(layer)}relu${layer}`), text(4, "Relu")),
    );
    if (layer === 0 || !shared) {
      const content = message(9, weight);
      graph.push(...message(5, number(1, width), number(1, width), number(2, FLOAT), text(8, name), ...content));
    }
  }
  graph.push(text(2, "chain"), ...value(11, "value0", width), ...value(12, `value${layers}`, width));
  // Not in one call: there may be more parts than the stack has room for.
  const length = graph.reduce((sum, part) => sum + part.length, 0);
  return [number(1, 8), varint((7 << 3) | 2), varint(length), ...graph, ...message(8, text(1, ""), number(2, 17))];
}

/** An ONNX model that runs one of two graphs, in the second of which the same is done again. */
export function onnxBranches() {
  const branch = (id, node, output) =>
    message(5, text(1, id), number(20, GRAPH), ...message(6, ...node, text(2, id), ...value(12, output, 4)));
  const relu = (output) => message(1, text(1, "x"), text(2, output), text(3, `${output}_relu`), text(4, "Relu"));
  const choice = (name, output, other) =>
    message(
      1,
      text(1, "condition"),
      text(2, output),
      text(3, name),
      text(4, "If"),
      ...branch("then_branch", relu(`${name}_then`), `${name}_then`),
      ...branch("else_branch", other, `${name}_else`),
    );
  const inner = choice("inner", "outer_else", relu("inner_else"));
  const graph = [
    ...choice("outer", "y", inner),
    text(2, "branches"),
    ...value(11, "condition", null, BOOL),
    ...value(11, "x", 4),
    ...value(12, "y", 4),
  ];
  return [number(1, 8), ...message(7, ...graph), ...message(8, text(1, ""), number(2, 17))];
}

/** An ONNX model that adds a large number and takes it off again: what is lost on the way comes back once both are one. */
export function onnxLostInSums(width = 8) {
  const constant = (name, shape, numbers) => {
    const lengths = shape.map((length) => number(1, length));
    return message(5, ...lengths, number(2, FLOAT), text(8, name), ...message(9, Buffer.from(numbers.buffer)));
  };
  const of = (count, element) => Float32Array.from({ length: count }, (_, index) => element(index));
  const node = (operator, inputs, output) =>
    message(1, ...inputs.map((name) => text(1, name)), text(2, output), text(3, output), text(4, operator));
  const graph = [
    ...node("MatMul", ["x", "w"], "h"),
    ...node("Add", ["h", "large"], "i"),
    ...node("Add", ["i", "off"], "y"),
    text(2, "sums"),
    ...constant("w", [width, width], of(width * width, Math.sin)),
    ...constant(
      "large",
      [width],
      of(width, () => 1e9),
    ),
    ...constant(
      "off",
      [width],
      of(width, () => -1e9),
    ),
    ...value(11, "x", width),
    ...value(12, "y", width),
  ];
  return Buffer.concat([number(1, 8), ...message(7, ...graph), ...message(8, text(1, ""), number(2, 13))]);
}

/** An ONNX model that names a set of operators of which it has none. */
export function withUnusedOperatorSet(onnx, domain) {
  return Buffer.concat([onnx, ...message(8, text(1, domain), number(2, 1))]);
}

/** A frozen TensorFlow graph with a constant that nothing reads: messages of protobuf grow by appending. */
export function withUnusedConstant(graphDef, name, values) {
  const shape = message(2, ...message(2, number(1, values)));
  const tensor = message(8, number(1, FLOAT), ...shape, ...message(4, Buffer.alloc(values * 4, 1)));
  const attributes = [
    ...message(5, text(1, "dtype"), ...message(2, number(6, FLOAT))),
    ...message(5, text(1, "value"), ...message(2, ...tensor)),
  ];
  return Buffer.concat([graphDef, ...message(1, text(1, name), text(2, "Const"), ...attributes)]);
}

/** @param width null: it is one element. */
function value(id, name, width, type = FLOAT) {
  const dimension = (size) => message(1, number(1, size));
  const shape = message(2, ...(width === null ? [] : [...dimension(1), ...dimension(width)]));
  return message(id, text(1, name), ...message(2, ...message(1, number(1, type), ...shape)));
}

function number(id, value) {
  return Buffer.concat([varint(id << 3), varint(value)]);
}

function text(id, value) {
  return Buffer.concat(message(id, Buffer.from(value)));
}

function message(id, ...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [varint((id << 3) | 2), varint(length), ...parts];
}

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) {
    bytes.push((value % 128) | 128);
  }
  return Buffer.from([...bytes, value]);
}

/** @param tensors {name, dtype, shape, bytes: how many}, as a .safetensors file. */
export function safetensors(tensors, metadata) {
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape, bytes }) => [
    name,
    { dtype, shape, data_offsets: [end, (end += bytes)] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries([["__metadata__", metadata], ...entries])));
  const length = Buffer.from(BigUint64Array.of(BigInt(header.byteLength)).buffer);
  return Buffer.concat([length, header, Buffer.alloc(end, 1)]);
}
