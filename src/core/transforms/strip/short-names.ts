// Short names for what is inside a graph. As TensorFlow's obfuscate_names; whatever is named from elsewhere keeps its name.
import type { Context } from "../../context";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { verify } from "../../ir/verify";
import { withNested } from "../../ir/walk";
import { FixedParts } from "../fixed-parts";
import type { Change } from "../transform";

const LETTERS = 36;

export function shortenNames(model: EditableModel, context: Context): Change[] {
  const obstacle = model.dialect.stripObstacle(model);
  if (obstacle !== null) {
    context.note("Names", obstacle);
    return [];
  }
  const graphs = model.graphs.flatMap((graph) => [...withNested(graph)]);
  const shortener = new Shortener(model, graphs);
  const names = graphs.reduce(
    (sum, graph) => sum + (model.dialect.namesByNode ? shortener.nodes(graph) : shortener.values(graph)),
    0,
  );
  const subject = `${names.toLocaleString("en-US")} names`;
  return names === 0
    ? []
    : [{ kind: "rewritten", subject, bytesBefore: shortener.before, bytesAfter: shortener.after }];
}

class Shortener {
  /** Bytes of the names, each counted once. */
  before = 0;
  after = 0;
  readonly #fixed: FixedParts;
  readonly #taken = new Set<string>();
  /** What is odd already keeps the name that warnings tell. */
  readonly #odd: ReadonlySet<string>;
  #count = 0;

  constructor(
    readonly model: EditableModel,
    graphs: readonly Graph[],
  ) {
    this.#fixed = new FixedParts(model);
    this.#odd = new Set(verify(model).map(({ subject }) => subject));
    for (const { nodes, values } of graphs) {
      nodes.forEach(({ name }) => this.#taken.add(name));
      [...values].forEach(({ name }) => this.#taken.add(name));
    }
  }

  /** Where values are named after their nodes: "node", "node:1". */
  nodes(graph: Graph): number {
    const renamed = graph.nodes.filter(
      (node) => this.#mayChange(node) && !node.outputs.some((each) => this.#isFixed(each)),
    );
    return renamed.filter((node) => {
      const before = node.name;
      const name = this.#shorter(before);
      if (name === null) {
        return false;
      }
      node.name = name;
      for (const output of node.outputs) {
        if (output !== null) {
          output.name = `${name}${output.name.slice(before.length)}`;
        }
      }
      return true;
    }).length;
  }

  values(graph: Graph): number {
    const inputs = new Set(graph.inputs);
    const renamed = [...graph.values].filter((value) => {
      const mayChange = !this.#isFixed(value) && !inputs.has(value) && !this.#fixed.ambiguous.has(value.name);
      const name = mayChange && this.model.dialect.isPlainConstant(value) ? this.#shorter(value.name) : null;
      value.name = name ?? value.name;
      return name !== null;
    });
    return renamed.length + this.#unnameNodes(graph);
  }

  /** Where nodes are not what values are named after, their own names are for people only. */
  #unnameNodes(graph: Graph): number {
    const named = this.model.dialect.uniqueNames
      ? graph.nodes.filter(({ name }) => name !== "" && !this.#odd.has(name))
      : [];
    for (const node of named) {
      this.before += node.name.length;
      node.name = "";
    }
    return named.length;
  }

  #mayChange(node: Node): boolean {
    const { pinned, ambiguous } = this.#fixed;
    // A checkpoint knows a variable by its name.
    return (
      !pinned.has(node) &&
      !ambiguous.has(node.name) &&
      !this.#odd.has(node.name) &&
      this.model.dialect.role(node) !== "variable"
    );
  }

  #isFixed(value: Value | null): boolean {
    const { declared, pinned } = this.#fixed;
    return value !== null && (declared.has(value) || pinned.has(value) || this.#odd.has(value.name));
  }

  /** Null: the name is short already. */
  #shorter(name: string): string | null {
    let short: string;
    do {
      short = shortName(this.#count++);
    } while (this.#taken.has(short));
    if (short.length >= name.length) {
      this.#count--;
      return null;
    }
    this.before += name.length;
    this.after += short.length;
    return short;
  }
}

/** a … z, then a0, a1 …: names start with a letter. */
function shortName(count: number): string {
  const first = count % 26;
  const rest = Math.floor(count / 26);
  return `${String.fromCharCode(97 + first)}${rest === 0 ? "" : (rest - 1).toString(LETTERS)}`;
}
