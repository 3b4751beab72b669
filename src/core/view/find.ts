// Finding nodes of a model by what is typed: everything that is drawn, in all of its graphs.
import { shortestFloat32 } from "../ir/shortest-float32";
import { nameOf, Node, type Attribute } from "../ir/node";
import type { Shape, Value } from "../ir/value";
import type { Layer } from "../report/layers";
import { formatShape } from "../report/numbers";
import type { Findable, Query } from "./query";
import { statedType, type TypeOf, type ViewSource } from "./view-graph";

/** What was found, as positions. */
export interface Found {
  /** Nodes of all graphs, one graph after the other, each in order. */
  readonly nodes: Int32Array<ArrayBuffer>;
  /** By graph where its nodes begin; at the end where the last ones end. */
  readonly starts: Int32Array<ArrayBuffer>;
  /** Layers of the report. */
  readonly layers: Int32Array<ArrayBuffer>;
}

/** A node with more values or a list with more items is looked at up to here. */
const MOST_VALUES = 1000;
/** Nodes that are not drawn, such as those that restore a weight, are found where they are used, from this far. */
const MOST_BEHIND = 8;
/** Nodes between two pauses. */
const AT_A_TIME = 1024;

export class Finder {
  readonly #subjects: (Findable | undefined)[][];
  readonly #layers: ReadonlyMap<Node | null, Layer>;
  readonly #drawn: ReadonlySet<Node | Value>;

  /** @param layers The report's. */
  constructor(
    readonly views: readonly ViewSource[],
    readonly layers: readonly Layer[],
    readonly typeOf: TypeOf = statedType,
  ) {
    this.#subjects = views.map(({ subjects }) => new Array<Findable | undefined>(subjects.length));
    this.#layers = new Map(layers.map((layer) => [layer.node, layer]));
    const drawn = new Set<Node | Value>();
    for (const { subjects } of views) {
      subjects.forEach((subject) => drawn.add(subject));
    }
    this.#drawn = drawn;
  }

  /**
   * @param query Null: nothing is found, and everything made ready.
   * @param pause Lets others have a turn; it throws where nobody waits any more.
   */
  async find(query: Query | null, pause: () => Promise<void>): Promise<Found> {
    const nodes: number[] = [];
    const starts = new Int32Array(this.views.length + 1);
    const found = new Set<Node | Value>();
    let since = 0;
    for (let graph = 0; graph < this.views.length; graph++) {
      const { subjects } = this.views[graph]!;
      for (let node = 0; node < subjects.length; node++) {
        if (++since > AT_A_TIME) {
          since = 0;
          await pause();
        }
        const findable = this.#findable(graph, node);
        if (query?.(findable) === true) {
          nodes.push(node);
          found.add(subjects[node]!);
        }
      }
      starts[graph + 1] = nodes.length;
    }
    const layers = this.layers.flatMap((layer, at) => (this.#isFound(layer, found, query) ? [at] : []));
    return { nodes: Int32Array.from(nodes), starts, layers: Int32Array.from(layers) };
  }

  /** A tensor by itself is drawn nowhere. */
  #isFound(layer: Layer, found: ReadonlySet<Node | Value>, query: Query | null): boolean {
    return layer.node !== null ? found.has(layer.node) : (query?.(tensorFindable(layer)) ?? false);
  }

  #findable(graph: number, node: number): Findable {
    return (this.#subjects[graph]![node] ??= this.#make(
      this.views[graph]!.subjects[node]!,
      this.views[graph]!.graph.nodes[node]!.kind,
    ));
  }

  #make(subject: Node | Value, kind: string): Findable {
    if (!(subject instanceof Node)) {
      const { dtype, shape } = this.typeOf(subject);
      const names = [subject.name];
      return findable(subject.name, kind, [dtype], [shape], {
        inputs: kind === "output" ? names : [],
        outputs: kind === "output" ? [] : names,
        own: [],
        words: () => [],
      });
    }
    const inputs = present(subject.inputs);
    const outputs = present(subject.outputs);
    const read = inputs.filter(({ constant }) => constant !== null);
    const { names, constants } = this.#behind(inputs);
    // What others make is found there; a constant only here.
    const own = [...outputs, ...read, ...constants];
    const types = own.map((value) => this.#type(value));
    const layer = this.#layers.get(subject);
    return findable(
      nameOf(subject),
      subject.op.name,
      types.map(({ dtype }) => dtype),
      types.map(({ shape }) => shape),
      {
        inputs: [...inputs.map(({ name }) => name), ...names],
        outputs: outputs.map(({ name }) => name),
        own: [...read.map(({ name }) => name), ...names],
        words: (name) => words(subject, name, layer),
      },
    );
  }

  #type(value: Value): { readonly dtype: string | null; readonly shape: Shape | null } {
    const { constant } = value;
    return constant === null ? this.typeOf(value) : { dtype: constant.dtype, shape: constant.shape };
  }

  /** What is not drawn and leads to a node: names, and the constants among them. */
  #behind(inputs: readonly Value[]): { names: string[]; constants: Value[] } {
    const names: string[] = [];
    const constants: Value[] = [];
    const seen = new Set<Value>(inputs);
    const queue = [...inputs];
    for (let at = 0; at < queue.length && names.length < MOST_BEHIND; at++) {
      const { producer } = queue[at]!;
      if (producer !== null && !this.#drawn.has(producer)) {
        names.push(nameOf(producer));
        for (const value of present(producer.inputs)) {
          if (!seen.has(value)) {
            seen.add(value);
            queue.push(value);
            names.push(value.name);
            constants.push(value);
          }
        }
      }
    }
    return { names, constants };
  }
}

