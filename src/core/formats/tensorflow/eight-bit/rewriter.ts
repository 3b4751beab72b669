// Puts TensorFlow's eight-bit operators in the place of those on floats. A result is brought to eight bits over the range
// that it has when it is computed, and to float after; what reads it in eight bits goes around that. Modes and names are
// those of TensorFlow's quantize_nodes.
import type { Encoded } from "../../../ir/dialect";
import type { DType } from "../../../ir/dtype";
import type { EightBitForm, EightBitRewriter, EightBitValue, ValueRange } from "../../../ir/eight-bit";
import type { Graph } from "../../../ir/graph";
import type { Model } from "../../../ir/model";
import { uniqueName } from "../../../ir/names";
import { stringAttribute, type Attribute, type Node } from "../../../ir/node";
import type { Value } from "../../../ir/value";
import { insertNode } from "../insert";
import { fakeRange, isFakeQuant } from "./fake-quant";
import { formOf, joinedAxis, type Form } from "./forms";
import { KnownShapes } from "./known-shapes";
import { hoist } from "./hoist";
import { nodesInLoops } from "./loops";
import { SharedConstants } from "./shared-constants";

type Attributes = readonly (readonly [string, Attribute])[];

const type = (value: DType): Attribute => ({ kind: "type", value });
const MIN_FIRST: Attributes = [
  ["T", type("quint8")],
  ["mode", { kind: "string", value: "MIN_FIRST" }],
];

/** Far below what activations are, far above what float32 cannot divide by. */
const LEAST_MAX = 1e-6;

export class TensorflowEightBitRewriter implements EightBitRewriter {
  readonly #shapes = new KnownShapes();
  readonly #inLoops: ReadonlySet<Node>;
  readonly #constants: SharedConstants;
  /** What is known of nodes since their form was asked for. */
  readonly #axes = new Map<Node, number>();
  readonly #fakeRanges = new Map<Node, ValueRange>();

  constructor(
    readonly model: Model,
    readonly graph: Graph,
  ) {
    this.#inLoops = nodesInLoops(graph);
    this.#constants = new SharedConstants(model, graph);
  }

  async hoistRanges(isFree: (node: Node) => boolean): Promise<void> {
    const isRewritten = async (node: Node) => isFree(node) && typeof ((await this.form(node)) ?? "") !== "string";
    for (const node of this.graph.nodes.filter(isFakeQuant)) {
      await hoist(this.graph, node, isRewritten);
    }
  }

  observe(node: Node): Promise<void> {
    return this.#shapes.observe(node);
  }

