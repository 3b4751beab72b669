// What the command line does with files that are not as one would wish them.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { bonsai, ended, program, temporaryFolder } from "../support/command";
import { externalModel, externalTensor, weightBytes } from "../support/external-data";
import { encodeMessage, op, placeholder, typeAttr } from "../support/graphdef";
import { savedModel } from "../support/saved-model";
import { makeTflite } from "../support/tflite";

const SAMPLE = "samples/mnist-mlp.onnx";
const isRoot = process.getuid?.() === 0;
const posix = process.platform === "win32" ? it.skip : it;
const root = isRoot ? posix : it.skip;

/** @returns what it says, which is one sentence. */
async function refused(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await bonsai(...words);
  assert.deepEqual([code, stdout], [1, ""], `${words.join(" ")}: ${stderr}`);
  assert.match(stderr, /^[^\n]+\.\n$/);
  assert.doesNotMatch(stderr, /mistake in Model Bonsai|Error:|\bat .*:\d+/);
  return stderr;
}

describe("a model file on the command line", () => {
  const folder = temporaryFolder();

  posix("is a plain file: pipes, devices, sockets and folders are refused, and nothing waits", async () => {
    execFileSync("mkfifo", [folder.file("pipe")]);
    assert.match(await refused("inspect", folder.file("pipe")), /is a pipe, not a plain file/);
    assert.match(await refused("inspect", folder.path), /is a folder/);
    const server = createServer().listen(folder.file("socket"));
    assert.match(await refused("inspect", folder.file("socket")), /is a socket, not a plain file/);
    server.close();
    assert.match(await refused("run", folder.file("pipe"), SAMPLE, "-o", folder.file("out.onnx")), /is a pipe/);
  });

  it("is not taken for one of ours that is gone: that is named", async () => {
    const alone = folder.file("cli.js");
    copyFileSync(program, alone);
    const words = ["verify", SAMPLE, SAMPLE];
    const { code, stderr } = await ended(
      spawn(process.execPath, [alone, ...words], { stdio: ["ignore", "pipe", "pipe"] }),
    );
    assert.equal(code, 1);
    assert.match(stderr, /^There is no file \S*engines\S*wasm\.\n$/);
  });

  it("is that of a SavedModel where its folder is named", async () => {
    const node = [placeholder("x", [4]), op("y", "Relu", ["x"])];
    mkdirSync(folder.file("saved"));
    const inside = join(folder.file("saved"), "saved_model.pb");
    writeFileSync(inside, savedModel({ tags: ["serve"], node, signatures: {} }));
    const { code, stdout } = await bonsai("inspect", folder.file("saved"));
    assert.deepEqual([code, stdout.includes("TensorFlow SavedModel")], [0, true]);
    const out = folder.file("out/saved_model.pb");
    mkdirSync(folder.file("out"));
    assert.equal((await bonsai("strip-metadata", folder.file("saved"), "-o", out)).code, 0);
    assert.ok(existsSync(out));
    const onto = await bonsai("strip-metadata", folder.file("saved"), "-o", inside);
    assert.deepEqual([onto.code, onto.stderr.includes("The output is the input")], [2, true]);
    assert.match(await refused("inspect", folder.path), /is a folder/);
  });

  posix("may be standard input where that is a file, and is called a pipe where it is one", async () => {
    const command = `cat ${SAMPLE} | "${process.execPath}" "${program}" inspect /dev/stdin`;
    const { code, stderr } = await ended(spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] }));
    assert.deepEqual([code, stderr.includes("/dev/stdin is a pipe, not a plain file")], [1, true], stderr);
    const stdio = [openSync(SAMPLE, "r"), "pipe", "pipe"] as const;
    const read = await ended(spawn(process.execPath, [program, "inspect", "/dev/stdin"], { stdio: [...stdio] }));
    assert.equal(read.code, 0, read.stderr);
  });

  posix("that cannot be named says why", async () => {
    symlinkSync("loop", folder.file("loop"));
    assert.match(await refused("inspect", folder.file("none.onnx")), /There is no file/);
    assert.match(await refused("inspect", `${SAMPLE}/inside.onnx`), /part of its path is a file/);
    assert.match(await refused("inspect", folder.file("x".repeat(300))), /its name is longer than its disk allows/);
    assert.match(await refused("inspect", folder.file("loop")), /symbolic links lead in a circle/);
    assert.match(await refused("diff", SAMPLE, folder.file("loop")), /symbolic links lead in a circle/);
    assert.match(await refused("run", folder.file("loop"), SAMPLE, "-o", folder.file("o.onnx")), /lead in a circle/);
  });
});

