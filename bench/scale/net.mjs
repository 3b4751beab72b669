// A network in no format's words: what the shapes of `shapes.mjs` are built of and what is written in each format.
// Images are [batch, height, width, channels]; convolution weights [outputs, 1, 1, inputs]; matrices [inputs, outputs].

export class Net {
  /** {kind, name, inputs, outputs, settings}, in an order in which they can run. */
  nodes = [];
  /** By name: {shape, dtype, elements}; elements null: computed or given. */
  values = new Map();
  inputs = [];
  outputs = [];
  /** {name, net}: called by nodes of the kind "call". */
  functions = [];

  #count = 0;
  #branches = 0;
  #scope = "";

  /** @param outer The net around a branch, whose values it may read. */
  constructor(outer = null) {
    this.outer = outer;
    if (outer !== null) {
      this.#scope = `branch${outer.#branches++}/`;
    }
  }

  input(name, shape) {
    this.#declare(name, shape, "float32", null);
    this.inputs.push(name);
    return name;
  }

  /** @param elements Or a seed, which makes some that repeat for the same seed alone. */
  constant(shape, elements = this.values.size, dtype = "float32", name = this.#name("c")) {
    const length = shape.reduce((product, each) => product * each, 1);
    const values = typeof elements === "number" ? pseudoRandom(length, elements) : elements;
    this.#declare(name, shape, dtype, values);
    return name;
  }

  /** @returns the name of the node's one output, or of all. */
  node(kind, inputs, settings = {}) {
    const name = this.#name(kind);
    const shapes = settings.shapes ?? [settings.shape ?? this.shapeOf(inputs[0])];
    const outputs = shapes.map((shape, index) => {
      const output = shapes.length === 1 ? name : `${name}_${index}`;
      this.#declare(output, shape, settings.dtype ?? "float32", null);
      return output;
    });
    this.nodes.push({ kind, name, inputs, outputs, settings });
    return outputs.length === 1 ? outputs[0] : outputs;
  }

  output(name) {
    this.outputs.push(name);
  }

  shapeOf(name) {
    return (this.values.get(name) ?? this.outer.values.get(name)).shape;
  }

  #name(kind) {
    return `${this.#scope}${kind}_${this.#count++}`;
  }

  #declare(name, shape, dtype, elements) {
    this.values.set(name, { shape, dtype, elements });
  }
}

function pseudoRandom(length, seed) {
  const elements = new Float32Array(length);
  let state = Math.imul(seed + 1, 0x9e3779b1);
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    elements[index] = 0.5 + (state >>> 0) / 2 ** 32;
  }
  return elements;
}
