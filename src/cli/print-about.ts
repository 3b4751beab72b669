// The model as a whole, for people.
import { bytesText, exactCount, type About } from "../core";
import { aligned } from "./table";

export function printAbout({ facts, metadata, signatures, operators, dtypes }: About): string[] {
  const said = [...facts, ...metadata]
    .map(({ name, value }) => [name, value ?? ""])
    .filter(([, value]) => value !== "");
  return [
    ...(said.length === 0 ? [] : [...aligned(said), ""]),
    ...aligned([
      ["Type", "Tensors", "Elements", "Bytes"],
      ...dtypes.map(({ dtype, tensors, elements, bytes }) => [
        dtype,
        exactCount(tensors),
        exactCount(elements),
        bytesText(bytes),
      ]),
    ]),
    "",
    ...aligned([
      ["Operator", "Nodes", "Parameters", "Bytes"],
      ...operators.map(({ operator, nodes, parameters, bytes }) => [
        operator,
        exactCount(nodes),
        exactCount(parameters),
        bytesText(bytes),
      ]),
    ]),
    ...signatures.flatMap(({ key, inputs, outputs }) => [
      "",
      `Signature ${key}`,
      ...inputs.map(({ alias, name }) => `  input ${alias}: ${name}`),
      ...outputs.map(({ alias, name }) => `  output ${alias}: ${name}`),
    ]),
  ];
}
