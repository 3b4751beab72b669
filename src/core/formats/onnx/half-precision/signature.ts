// Reads the table of operators' types.
import type { DType } from "../../../ir/dtype";
import type { Node } from "../../../ir/node";
import { NEWEST_OPSET, OPERATOR_TYPES } from "./operator-types";

/** The types of inputs and outputs, a character each, as the table has them. */
export interface Signature {
  readonly inputs: string;
  readonly outputs: string;
}

/** The newest first. */
type Versions = readonly { readonly since: number; readonly types: Signature }[];

/** What a type is that is always the same; "opaque" for all that are no floats. */
export const FIXED: Readonly<Record<string, DType>> = { "=": "float32", "#": "int64", "!": "bool", ".": "opaque" };

let table: ReadonlyMap<string, Versions> | null = null;

/** The types at each place of a node; a sentence where they are not known. */
export function signatureOf({ op, inputs, outputs }: Node): Signature | string {
  table ??= readTable();
  const versions = table.get(op.domain === "" ? op.name : `${op.domain}:${op.name}`);
  if (versions === undefined) {
    return "whether it takes float16 is not known";
  }
  if (op.domain === "" && (op.version ?? Infinity) > NEWEST_OPSET) {
    return `its types in opset ${op.version ?? "?"} are not known`;
  }
  const types = versions.find(({ since }) => since <= (op.version ?? 0))?.types;
  if (types === undefined) {
    return `opset ${op.version ?? "?"} does not have it`;
  }
  const signature = {
    inputs: spread(types.inputs, inputs.length),
    outputs: spread(types.outputs, outputs.length),
  };
  const isWhole = signature.inputs.length >= inputs.length && signature.outputs.length >= outputs.length;
  return isWhole ? signature : "it has more inputs or outputs than its operator";
}

/** Whether the table has this operator of ONNX, in some version. */
export function isTyped(operator: string): boolean {
  table ??= readTable();
  return table.has(operator);
}

/** "a+" for as many places as there are. */
function spread(types: string, count: number): string {
  const plain = types.replace(/[+*]/g, "");
  const place = types.search(/[+*]/) - 1;
  const missing = Math.max(0, count - plain.length);
  return place < 0 ? plain : plain.slice(0, place) + plain[place]!.repeat(missing) + plain.slice(place);
}

function readTable(): Map<string, Versions> {
  return new Map(
    OPERATOR_TYPES.trim()
      .split("\n")
      .map((line) => {
        const [name, ...rest] = line.split(" ");
        const versions = rest.flatMap((text, index) => {
          const [inputs, outputs] = text.split(">");
          return index % 2 === 0
            ? []
            : [{ since: Number(rest[index - 1]), types: { inputs: inputs!, outputs: outputs! } }];
        });
        return [name!, versions.reverse()] as const;
      }),
  );
}
