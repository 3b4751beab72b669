// Which node of a model each of a profile is, by names: runtimes fuse nodes and call what comes of it after one of them,
// after what the last of them makes, or after all.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { namedGraphs } from "../named-graphs";
import type { Profile, ProfileEntry } from "./profile";

export interface ProfileMatch {
  /** Of all entries. */
  readonly total: number;
  /** Of those that are nodes of the model. */
  readonly covered: number;
  readonly nodes: ReadonlyMap<Node, MeasuredNode>;
  /** Entries that are none, the largest first. */
  readonly rest: readonly ProfileEntry[];
  /** What ran how much of it, the largest first; empty where the profile does not say. */
  readonly providers: readonly { readonly name: string; readonly amount: number }[];
}

export interface MeasuredNode {
  /** With those that ran within it. */
  readonly amount: number;
  readonly provider: string | null;
  /** Whether the processor ran it, and something else others. */
  readonly isFallback: boolean;
  /** Nodes that ran within it. */
  readonly others: readonly Node[];
}

/** Linear in nodes and entries. */
export function matchProfile(model: Model, { entries }: Profile): ProfileMatch {
  const names = new NodeNames(model);
  const nodes = new Map<Node, { amount: number; provider: string | null; isFallback: boolean; others: Node[] }>();
  const rest: ProfileEntry[] = [];
  const providers = new Map<string, number>();
  for (const { provider, amount } of entries) {
    if (provider !== null) {
      providers.set(provider, (providers.get(provider) ?? 0) + amount);
    }
  }
  let [total, covered] = [0, 0];
  for (const entry of entries) {
    const { amount, provider } = entry;
    const match = names.find(entry);
    total += amount;
    if (match === null) {
      rest.push(entry);
      continue;
    }
    covered += amount;
    const measured = nodes.get(match.node) ?? { amount: 0, provider, isFallback: false, others: [] };
    measured.amount += amount;
    measured.isFallback ||= providers.size > 1 && provider !== null && /^CPU/i.test(provider);
    match.others.forEach((other) => measured.others.push(other));
    nodes.set(match.node, measured);
  }
  return {
    ...{ total, covered, nodes },
    rest: rest.sort((a, b) => b.amount - a.amount),
    providers: [...providers].map(([name, amount]) => ({ name, amount })).sort((a, b) => b.amount - a.amount),
  };
}

interface Match {
  readonly node: Node;
  /** Nodes that ran within it. */
  readonly others: readonly Node[];
}

/** Of more nodes with one name nobody can tell which is meant. */
const MOST_NAMESAKES = 16;
/** How far back a fusion may reach from what it makes. */
const LONGEST_FUSION = 8;

class NodeNames {
  readonly #byName = new Map<string, Node[]>();
  /** By what they make. */
  readonly #byValue = new Map<string, Node[]>();
  /** Of the main graph, without what onnxruntime takes for constants. */
  readonly #numbered: readonly Node[];

  constructor(model: Model) {
    for (const { graph } of namedGraphs(model)) {
      this.#addAll(graph);
    }
    this.#numbered = (model.graphs[0]?.nodes ?? []).filter(({ op }) => op.name !== "Constant");
  }

