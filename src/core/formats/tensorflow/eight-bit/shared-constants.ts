// Constants of the eight-bit operators: bounds and axes are written once for a graph, the weights beside the float ones.
import type { Graph } from "../../../ir/graph";
import type { Model } from "../../../ir/model";
import type { Node } from "../../../ir/node";
import { bytesOf, memoryTensor, type Tensor } from "../../../ir/tensor";
import type { Value } from "../../../ir/value";
import { deviceOf, insertConstant } from "../insert";

export class SharedConstants {
  readonly #made = new Map<string, Value>();

  constructor(
    readonly model: Model,
    readonly graph: Graph,
  ) {}

  integer(name: string, value: number, like: Node, shape: readonly number[] = [1]): Value {
    return this.#shared(name, memoryTensor("int32", shape, bytesOf(Int32Array.of(value))), `${name} ${value}`, like);
  }

  float(name: string, value: number, like: Node): Value {
    return this.#shared(name, floatTensor(value), `float ${value}`, like);
  }

  /** Next to another constant, and waiting for what that one waits for. */
  beside(value: Value, suffix: string, content: Tensor | number): Value {
    const maker = value.producer!;
    const next = maker.next;
    const tensor = typeof content === "number" ? floatTensor(content) : content;
    return insertConstant(this.model, this.graph, `${maker.name}_${suffix}`, tensor, maker, maker.controlInputs, next);
  }

  #shared(name: string, tensor: Tensor, key: string, like: Node): Value {
    const place = `${key} on ${deviceOf(like)}`;
    const made =
      this.#made.get(place) ?? insertConstant(this.model, this.graph, name, tensor, like, [], this.graph.first);
    this.#made.set(place, made);
    return made;
  }
}

function floatTensor(value: number): Tensor {
  return memoryTensor("float32", [], bytesOf(Float32Array.of(value)));
}