describe("an output on the command line", () => {
  const folder = temporaryFolder();
  const shrink = (output: string, ...more: string[]) => ["strip-metadata", SAMPLE, "-o", output, ...more];
  const unchanged = () => assert.deepEqual(leftovers(folder.path), []);

  posix("is a plain file: anything else is refused, also with --force", async () => {
    execFileSync("mkfifo", [folder.file("pipe")]);
    mkdirSync(folder.file("inner"));
    for (const force of [[], ["--force"]]) {
      assert.match(await refused(...shrink(folder.file("pipe"), ...force)), /is a pipe, not a plain file/);
      assert.match(await refused(...shrink(folder.file("inner"), ...force)), /is a folder/);
      assert.match(await refused(...shrink(folder.file("new/"), ...force)), /names a folder/);
    }
    assert.ok(lstatSync(folder.file("pipe")).isFIFO() && lstatSync(folder.file("inner")).isDirectory());
    unchanged();
  });

  root("is no device", async () => {
    execFileSync("mknod", [folder.file("device"), "c", "1", "3"]);
    assert.match(await refused(...shrink(folder.file("device"), "--force")), /is a device, not a plain file/);
    assert.ok(lstatSync(folder.file("device")).isCharacterDevice());
    unchanged();
  });

  posix("that may only be read, or lies in such a folder, is left as it is", async () => {
    const output = folder.file("out.onnx");
    writeFileSync(output, "precious", { mode: 0o444 });
    for (const force of [[], ["--force"]]) {
      assert.match(await refused(...shrink(output, ...force)), /may only be read/);
    }
    assert.equal(readFileSync(output, "utf8"), "precious");
    mkdirSync(folder.file("inner"));
    chmodSync(folder.file("inner"), 0o555);
    assert.match(await refused(...shrink(folder.file("inner/out.onnx"))), /its folder may not be written to/);
    assert.match(await refused(...shrink(folder.file("inner/more/out.onnx"))), /its folder may not be written to/);
    unchanged();
  });

  posix("keeps the permissions of what it replaces", async () => {
    const output = folder.file("out.onnx");
    for (const mode of [0o600, 0o664, 0o755]) {
      writeFileSync(output, "old");
      chmodSync(output, mode);
      assert.equal((await bonsai(...shrink(output))).code, 0);
      assert.equal(statSync(output).mode & 0o7777, mode);
    }
    rmSync(output);
    assert.equal((await bonsai(...shrink(output))).code, 0);
    assert.equal(statSync(output).mode & 0o777, 0o666 & ~process.umask());
    unchanged();
  });

  root("keeps the owner of what it replaces", async () => {
    const output = folder.file("out.onnx");
    writeFileSync(output, "old");
    chownSync(output, 1234, 5678);
    assert.equal((await bonsai(...shrink(output))).code, 0);
    assert.deepEqual([statSync(output).uid, statSync(output).gid], [1234, 5678]);
  });

  posix("that is a symbolic link is written where the link leads", async () => {
    mkdirSync(folder.file("there"));
    writeFileSync(folder.file("there/real.onnx"), "old");
    symlinkSync("there/real.onnx", folder.file("link.onnx"));
    symlinkSync("link.onnx", folder.file("second.onnx"));
    assert.equal((await bonsai(...shrink(folder.file("second.onnx")))).code, 0);
    assert.ok(
      lstatSync(folder.file("link.onnx")).isSymbolicLink() && lstatSync(folder.file("second.onnx")).isSymbolicLink(),
    );
    assert.equal((await bonsai("inspect", folder.file("there/real.onnx"))).code, 0);
    symlinkSync("there/new.onnx", folder.file("dangling.onnx"));
    assert.equal((await bonsai(...shrink(folder.file("dangling.onnx")))).code, 0);
    assert.ok(lstatSync(folder.file("dangling.onnx")).isSymbolicLink());
    assert.equal((await bonsai("inspect", folder.file("there/new.onnx"))).code, 0);
    assert.deepEqual(leftovers(folder.file("there")), []);
    unchanged();
  });

  posix("that cannot be named says why", async () => {
    symlinkSync("loop", folder.file("loop"));
    assert.match(await refused(...shrink(folder.file("x".repeat(300)))), /its name is longer than its disk allows/);
    assert.match(await refused(...shrink(folder.file("loop"))), /symbolic links lead in a circle/);
    assert.match(await refused(...shrink(`${SAMPLE}/inside/out.onnx`)), /its folder is a file/);
    const name = `${"n".repeat(250)}.onnx`;
    assert.equal((await bonsai(...shrink(folder.file(name)))).code, 0, "a name as long as allowed");
    unchanged();
  });

  posix("that outgrows what the system allows leaves nothing behind", async () => {
    const command = `ulimit -f 100; exec "${process.execPath}" "${program}" ${shrink(folder.file("out.onnx")).join(" ")}`;
    const { code, stderr } = await ended(spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] }));
    assert.equal(code, 1);
    assert.match(stderr, /cannot be written: it is larger than files may be there\.\n$/);
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it("with the extension of another format is refused", async () => {
    for (const name of ["out.tflite", "out.pb", "out.PBTXT"]) {
      assert.match(await refused("shrink", SAMPLE, "-o", folder.file(name)), /is written as ONNX: name it \.onnx/);
    }
    copyFileSync(SAMPLE, folder.file("in.pb"));
    assert.equal((await bonsai("strip-metadata", folder.file("in.pb"), "-o", folder.file("out.pb"))).code, 0);
    assert.equal((await bonsai(...shrink(folder.file("out.bin")))).code, 0);
  });

  it("may be standard output: the model there, the report beside it", async () => {
    const output = folder.file("out.onnx");
    await bonsai("quantize-weights", SAMPLE, "-o", output);
    const stdio = ["ignore", openSync(folder.file("standard"), "w"), "pipe"] as const;
    const child = spawn(process.execPath, [program, "quantize-weights", SAMPLE, "-o", "-"], { stdio: [...stdio] });
    let told = "";
    child.stderr!.on("data", (text) => (told += text));
    await new Promise((done) => child.on("close", done));
    assert.equal(child.exitCode, 0);
    assert.ok(readFileSync(folder.file("standard")).equals(readFileSync(output)));
    assert.match(told, /^quantize-weights: 411 KB → /);
  });

  posix("says that standard output is full, and nothing where nobody reads it", async () => {
    if (existsSync("/dev/full")) {
      for (const words of ["inspect samples/mnist-mlp.onnx", "--help", `quantize-weights ${SAMPLE} -o -`]) {
        const command = `exec "${process.execPath}" "${program}" ${words} > /dev/full`;
        const { code, stderr } = await ended(spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] }));
        assert.deepEqual([code, stderr], [1, "Standard output cannot be written: the disk is full.\n"]);
      }
    }
    const child = spawn(process.execPath, [program, "transforms", "--json"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let told = "";
    child.stderr.on("data", (text) => (told += text));
    await new Promise((done) => child.on("close", done));
    assert.deepEqual([child.exitCode, told], [141, ""]);
  });
});

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

function leftovers(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(".model-bonsai"));
}

function filesUnder(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}
