// Which constants a quantizer rewrites and in which encoding.
import { bitsOf, elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Value } from "../../ir/value";
import type { WeightEncoder } from "../../ir/weight-encoder";
import { channelAxes } from "../weights/channel-axes";
import { chooseWeights, type Choice, type Left, type Plan } from "../weights/choose";
import { Selector, type Selection } from "../weights/selection";
import { affordable } from "./affordable-floats";
import { leftByCompanions } from "./companions";
import { RememberedEncoder } from "./remembered-encoder";
import { smallestEncoding, type FormRequest, type Planned } from "./smallest-encoding";
import { WidenedHalves } from "./widened-halves";

export interface PlanRequest extends FormRequest, Selection {
  readonly minimumElements: number;
  /** Whether weights stored as floats of 16 bits are meant too. */
  readonly halves?: boolean;
}

export interface QuantizationPlan extends Plan<Planned> {
  readonly encoder: WeightEncoder;
  readonly bits: PlanRequest["bits"];
  /** Patterns of the selection that fit nothing. */
  readonly unmatched: readonly string[];
  /** Weights of 16 bits that are meant too: to be settled once all is stored. */
  readonly halves: WidenedHalves | null;
}

/** Changes the model where halves are asked for. */
export async function planQuantization(
  model: EditableModel,
  request: PlanRequest,
  encoder: WeightEncoder = model.dialect,
): Promise<QuantizationPlan> {
  const halves = request.halves === true ? new WidenedHalves(model) : null;
  const axes = request.bits === "float16" ? null : await channelAxes(model);
  const remembered = new RememberedEncoder(encoder);
  const formOf = (graph: Graph, value: Value, asked: PlanRequest) => {
    const channelAxis = axes?.get(value);
    const along = channelAxis === undefined ? {} : { channelAxis };
    return smallestEncoding({ model, encoder: remembered, graph, value }, { ...asked, ...along });
  };
  const selector = new Selector(request);
  const plan = chooseWeights<Planned>(model, {
    minimumElements: request.minimumElements,
    companions: (value) => encoder.companions?.(value, request.bits) ?? [],
    vectors: request.bits === "float16",
    form: (graph, value, readings) => selector.obstacle(value, readings) ?? formOf(graph, value, request),
    alike: isAlike,
  });
  const left = plan.left.filter((each) => !isAside(each, halves, request.minimumElements));
  const { chosen: fitting, refused } = withoutMerelyWider(plan.chosen, request);
  const chosen =
    request.activations !== "auto"
      ? fitting
      : affordable(fitting, ({ graph, value, form }) => {
          const read = formOf(graph, value, { ...request, activations: "int8" });
          return typeof read === "string" || !isAlike(read, form) ? null : read;
        });
  const staying = leftByCompanions(
    encoder,
    request.bits,
    chosen.map(({ value }) => value),
  );
  return {
    chosen: chosen.filter(({ value }) => !staying.has(value)),
    left: [...left, ...refused, ...[...staying].map(([value, reason]) => ({ value, subject: value.name, reason }))],
    encoder,
    bits: request.bits,
    unmatched: selector.unmatched(),
    halves,
  };
}

function isAlike(one: Planned, other: Planned): boolean {
  return one.dtype === other.dtype && one.axis === other.axis && one.blockSize === other.blockSize;
}

/** Whether nothing is to be said of a constant: it is converted to one that is planned for, or that is small. */
function isAside({ value }: Left, halves: WidenedHalves | null, minimumElements: number): boolean {
  return (
    halves !== null &&
    (halves.narrow.has(value) || (halves.has(value) && elementCount(value.constant!.shape) < minimumElements))
  );
}

/** Where nothing at all can have four bits, eight are not what was asked for. */
function withoutMerelyWider(chosen: readonly Choice<Planned>[], { bits }: PlanRequest) {
  const isRefused = bits === "int4" && chosen.every(({ form }) => bitsOf(form.dtype) > 4);
  const refused: Left[] = !isRefused
    ? []
    : chosen.map(({ value, form }) => ({ value, subject: value.name, reason: form.coarser!.reason }));
  return { chosen: isRefused ? [] : chosen, refused };
}
