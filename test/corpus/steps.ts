// What is true of every step on every model: it gives one that is sound, smaller or equal unless it may grow, and that the
// step has nothing more to do to.
import assert from "node:assert/strict";
import {
  alignModels,
  newViolations,
  quietContext,
  runStep,
  storageOf,
  transforms,
  type Model,
  type Node,
  type Parameters,
  type RecipeStep,
  type Value,
} from "../../src/core";
import { allNodes, rootGraphs } from "../../src/core/ir/walk";
import { readAgain, realModels, rewritten, withModel } from "../support/real-models";

/** A share of channels would be another one of those left: of a number kept nothing more goes. */
const PARAMETERS: Readonly<Record<string, Parameters>> = { "prune-channels": { keep: 12 } };
/** Other ways in which a transform is run too. */
const MORE: readonly RecipeStep[] = [
  { id: "quantize-float16", parameters: { compute: true } },
  { id: "quantize-float16", parameters: { compute: true, keepTypes: false, denyOperators: [] } },
  { id: "quantize-weights", parameters: { halves: true, activations: "float" } },
];

/** @param name Of the files that are meant. */
export function describeSteps(name: RegExp): void {
  const files = realModels().filter(({ path }) => name.test(path));
  const agreements = new Agreements();
  describe("every model", () => {
    for (const file of files) {
      const steps = transforms.map(({ id }) => ({ id, parameters: PARAMETERS[id] ?? {} }));
      for (const step of [...steps, ...MORE]) {
        const transform = transforms.find(({ id }) => id === step.id)!;
        it(`${file.id}: ${step.id}${steps.includes(step) ? "" : ` ${JSON.stringify(step.parameters)}`}`, () =>
          withModel(file, async (model) => {
            const { model: result, report } = await runStep(model, step, quietContext());
            assert.deepEqual(newViolations(model, result), []);
            assert.ok(halvedAlone(result) <= halvedAlone(model), "weights or a bias are float16 alone");
            const aligned = alignedIn(model, result);
            const bytes = await rewritten(result, file);
            // Tensors of other files that become smaller move into the model's.
            const before = file.bytes.length + storageOf(model).external;
            if (transform.mayGrow?.(report.parameters) !== true) {
              assert.ok(bytes.length <= before, `${bytes.length} > ${before}`);
              assert.ok(report.bytesAfter <= report.bytesBefore);
            }
            const again = await readAgain(file, bytes);
            if (result !== model) {
              agreements.add(step.id, agreement(model, again, aligned));
            }
            const second = await runStep(again, step, quietContext());
            assert.equal(second.report.changes.length, 0, "it changes its own result");
            assert.deepEqual(await rewritten(second.model, file), bytes);
          }));
      }
    }
  });

  describe("nodes of results, written and read again", () => {
    for (const { id } of transforms) {
      it(`${id}: are found by name and structure as they are known by identity`, () => {
        const { equal, of } = agreements.of(id);
        assert.ok(equal >= 0.98 * of, `${equal} of ${of}`);
      });
    }
  });
}

interface Agreement {
  readonly equal: number;
  readonly of: number;
}

/** How many nodes that do what they did were found again, over all models. */
class Agreements {
  readonly #found = new Map<string, Agreement>();

  of(id: string): Agreement {
    return this.#found.get(id) ?? { equal: 0, of: 0 };
  }

  add(id: string, { equal, of }: Agreement): void {
    const before = this.of(id);
    this.#found.set(id, { equal: before.equal + equal, of: before.of + of });
  }
}

function nodesOf(model: Model): Node[] {
  return rootGraphs(model).flatMap((graph) => [...allNodes(graph)]);
}

/** By place in the result, what each node was; every number is there once, and nearly all tell. */
function alignedIn(model: Model, result: Model): (Node | undefined)[] {
  const nodes = nodesOf(result);
  assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
  const { pairs } = alignModels(model, result);
  const known = pairs.filter(({ by }) => by === "identity");
  assert.ok(known.length >= 0.98 * pairs.length, `${known.length} of ${pairs.length} by identity`);
  const before = new Map(pairs.map((pair) => [pair.after, pair.before]));
  return nodes.map((node) => before.get(node));
}

/** Of nodes that do what they did. */
function agreement(model: Model, again: Model, aligned: readonly (Node | undefined)[]): Agreement {
  const found = new Map(alignModels(model, again).pairs.map((pair) => [pair.after, pair.before]));
  const kept = nodesOf(again).map((node, index) => [node, aligned[index]] as const);
  const same = kept.filter(([node, before]) => before?.op.name === node.op.name);
  return { equal: same.filter(([node, before]) => found.get(node) === before).length, of: same.length };
}

/** Operators of TFLite that read weights or a bias from float16 beside the other from something else. */
function halvedAlone({ graphs, format }: Model): number {
  const isHalf = (value: Value | null | undefined) =>
    value?.producer?.op.name === "DEQUANTIZE" && value.producer.inputs[0]?.constant?.dtype === "float16";
  const isMixed = ({ op, inputs: [, weights, bias] }: Node) =>
    ["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"].includes(op.name) &&
    bias != null &&
    isHalf(weights) !== isHalf(bias);
  return format.id !== "tflite" ? 0 : graphs.flatMap(({ nodes }) => nodes.filter(isMixed)).length;
}
