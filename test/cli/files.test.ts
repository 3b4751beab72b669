// What the command line does with files that are not as one would wish them.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
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
import { bonsai, ended, program, refused, temporaryFolder } from "../support/command";
import { op, placeholder } from "../support/graphdef";
import { savedModel } from "../support/saved-model";

const SAMPLE = "samples/mnist-mlp.onnx";
const isRoot = process.getuid?.() === 0;
const posix = process.platform === "win32" ? it.skip : it;
const root = isRoot ? posix : it.skip;

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

function leftovers(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(".model-bonsai"));
}
