// What is asked of many values of a model, found out once.
import type { EditableModel } from "../../ir/model";
import { repeatedNames } from "../../ir/names";
import type { Node } from "../../ir/node";
import type { Storage } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { allGraphs, outputValues } from "../../ir/walk";

export class Facts {
  readonly #outputs: ReadonlySet<Value>;
  readonly #overridable: ReadonlySet<Value>;
  readonly #returned: ReadonlySet<Value>;
  readonly #ambiguous: ReadonlySet<string>;
  readonly #shared = new Set<Storage>();

  constructor(model: EditableModel) {
    const graphs = [...allGraphs(model)];
    const made = graphs.flatMap(({ inputs }) => inputs.filter(({ producer }) => producer !== null));
    this.#outputs = new Set([...outputValues(model), ...made]);
    const { constantsAreInputs, uniqueNames, namesByNode } = model.dialect;
    const functions = namesByNode ? [...model.functions.values()] : [];
    this.#returned = new Set(functions.flatMap(({ outputs }) => outputs));
    const overriding = graphs.filter((graph) => !constantsAreInputs || graph !== model.graphs[0]);
    this.#overridable = new Set(overriding.flatMap(({ inputs }) => inputs));
    this.#ambiguous = new Set(uniqueNames ? graphs.flatMap((graph) => [...repeatedNames(graph)]) : []);
    const storages = new Set<Storage>();
    for (const value of graphs.flatMap((graph) => [...graph.values])) {
      const storage = value.constant?.storage;
      if (storage !== undefined) {
        (storages.has(storage) ? this.#shared : storages).add(storage);
      }
    }
  }

  /** Whether a value's elements are its constant's whatever the caller does. */
  readonly isFixed = (value: Value): boolean => !this.#overridable.has(value) && !this.isAmbiguous(value);

  /** Whether the graph names it as an output, or, as damaged files do, as an input though a node makes it. */
  readonly isOutput = (value: Value): boolean => this.#outputs.has(value);

  /** Whether more is wanted of a node than its first result: another one, or that one twice. */
  hasOtherResults({ outputs: [first, ...others] }: Node): boolean {
    return others.some((each) => each !== null && (each === first || each.uses.size > 0 || this.isOutput(each)));
  }

  /** Whether a function returns it under a name that no other operator could give it. */
  isReturned(value: Value): boolean {
    return this.#returned.has(value);
  }

  /** Whether its name could mean another value too. */
  isAmbiguous(value: Value): boolean {
    return this.#ambiguous.has(value.name);
  }

  /** Whether several constants are these bytes: changed for one, they would be stored twice. */
  isShared(storage: Storage): boolean {
    return this.#shared.has(storage);
  }
}
