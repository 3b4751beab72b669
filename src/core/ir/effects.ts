// What running a node does besides computing its results, as far as its operator tells.
import type { Model } from "./model";
import type { Node } from "./node";

export type EffectKind =
  | "code" // runs code or a program that the file does not show
  | "files" // reads or writes files
  | "network" // talks to other processes, machines or accelerators' hosts
  | "process" // ends or configures the process or the machine
  | "custom" // an operator that a library has to bring
  | "extension" // one that some runtimes have built in, and others have not
  | "saver" // saves and restores variables
  | "prints"; // to standard output or standard error

export interface Effect {
  readonly kind: EffectKind;
  /** After the operator's name: "reads files". */
  readonly why: string;
  /** Inputs that name the files or addresses it is about. */
  readonly inputs?: readonly number[];
  /** Files or addresses that its attributes name. */
  readonly names?: readonly string[];
  /** Whether nothing comes of it where that name is empty. */
  readonly needsName?: boolean;
}

/** What runtimes of a format do for the nodes of a model; null where they only compute. */
export type EffectsOf = (model: Model) => (node: Node) => Effect | null;
