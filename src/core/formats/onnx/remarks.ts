// Documentation, what exporters noted, and operator sets nobody uses.
import type { Model } from "../../ir/model";
import type { Remark, RemarkKind, Remarks } from "../../ir/remarks";
import { allGraphs } from "../../ir/walk";
import { subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import type { FieldFilter } from "../../wire/protobuf-writer";
import { extrasOf, type GraphExtras, type ModelExtras, type NodeExtras, type ValueExtras } from "./extras";
import { ENTRY, FUNCTION, GRAPH, MODEL, NODE, OPERATOR_SET, TENSOR, VALUE_INFO, plainDomain } from "./schema";
import { own } from "../../ir/own";

/** Keys that the exporters of PyTorch and onnxscript note at nodes and graphs: stack traces, classes, module names. */
const EXPORTERS = /^(pkg\.(torch|onnxscript)\b|namespace$)/;

/** Of each message: its documentation and its properties. */
const FIELDS: Readonly<Record<string, { docString: number; metadataProps: number }>> = {
  GraphProto: GRAPH,
  NodeProto: NODE,
  FunctionProto: FUNCTION,
  ValueInfoProto: VALUE_INFO,
  TensorProto: TENSOR,
};

export const onnxRemarks: Remarks = {
  remove(model, kinds) {
    const extras = extrasOf<ModelExtras>(model)!;
    const unused = kinds.has("operatorSets") ? unusedDomains(model) : new Set<string>();
    const subjectOf = (message: Message, field: Field) => remarkOf(message, field, kinds, unused);
    const found = new Map<string, Remark>();
    for (const message of messagesOf(model, extras)) {
      for (const field of message.fields) {
        const subject = extras.isLeftOut?.(message, field) === true ? null : subjectOf(message, field);
        if (subject !== null) {
          const { count, bytes } = found.get(subject) ?? { count: 0, bytes: 0 };
          found.set(subject, { subject, count: count + 1, bytes: bytes + field.end - field.start });
        }
      }
    }
    if (kinds.has("types")) {
      found.set("types", removeTypes(model));
    }
    const before = extras.isLeftOut;
    const isLeftOut: FieldFilter = (message, field) =>
      before?.(message, field) === true || subjectOf(message, field) !== null;
    model.extras = { ...extras, isLeftOut } as ModelExtras;
    model.opsets = new Map([...model.opsets].filter(([domain]) => !unused.has(domain)));
    if (kinds.has("metadata")) {
      const own = new Set(["description", ...propertiesOf(extras.message)]);
      model.metadata = model.metadata.filter(({ name }) => !own.has(name));
    }
    return [...found.values()].filter(({ count }) => count > 0);
  },
};

function remarkOf(
  message: Message,
  field: Field,
  kinds: ReadonlySet<RemarkKind>,
  unused: ReadonlySet<string>,
): string | null {
  const { number } = field;
  if (message.name === "ModelProto") {
    if (number === MODEL.opsetImport && unused.has(domainOf(field))) {
      return "unused operator sets";
    }
    const isOwn = number === MODEL.docString || number === MODEL.metadataProps;
    return isOwn && kinds.has("metadata") ? "metadata" : null;
  }
  const fields = own(FIELDS, message.name) ?? null;
  if (number === fields?.docString) {
    return kinds.has("documentation") ? "doc strings" : null;
  }
  return number === fields?.metadataProps && kinds.has("debugging") && EXPORTERS.test(keyOf(field))
    ? "notes of the exporter"
    : null;
}

function removeTypes(model: Model): Remark {
  let [count, bytes] = [0, 0];
  for (const graph of allGraphs(model)) {
    for (const value of graph.values) {
      const extras = extrasOf<ValueExtras>(value);
      const field = extras?.valueInfo ?? null;
      if (extras !== null && field !== null) {
        count++;
        bytes += field.end - field.start;
        value.extras = extras.withoutValueInfo();
      }
    }
  }
  return { subject: "types of inner values", count, bytes };
}

function* messagesOf(model: Model, { message }: ModelExtras): Generator<Message> {
  yield message;
  for (const graph of allGraphs(model)) {
    const own = extrasOf<GraphExtras>(graph)?.message;
    if (own !== undefined) {
      yield own;
      const infos = own.name === "GraphProto" ? [GRAPH.input, GRAPH.output, GRAPH.valueInfo] : [FUNCTION.valueInfo];
      yield* infos.flatMap((number) => own.messages(number, "ValueInfoProto"));
    }
    for (const value of graph.values) {
      const field = extrasOf<ValueExtras>(value)?.initializer ?? null;
      if (field !== null) {
        yield subMessage(field, "TensorProto");
      }
    }
    for (const node of graph.nodes) {
      const field = extrasOf<NodeExtras>(node)?.field ?? null;
      if (field !== null) {
        yield subMessage(field, "NodeProto");
      }
    }
  }
}

/** The default domain stays: what reads a model without it takes the first version. */
function unusedDomains(model: Model): Set<string> {
  const used = new Set(["", ...[...allGraphs(model)].flatMap(({ nodes }) => nodes.map(({ op }) => op.domain))]);
  return new Set([...model.opsets.keys()].filter((domain) => !used.has(domain)));
}

function propertiesOf(message: Message): string[] {
  return message.messages(MODEL.metadataProps, "metadata_props").map((entry) => entry.string(ENTRY.key));
}

function domainOf(field: Field): string {
  return plainDomain(subMessage(field, "OperatorSetIdProto").string(OPERATOR_SET.domain));
}

function keyOf(field: Field): string {
  return subMessage(field, "StringStringEntryProto").string(ENTRY.key);
}
