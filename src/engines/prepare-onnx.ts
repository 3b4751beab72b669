// An ONNX model for onnxruntime: with what is asked for as outputs, and its external data beside it.
import { forkModel, gatherPieces, writerOf, type Context, type Model } from "../core";
import { givenName, twins, type Prepared, type Terminal, type Wanted } from "./prepared";

export async function prepareOnnx(model: Model, wanted: Wanted, context: Context): Promise<Prepared> {
  const copy = forkModel(model);
  const [graph] = copy.graphs;
  const twinOf = twins(model, copy);
  const outputs = [...wanted.outputs, ...wanted.taps];
  for (const { value, dtype, shape } of wanted.given) {
    const twin = twinOf(value);
    const given = graph!.addValue(givenName(value.name), { dtype, shape });
    graph!.replaceUses(twin, given);
    graph!.addInput(given);
  }
  graph!.setOutputs(outputs.map(twinOf));
  const files = await writerOf(copy).write(copy, { sameFolder: false, name: "model.onnx" });
  const contents = await Promise.all(files.map(({ pieces }) => gatherPieces(pieces, context)));
  const named = (name: string): Terminal => ({ name, engineName: name, dtype: null, engineDtype: null });
  const inputs = [
    ...wanted.inputs.map(({ value }) => value.name),
    ...wanted.given.map(({ value }) => givenName(value.name)),
  ];
  return {
    model: {
      bytes: contents[0]!,
      files: files.slice(1).map(({ path }, index) => ({ path: path!, bytes: contents[index + 1]! })),
      inputs,
      outputs: outputs.map(({ name }) => name),
      hasTaps: wanted.taps.length > 0,
    },
    inputs: inputs.map(named),
    outputs: outputs.map(({ name }) => named(name)),
  };
}
