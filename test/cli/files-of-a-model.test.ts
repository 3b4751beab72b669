// What the command line does with models that lie in several files.
import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { bonsai, refused, temporaryFolder } from "../support/command";
import { externalModel, externalTensor, weightBytes } from "../support/external-data";
import { encodeMessage, op, placeholder, typeAttr } from "../support/graphdef";
import { makeTflite } from "../support/tflite";

const posix = process.platform === "win32" ? it.skip : it;

describe("a model in several files on the command line", () => {
  const folder = temporaryFolder();
  /** A model with weights in another file. */
  const put = (location: string, content: Buffer | null = weightBytes(2048), offset = 0) => {
    writeFileSync(folder.file("m.onnx"), externalModel([externalTensor("w", [512, 4], location, offset)]));
    if (content !== null) {
      writeFileSync(folder.file(location), content);
    }
    return folder.file("m.onnx");
  };

  it("keeps its weights where they are named as the output", async () => {
    const [input, weights] = [put("weights.bin"), folder.file("weights.bin")];
    linkSync(weights, folder.file("hard.bin"));
    symlinkSync("weights.bin", folder.file("soft.bin"));
    for (const name of ["weights.bin", "hard.bin", "soft.bin"]) {
      assert.match(await refused("quantize-weights", input, "-o", folder.file(name)), /belongs to the model/);
      assert.match(await refused("strip-metadata", input, "-o", folder.file(name), "--force"), /belongs to the model/);
    }
    assert.ok(readFileSync(weights).equals(weightBytes(2048)));
    // Where none of them is needed any more, it is what was asked for.
    assert.equal((await bonsai("quantize-weights", input, "-o", weights, "--force")).code, 0);
    assert.equal((await bonsai("inspect", weights)).code, 0);
  });

  it("does not replace files beside the output unasked", async () => {
    const [input, out] = [put("weights.bin"), folder.file("out/m.onnx")];
    mkdirSync(folder.file("out"));
    writeFileSync(folder.file("out/weights.bin"), "somebody's");
    assert.match(await refused("strip-metadata", input, "-o", out), /weights\.bin is there already; use --force/);
    assert.deepEqual(readdirSync(folder.file("out")), ["weights.bin"]);
    assert.equal(readFileSync(folder.file("out/weights.bin"), "utf8"), "somebody's");
    assert.equal((await bonsai("strip-metadata", input, "-o", out, "--force")).code, 0);
    assert.ok(readFileSync(folder.file("out/weights.bin")).equals(weightBytes(2048)));
    assert.deepEqual(readdirSync(folder.file("out")).sort(), ["m.onnx", "weights.bin"]);
  });

  posix("may have its files behind links in its folder, and not out of it", async () => {
    mkdirSync(folder.file("models"));
    const input = folder.file("models/m.onnx");
    writeFileSync(input, externalModel([externalTensor("w", [512, 4], "weights.bin")]));
    writeFileSync(folder.file("secret"), weightBytes(2048));
    symlinkSync("../secret", folder.file("models/weights.bin"));
    for (const verb of ["strip-metadata", "quantize-weights"]) {
      const says = await refused(verb, input, "-o", folder.file("out/m.onnx"));
      assert.match(says, /"weights\.bin" \(.* leads out of the model's folder.*it is not read/);
    }
    assert.match((await bonsai("inspect", input)).stdout, /leads out of the model's folder/);
    assert.ok(!existsSync(folder.file("out")));
    rmSync(folder.file("models/weights.bin"));
    mkdirSync(folder.file("models/parts"));
    writeFileSync(folder.file("models/parts/w"), weightBytes(2048));
    symlinkSync("parts/w", folder.file("models/weights.bin"));
    assert.equal((await bonsai("inspect", input)).code, 0);
    // As downloads are kept: links to numbered files that lie together.
    mkdirSync(folder.file("blobs"));
    mkdirSync(folder.file("snapshot"));
    copyFileSync(input, folder.file("blobs/1"));
    writeFileSync(folder.file("blobs/2"), weightBytes(2048));
    symlinkSync("../blobs/1", folder.file("snapshot/m.onnx"));
    symlinkSync("../blobs/2", folder.file("snapshot/weights.bin"));
    const { code, stdout } = await bonsai("inspect", folder.file("snapshot/m.onnx"));
    assert.deepEqual([code, stdout.includes("Warning")], [0, false]);
  });

  posix("is written into no folder that leads elsewhere", async () => {
    mkdirSync(folder.file("data"));
    const input = put("data/weights.bin");
    mkdirSync(folder.file("elsewhere"));
    mkdirSync(folder.file("out"));
    symlinkSync("../elsewhere", folder.file("out/data"));
    for (const force of [[], ["--force"]]) {
      const says = await refused("strip-metadata", input, "-o", folder.file("out/m.onnx"), ...force);
      assert.match(says, /leads out of the folder/);
    }
    assert.deepEqual(readdirSync(folder.file("elsewhere")), []);
    assert.deepEqual(readdirSync(folder.file("out")), ["data"]);
    rmSync(folder.file("out/data"));
    assert.equal((await bonsai("strip-metadata", input, "-o", folder.file("out/m.onnx"))).code, 0);
    assert.ok(readFileSync(folder.file("out/data/weights.bin")).equals(weightBytes(2048)));
  });

  it("names no files that are hidden or another program's, and none are made", async () => {
    for (const location of [
      ".vscode/tasks.json",
      ".git/hooks/post-checkout",
      "a/.hidden/w.bin",
      ".env",
      "package.json",
    ]) {
      mkdirSync(join(folder.file(location), ".."), { recursive: true });
      const input = put(location);
      for (const verb of ["strip-metadata", "quantize-weights"]) {
        const says = await refused(verb, input, "-o", folder.file("out/m.onnx"), "--force");
        assert.match(says, /is in "[^"]+", which (is hidden|has the name of another program's file); it is not read/);
      }
      assert.match((await bonsai("inspect", input)).stdout, /which (is hidden|has the name of another program's file)/);
      assert.ok(!existsSync(folder.file("out")), location);
    }
  });

  it("says which of its files are missing or too short", async () => {
    const missing = await bonsai("inspect", put("weights.bin", null));
    assert.match(missing.stdout, /Warning: The file weights\.bin, which holds weights, is not beside the model/);
    const short = await bonsai("inspect", put("weights.bin", weightBytes(2000)));
    assert.match(short.stdout, /Warning: The file weights\.bin, .* is incomplete: it has 8000 of at least 8192 bytes/);
    const whole = await bonsai("inspect", put("weights.bin", weightBytes(2048)));
    assert.doesNotMatch(whole.stdout, /Warning/);
  });

  it("reports the sizes of its files", async () => {
    // Something else stands before the weights: it goes along, and it is counted.
    const input = put("weights.bin", Buffer.concat([Buffer.alloc(64), weightBytes(2048)]), 64);
    const bytes = (...names: string[]) => names.reduce((sum, name) => sum + statSync(folder.file(name)).size, 0);
    const run = async (verb: string, output: string) => {
      const { stdout } = await bonsai(verb, input, "-o", folder.file(output), "--json");
      return JSON.parse(stdout) as Record<string, number> & { steps: { bytesBefore: number; bytesAfter: number }[] };
    };
    const copied = await run("strip-metadata", "out/m.onnx");
    assert.equal(copied["bytesBefore"], bytes("m.onnx", "weights.bin"));
    assert.equal(copied["bytesAfter"], bytes("out/m.onnx", "out/weights.bin"));
    assert.equal(copied["otherBytesAfter"], bytes("out/weights.bin"));
    assert.deepEqual(
      [copied.steps[0]!.bytesBefore, copied.steps[0]!.bytesAfter],
      [copied["bytesBefore"], copied["bytesAfter"]],
    );
    const beside = await run("strip-metadata", "other.onnx");
    assert.equal(beside["bytesAfter"], bytes("other.onnx", "weights.bin"));
    const inside = await run("quantize-weights", "q.onnx");
    assert.deepEqual([inside["bytesAfter"], inside["otherBytesAfter"]], [bytes("q.onnx"), 0]);
    const { stdout } = await bonsai("strip-metadata", input, "-o", folder.file("t.onnx"));
    assert.match(stdout, /t\.onnx: \d+ B → \d+ B \(no change\), other files 8\.06 KB → 8\.06 KB; in all /);
  });

  it("as a SavedModel takes along all that belongs to it", async () => {
    const saved = encodeMessage("SavedModel", {
      saved_model_schema_version: 1,
      meta_graphs: [
        {
          meta_info_def: { tags: ["serve"] },
          graph_def: { node: [placeholder("x", [1, 4]), op("Relu", "y", ["x"], { T: typeAttr(1) })] },
        },
      ],
    });
    const inner = {
      "variables/variables.index": "index",
      "variables/variables.data-00000-of-00001": "data",
      "assets/words/list.json": "[]",
      "fingerprint.pb": "print",
    };
    for (const [name, content] of Object.entries({ ...inner, "saved_model.pb": saved, "unrelated.txt": "no" })) {
      mkdirSync(join(folder.file(`in/${name}`), ".."), { recursive: true });
      writeFileSync(folder.file(`in/${name}`), content);
    }
    const input = folder.file("in/saved_model.pb");
    const { stdout, code, stderr } = await bonsai(
      "strip-metadata",
      input,
      "-o",
      folder.file("out/saved_model.pb"),
      "--json",
    );
    assert.deepEqual([code, stderr], [0, ""]);
    const told = JSON.parse(stdout) as Record<string, number>;
    const others = Object.values(inner).reduce((sum, content) => sum + content.length, 0);
    assert.deepEqual([told["otherBytesBefore"], told["otherBytesAfter"]], [others, others]);
    assert.equal(told["bytesAfter"], statSync(folder.file("out/saved_model.pb")).size + others);
    assert.deepEqual(filesUnder(folder.file("out")), [...Object.keys(inner), "saved_model.pb"].sort());
    for (const [name, content] of Object.entries(inner)) {
      assert.equal(readFileSync(folder.file(`out/${name}`), "utf8"), content);
    }
    const inspected = await bonsai("inspect", input);
    const [file, beside, all] = [saved.length, others, saved.length + others];
    assert.match(
      inspected.stdout,
      new RegExp(`^TensorFlow SavedModel: ${file} B \\(.* with gzip\\), ${beside} B in other files, ${all} B in all, `),
    );
    // In its own folder it has them already.
    const here = await bonsai("strip-metadata", input, "-o", folder.file("in/other.pb"));
    assert.deepEqual([here.code, here.stderr], [0, ""]);
    const again = await refused("strip-metadata", input, "-o", folder.file("out/saved_model.pb"));
    assert.match(again, /is there already; use --force/);
  });

  it("is never larger than what it claims to be", async () => {
    const claiming = makeTflite({
      graphs: [
        {
          tensors: [
            { name: "x", shape: [1, 4] },
            { name: "y", shape: [1, 4] },
          ],
          operators: [{ code: 0, inputs: [0], outputs: [1] }],
          inputs: [0],
          outputs: [1],
        },
      ],
      codes: [[19, 1]],
      buffers: [null, { offset: 64, size: 2 ** 41 }],
    });
    writeFileSync(folder.file("m.tflite"), claiming);
    for (const words of [["inspect"], ["shrink", "-o", folder.file("out.tflite")]]) {
      const says = await refused(words[0]!, folder.file("m.tflite"), ...words.slice(1));
      assert.match(says, /needs 2199023255552 bytes, but the file ends at byte/);
    }
    assert.ok(!existsSync(folder.file("out.tflite")));
  });
});

function filesUnder(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}