  async form(node: Node): Promise<EightBitForm | string | null> {
    const fake = await fakeRange(node);
    const form = formOf(node);
    const data = fake === null ? (form?.data ?? []) : [0];
    if ((fake === null && form === null) || data.every((index) => node.inputs[index]?.constant != null)) {
      return null;
    }
    if (data.some((index) => node.inputs[index] == null)) {
      return "it reads fewer values than its operator does";
    }
    if (data.some((index) => (node.inputs[index]!.constant?.dtype ?? "float32") !== "float32")) {
      return "it reads a constant that is not float32";
    }
    if (node.outputs.slice(1).some((output) => output !== null)) {
      return "more of its outputs are read than its operator has";
    }
    if (measures(node)) {
      return null;
    }
    if (this.#inLoops.has(node)) {
      return "it is in a loop";
    }
    if (fake !== null && typeof fake !== "string") {
      this.#fakeRanges.set(node, fake);
      const isWide = this.wide(node.inputs[0]!) !== null;
      return { inputs: isWide ? [0] : [], readsWide: true };
    }
    const reason = fake ?? (await form!.obstacle?.(node, this.#shapes)) ?? null;
    if (reason !== null) {
      return reason;
    }
    if (form!.operator === "QuantizedConcat") {
      this.#axes.set(node, (await joinedAxis(node, this.#shapes))!);
    }
    return { inputs: data, readsWide: form!.readsWide };
  }

  stored(value: Value): EightBitValue | null {
    const maker = value.producer;
    const [values, min, max] = maker?.inputs ?? [];
    if (maker?.op.name !== "Dequantize" || stringAttribute(maker, "mode", "") !== "MIN_FIRST") {
      return null;
    }
    const isPlain =
      maker.attributes.get("T")?.value === "quint8" &&
      [undefined, "float32"].includes(maker.attributes.get("dtype")?.value as DType | undefined) &&
      [undefined, -1].includes(maker.attributes.get("axis")?.value as number | undefined) &&
      maker.attributes.get("narrow_range")?.value !== true;
    return isPlain && values != null && isNumber(min) && isNumber(max) ? { values, min, max, bits: 8 } : null;
  }

  wide(value: Value): EightBitValue | null {
    const maker = this.stored(value)?.values.producer;
    if (
      value.uses.size !== 1 ||
      maker?.op.name !== "Requantize" ||
      maker.attributes.get("Tinput")?.value !== "qint32"
    ) {
      return null;
    }
    const [values, min, max] = maker.inputs;
    return { values: values!, min: min!, max: max!, bits: 32 };
  }

  addConstant(value: Value, { data, range }: Encoded): EightBitValue {
    const max = this.#constants.beside(value, "quantized_max", range!.max);
    const min = this.#constants.beside(value, "quantized_min", range!.min);
    return { values: this.#constants.beside(value, "quantized_const", data), min, max, bits: 8 };
  }

  quantize(value: Value, before: Node): EightBitValue {
    const scope = `${value.name.replace(":", "__port__")}_eightbit`;
    const float: [string, Attribute] = ["T", type("float32")];
    const dims = this.#constants.integer("eightbit/reshape_dims", -1, before);
    const axes = this.#constants.integer("eightbit/reduction_dims", 0, before);
    const [flat] = this.#add(
      before,
      before,
      "Reshape",
      `${scope}/reshape`,
      [value, dims],
      ["float32"],
      [float, ["Tshape", type("int32")]],
    );
    const bound = (operator: string, name: string) => {
      const attributes: Attributes = [float, ["Tidx", type("int32")], ["keep_dims", { kind: "bool", value: false }]];
      return this.#add(before, before, operator, `${scope}/${name}`, [flat!, axes], ["float32"], attributes)[0]!;
    };
    return this.#toEightBits(`${scope}/quantize`, [value, bound("Min", "min"), bound("Max", "max")], before, before);
  }

  quantizeInput(node: Node, [low, high]: ValueRange): boolean {
    const value = node.outputs[0];
    if (!/^Placeholder(V2)?$/.test(node.op.name) || value?.type?.dtype !== "float32") {
      return false;
    }
    const next = node.next;
    const reader = this.graph.addValue(uniqueName(this.model, `${node.name}_eightbit/dequantize`), value.type);
    this.graph.replaceUses(value, reader);
    node.setAttribute("dtype", type("quint8"));
    value.type = { dtype: "quint8", shape: value.type.shape };
    const bounds = [
      this.#constants.float("eightbit/min", low, node),
      this.#constants.float("eightbit/max", high, node),
    ];
    insertNode(this.graph, "Dequantize", reader.name, [value, ...bounds], [reader], MIN_FIRST, node, next);
    return true;
  }

  replace(node: Node, inputs: readonly EightBitValue[], range: ValueRange | null): void {
    const { graph } = this;
    const output = node.outputs[0]!;
    const next = node.next;
    const controlInputs = [...node.controlInputs];
    const controls = [...node.controlUses];
    graph.detach(node);
    const fake = this.#fakeRanges.get(node) ?? null;
    const name = `${node.name}/eightbit`;
    let result: EightBitValue;
    if (fake === null) {
      result = this.#compute(node, formOf(node)!, inputs, next);
    } else {
      result = inputs[0] ?? this.#toEightBits(name, [node.inputs[0]!, ...this.#bounds(fake, node)], node, next);
    }
    const first = fake === null || inputs.length === 0 ? result.values.producer! : null;
    const narrow = result.bits === 8 ? result : this.#requantize(name, result, fake ?? range, node, next);
    graph.addControlInputs(first ?? narrow.values.producer!, controlInputs);
    const read = [narrow.values, narrow.min, narrow.max];
    const heir = fake === null ? null : node;
    const last = insertNode(graph, "Dequantize", node.name, read, [output], MIN_FIRST, node, next, heir);
    controls.forEach((user) => graph.addControlInputs(user, [last]));
  }

  #compute(node: Node, form: Form, inputs: readonly EightBitValue[], next: Node | null): EightBitValue {
    const data = new Map(form.data.map((index, position) => [index, inputs[position]!]));
    const mins = inputs.map(({ min }) => min);
    const maxes = inputs.map(({ max }) => max);
    const read = node.inputs.map((input, index) => data.get(index)?.values ?? input!);
    const axis = this.#axes.get(node);
    const all =
      axis === undefined
        ? [...read, ...inputs.flatMap(({ min, max }) => [min, max])]
        : [
            this.#constants.integer(`eightbit/axis_${axis}`, axis, node, []),
            ...inputs.map(({ values }) => values),
            ...mins,
            ...maxes,
          ];
    const bits = form.isWide || inputs.some((input) => input.bits === 32) ? 32 : 8;
    const dtypeOf = (input: EightBitValue | undefined) => (input?.bits === 32 ? "qint32" : "quint8");
    const made = bits === 32 ? "qint32" : "quint8";
    const kept = form.kept.flatMap((name): [string, Attribute][] => {
      const attribute = node.attributes.get(name);
      return attribute === undefined ? [] : [[name, attribute]];
    });
    const attributes: Attributes = [
      ...form.types.map((name, index): [string, Attribute] => [name, type(dtypeOf(inputs[index]))]),
      ...(form.resultType === null ? [] : [[form.resultType, type(made)] as const]),
      ...kept,
    ];
    const outputs = this.#add(
      node,
      next,
      form.operator,
      `${node.name}/eightbit`,
      all,
      [made, "float32", "float32"],
      attributes,
      node,
    );
    return tripleOf(outputs, bits);
  }

