// What a graph holds to save and restore its variables, whatever its nodes are called: it starts from the names of files
// and ends in nodes that wait for the saving, or in what was restored. Neither is an input or output of the model.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { ancestorsOf } from "../../ir/walk";
import { subMessage } from "../../wire/protobuf-reader";
import { extrasOf, type ModelExtras } from "./extras";
import { rowOf } from "./operators";
import { parseReference } from "./read-graph";
import { META_GRAPH, SAVER } from "./schema";

const SAVING = /^(Save(V2|Slices)?|MergeV2Checkpoints)$/;
const RESTORING = /^Restore(V2|Slice)?$/;

export class Savers {
  /** Nodes that names of files come from. */
  readonly #named: ReadonlySet<Node>;
  readonly #fromElsewhere: ReadonlySet<Node>;
  readonly #afterSaving: ReadonlySet<Node>;
  readonly #restored: ReadonlySet<Node>;

  constructor(model: Model, graph: Graph) {
    const stated = statedBy(model);
    const saving = graph.nodes.filter(({ name, op }) => SAVING.test(op.name) || name === stated.save);
    const restoring = graph.nodes.filter(({ op }) => RESTORING.test(op.name));
    const files = [...saving, ...restoring].flatMap(({ inputs: [file] }) => file ?? []);
    const named = stated.file === null ? [] : [...graph.values].filter(({ name }) => name === stated.file);
    this.#named = ancestorsOf([...files, ...named], new Set<Node>());
    const origins = this.#named.size === 0 ? [] : graph.nodes.filter((node) => this.#isElsewhere(node));
    this.#fromElsewhere = readersOf(origins, () => true, false);
    this.#afterSaving = readersOf(saving, () => true, true);
    this.#restored = readersOf(restoring, (node) => rowOf(node).role === "identity", false);
  }

  /** Whether a node of which nothing is read ends the saving or restoring of variables. */
  isEnd(node: Node): boolean {
    return (this.#afterSaving.has(node) || this.#restored.has(node)) && !this.#fromElsewhere.has(node);
  }

  /** The sources that only name files: no result is computed from them. */
  fileNames(results: Iterable<Node>): ReadonlySet<Node> {
    const needed = new Set<Node>();
    if (this.#named.size > 0) {
      ancestorsOf(
        [...results].flatMap(({ outputs }) => outputs).filter((each) => each !== null),
        needed,
      );
    }
    return new Set([...this.#named].filter((node) => !needed.has(node)));
  }

  /** What data starts from: neither the name of a file, nor a constant, nor what was restored. */
  #isElsewhere(node: Node): boolean {
    return (
      node.inputs.length === 0 &&
      !this.#named.has(node) &&
      rowOf(node).role !== "constant" &&
      rowOf(node).role !== "sideEffect"
    );
  }
}

/** Nodes and all that read what they make, as far as `passes` says; with those that wait for them where asked. */
function readersOf(start: readonly Node[], passes: (node: Node) => boolean, waiting: boolean): ReadonlySet<Node> {
  const seen = new Set(start);
  const add = (node: Node) => passes(node) && seen.add(node);
  // A set is walked to its end, what is added meanwhile included.
  for (const node of seen) {
    node.outputs.forEach((output) => output?.uses.forEach(add));
    if (waiting) {
      node.controlUses.forEach(add);
    }
  }
  return seen;
}

/** What the meta graph says of its saver: the value that names the file, and the node that has saved. */
function statedBy(model: Model): { readonly file: string | null; readonly save: string | null } {
  const { container, message } = extrasOf<ModelExtras>(model)!;
  const field = container === "MetaGraphDef" ? message.last(META_GRAPH.saver) : null;
  if (field?.chunk == null) {
    return { file: null, save: null };
  }
  const saver = subMessage(field, "SaverDef");
  const [file, save] = [SAVER.file, SAVER.save].map((number) => parseReference(saver.string(number)));
  return { file: file!.value || null, save: save!.node || null };
}