  #addAll(graph: Graph): void {
    for (const node of graph.nodes) {
      append(this.#byName, node.name, node);
      for (const value of node.outputs) {
        append(this.#byValue, value?.name ?? "", node);
      }
    }
  }

  find(entry: ProfileEntry): Match | null {
    if (entry.operator !== null && /Delegate/i.test(entry.operator)) {
      return null;
    }
    for (const name of formsOf(entry.name)) {
      const node = this.#named(name, entry);
      if (node !== null) {
        return settled(node, entry.operator);
      }
    }
    return this.#joined(entry) ?? this.#byNumber(entry);
  }

  /** Of several with a name the one at its number, or with its operator; null: none, or nobody knows which. */
  #named(name: string, { operator, index }: ProfileEntry): Node | null {
    const numbered = index === null ? undefined : this.#numbered[index];
    for (const all of [this.#byName.get(name), this.#byValue.get(name)]) {
      if (all === undefined) {
        continue;
      }
      if (all.length === 1) {
        return all[0]!;
      }
      const isNumbered = numbered?.name === name || numbered?.outputs.some((value) => value?.name === name) === true;
      const alike = all.slice(0, MOST_NAMESAKES).filter(({ op }) => isOfKind(op.name, operator));
      if (isNumbered && isOfKind(numbered.op.name, operator)) {
        return numbered;
      }
      if (alike.length === 1 && all.length <= MOST_NAMESAKES) {
        return alike[0]!;
      }
    }
    return null;
  }

  /** "conv1 + relu1": the first that is one takes the time of all. */
  #joined(entry: ProfileEntry): Match | null {
    const parts = entry.name.split(/[;,+|]/).map((part) => part.trim());
    const found = parts.length < 2 ? [] : parts.flatMap((part) => this.#named(part, entry) ?? []);
    const [first, ...others] = new Set(found);
    return first === undefined ? null : { node: first, others };
  }

  /** Nodes without names have a number: "Relu_7" of onnxruntime, and whatever Model Explorer calls 7. */
  #byNumber({ name, operator, index }: ProfileEntry): Match | null {
    const node = index === null ? undefined : this.#numbered[index];
    const isNumber =
      operator === null ? name === String(index) : node?.name === "" && node.op.name === operator.split("/")[0];
    return isNumber && node !== undefined ? { node, others: [] } : null;
  }
}

function append(lists: Map<string, Node[]>, name: string, node: Node): void {
  if (name !== "") {
    const list = lists.get(name);
    if (list === undefined) {
      lists.set(name, [node]);
    } else if (list.at(-1) !== node) {
      list.push(node);
    }
  }
}

/** What onnxruntime adds to names: of uniqueness, of another layout, of other types. */
const ADDED = /_token_\d+$|_(?:nchwc|nhwc|quant)$|^fused /;
const FUSION = "Fusion";
/** How often it does. */
const MOST_FORMS = 4;

function* formsOf(name: string): Generator<string> {
  yield name;
  for (let form = name, count = 1; count < MOST_FORMS; count++) {
    const shorter = withoutFusion(form.replace(ADDED, ""));
    if (shorter === form || shorter === "") {
      return;
    }
    yield shorter;
    form = shorter;
  }
}

/** "/block/GeluFusion/" is what fused the node before it, "/block". In time that grows with the name. */
function withoutFusion(name: string): string {
  let end = name.endsWith("/") ? name.length - 1 : name.length;
  if (!name.endsWith(FUSION, end)) {
    return name;
  }
  for (end -= FUSION.length; end > 0 && /\w/.test(name[end - 1]!); end--);
  return name.slice(0, name[end - 1] === "/" ? end - 1 : end);
}

/** What is the same but for how it is computed. */
function kindOf(operator: string): string {
  const [name] = operator.split("/");
  const plain = name!.replace(/^_(?:Mkl(?:Native)?)?/, "").replace(/^(?:Fused|QLinear|NhwcFused|Nhwc)/, "");
  return plain === "Gemm" ? "MatMul" : plain.replace(/^(BatchNorm)(?:Ex|V\d)$/, "$1");
}

function isOfKind(operator: string, wanted: string | null): boolean {
  return wanted === null || kindOf(operator) === kindOf(wanted);
}

/** Named after what the last of several nodes makes, it is the one before that has its operator. */
function settled(node: Node, operator: string | null): Match {
  const passed: Node[] = [];
  for (let each: Node | null = node; operator !== null && each !== null && passed.length < LONGEST_FUSION;) {
    if (isOfKind(each.op.name, operator)) {
      return { node: each, others: passed };
    }
    passed.push(each);
    each = each.inputs.find((value) => value?.producer != null)?.producer ?? null;
  }
  return { node, others: [] };
}

/** As people read it. */
export function entryText({ name, operator }: ProfileEntry): string {
  return operator === null || operator === name ? name : `${name} (${operator})`;
}