function present(values: readonly (Value | null)[]): Value[] {
  return values.slice(0, MOST_VALUES).filter((value) => value !== null);
}

function tensorFindable({ name, dtype, outputShape, parameters, bytes }: Layer): Findable {
  const counts = countWords(parameters, bytes);
  return findable(name, "", [dtype], [outputShape], {
    inputs: [],
    outputs: [],
    own: [],
    words: (key) => counts.get(key.toLowerCase()) ?? [],
  });
}

function findable(
  name: string,
  operator: string,
  dtypes: readonly (string | null)[],
  shapes: readonly (Shape | null)[],
  rest: Pick<Findable, "inputs" | "outputs" | "words"> & { readonly own: readonly string[] },
): Findable {
  const { inputs, outputs, words } = rest;
  const kinds = [...new Set(dtypes)].filter((dtype) => dtype !== null);
  const known = shapes.filter((shape) => shape !== null);
  const told = [name, operator, ...outputs, ...rest.own, ...kinds, ...new Set(known.map(formatShape))];
  const text = told.map((each) => each.replaceAll("\n", " ").toLowerCase()).join("\n");
  return { name, operator, dtypes: kinds, shapes: known, inputs, outputs, text, words };
}

/** Attributes are decoded when they are asked for. */
function words(node: Node, name: string, layer: Layer | undefined): string[] {
  const counted = countWords(layer?.parameters ?? 0, layer?.bytes ?? 0).get(name.toLowerCase());
  if (counted !== undefined) {
    return counted;
  }
  const attribute = node.attribute(name);
  return attribute === undefined ? [] : attributeWords(attribute);
}

function countWords(parameters: number, bytes: number): Map<string, string[]> {
  return new Map([
    ["parameters", [String(parameters)]],
    ["bytes", [String(bytes)]],
  ]);
}

/** The items of a list, and all of them at once: "3", "1" and "3x1". */
function attributeWords(attribute: Attribute): string[] {
  switch (attribute.kind) {
    case "float":
      return [String(shortestFloat32(attribute.value))];
    case "list": {
      const items = attribute.value.slice(0, MOST_VALUES).map((item) => (item === null ? "" : String(item)));
      return [...items, items.join("x")];
    }
    case "shape":
      return [(attribute.value ?? []).map((each) => each ?? "?").join("x")];
    case "tensor":
    case "graphs":
      return [];
    default:
      return [String(attribute.value)];
  }
}