  /** From 32 bits to eight, over a range or the one that the result has. */
  #requantize(
    name: string,
    { values, min, max }: EightBitValue,
    range: ValueRange | null,
    like: Node,
    next: Node | null,
  ): EightBitValue {
    const input: [string, Attribute] = ["Tinput", type("qint32")];
    const read = [values, min, max];
    const bounds = range === null ? this.#measured(name, read, like, next) : this.#bounds(range, like);
    const dtypes: DType[] = ["quint8", "float32", "float32"];
    const attributes: Attributes = [input, ["out_type", type("quint8")]];
    return tripleOf(
      this.#add(like, next, "Requantize", `${name}/requantize`, [...read, ...bounds], dtypes, attributes),
      8,
    );
  }

  /** The range of a result; not empty where all of it is zero, which the operators behind it refuse. */
  #measured(name: string, read: readonly Value[], like: Node, next: Node | null): Value[] {
    const input: [string, Attribute] = ["Tinput", type("qint32")];
    const floats: DType[] = ["float32", "float32"];
    const [low, high] = this.#add(like, next, "RequantizationRange", `${name}/requant_range`, read, floats, [input]);
    const least = this.#constants.float("eightbit/least", LEAST_MAX, like);
    const above = [high!, least];
    const [max] = this.#add(like, next, "Maximum", `${name}/max`, above, ["float32"], [["T", type("float32")]]);
    return [low!, max!];
  }

  #toEightBits(name: string, read: readonly Value[], like: Node, before: Node | null): EightBitValue {
    return tripleOf(this.#add(like, before, "QuantizeV2", name, read, ["quint8", "float32", "float32"], MIN_FIRST), 8);
  }

  #bounds(range: ValueRange, like: Node): Value[] {
    return range.map((bound) => this.#constants.float("eightbit/bound", bound, like));
  }

  /** A node with an output for each element type. */
  #add(
    like: Node,
    before: Node | null,
    operator: string,
    base: string,
    inputs: readonly Value[],
    dtypes: readonly DType[],
    attributes: Attributes,
    continues: Node | null = null,
  ): Value[] {
    const name = uniqueName(this.model, base);
    const outputs = dtypes.map((dtype, port) =>
      this.graph.addValue(port === 0 ? name : `${name}:${port}`, { dtype, shape: null }),
    );
    insertNode(this.graph, operator, name, inputs, outputs, attributes, like, before, continues);
    return outputs;
  }
}

function tripleOf([values, min, max]: readonly Value[], bits: 8 | 32): EightBitValue {
  return { values: values!, min: min!, max: max!, bits };
}

/** Whether a node is there for the range of what is quantized, as `quantize` makes it. */
function measures(node: Node): boolean {
  const readers = (each: Node) => [...(each.outputs[0]?.uses ?? [])];
  const bounds = node.op.name === "Reshape" ? readers(node) : [];
  const isBound = (each: Node) =>
    /^M(in|ax)$/.test(each.op.name) && readers(each).every(({ op }) => op.name === "QuantizeV2");
  return bounds.length > 0 && bounds.every(isBound);
}

/** Kernels take bounds that are one number. */
function isNumber(bound: Value | null | undefined): bound is Value {
  const maker = bound?.producer ?? null;
  return bound?.constant?.shape.length === 0 || (maker !== null && /^(Requantize|Quantize)/.test(maker.op.name));
}
