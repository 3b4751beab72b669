// What the command line does with files, on a disk in memory.
import { runRecipe, quietContext } from "../../src/core";
import { openFiles } from "../../src/cli/node-files";
import { transformFile } from "../../src/cli/transform-file";
import type { FileSystem } from "../../src/files/file-system";
import { Disk } from "./disk";
import { externalModel, externalTensor, weightBytes } from "./external-data";
import { encodeMessage, op, placeholder } from "./graphdef";
import { encode, floats, model, node, ramp, valueInfo } from "./onnx";
import type { Scenario } from "./scenario";

export const OLD = new TextEncoder().encode("what was there before");
export const INT8 = [{ id: "quantize-weights", parameters: { minimumElements: 1 } }];

export function smallModel(): Uint8Array {
  return encode(
    model({
      name: "g",
      input: [valueInfo("x", [1, 32])],
      output: [valueInfo("y", [1, 8])],
      initializer: [floats("w", [32, 8], ramp(256))],
      node: [node("MatMul", ["x", "w"], ["y"])],
    }),
  );
}

/** A model whose weights lie in two other files. */
export function putExternal(disk: Disk, folder: string): void {
  const tensors = [externalTensor("a", [32, 16], "a.bin"), externalTensor("b", [16, 8], "inner/b.bin")];
  disk.put(`${folder}/m.onnx`, externalModel(tensors));
  disk.put(`${folder}/a.bin`, weightBytes(512));
  disk.put(`${folder}/inner/b.bin`, weightBytes(128));
}

export function putSavedModel(disk: Disk, folder: string): void {
  const graph = { node: [placeholder("x", [1, 4]), op("Relu", "y", ["x"])] };
  const saved = { saved_model_schema_version: 1, meta_graphs: [{ graph_def: graph }] };
  disk.put(`${folder}/saved_model.pb`, encodeMessage("SavedModel", saved));
  for (const name of ["fingerprint.pb", "variables/variables.index", "assets/words.txt"]) {
    disk.put(`${folder}/${name}`, new TextEncoder().encode(name));
  }
}

const command = (input: string, output: string, force: boolean, recipe = INT8) => ({
  run: (process: FileSystem) =>
    transformFile(
      input,
      output,
      { force, exactGzip: false },
      (read, context) => runRecipe(read, recipe, context),
      quietContext(),
      process,
    ),
});

export const opens =
  (...paths: readonly string[]) =>
  async (process: FileSystem) => {
    for (const path of paths) {
      await openFiles(path, process).then(
        (files) => files.close(),
        () => {},
      );
    }
  };

export const COMMANDS: readonly Scenario[] = [
  {
    name: "over its input",
    disk: () => {
      const disk = new Disk();
      disk.put("/in/m.onnx", smallModel(), 0o640);
      return disk;
    },
    ...command("/in/m.onnx", "/in/m.onnx", true),
    next: opens("/in/m.onnx"),
    isOneFile: true,
  },
  {
    name: "into a new folder",
    disk: () => {
      const disk = new Disk();
      disk.put("/in/m.onnx", smallModel());
      return disk;
    },
    ...command("/in/m.onnx", "/out/inner/m.onnx", false),
    next: opens("/out/inner/m.onnx"),
    isOneFile: true,
  },
  {
    name: "over another file, through a link",
    disk: () => {
      const disk = new Disk();
      disk.put("/in/m.onnx", smallModel());
      disk.put("/out/old.onnx", OLD);
      disk.changeNames({ folder: disk.root, name: "link.onnx", inode: disk.make("link", 0o777, "out/old.onnx") });
      disk.flushAll();
      return disk;
    },
    ...command("/in/m.onnx", "/link.onnx", false),
    next: opens("/out/old.onnx"),
    isOneFile: true,
  },
  {
    name: "three files over older ones",
    disk: () => {
      const disk = new Disk();
      putExternal(disk, "/in");
      for (const name of ["m.onnx", "a.bin", "inner/b.bin"]) {
        disk.put(`/out/${name}`, OLD);
      }
      return disk;
    },
    ...command("/in/m.onnx", "/out/m.onnx", true, []),
    next: opens("/out/m.onnx"),
    isOneFile: false,
  },
  {
    name: "three files, two of them new",
    disk: () => {
      const disk = new Disk();
      putExternal(disk, "/in");
      disk.put("/out/a.bin", OLD);
      return disk;
    },
    ...command("/in/m.onnx", "/out/m.onnx", true, []),
    next: opens("/out/m.onnx"),
    isOneFile: false,
  },
  {
    name: "a SavedModel with all that belongs to it",
    disk: () => {
      const disk = new Disk();
      putSavedModel(disk, "/in");
      return disk;
    },
    ...command("/in/saved_model.pb", "/out/saved_model.pb", false, []),
    next: opens("/out/saved_model.pb"),
    isOneFile: false,
  },
];
