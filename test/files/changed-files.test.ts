// A model's file that somebody else changes while it is open in the editor.
import assert from "node:assert/strict";
import type { ModelHost } from "../../src/extension/model-host";
import type { Over } from "../../src/extension/model-files";
import { RemoteError } from "../../src/protocol/rpc";
import { INT8, putExternal, smallModel } from "../support/command-scenarios";
import { Disk } from "../support/disk";
import { signal, startEditor, uriOf } from "../support/editor";
import { startProcess } from "../support/faulty-process";
import { encode, floats, model, node, ramp, valueInfo } from "../support/onnx";

const MODEL = "/in/m.onnx";

describe("a file that changes while it is open in the editor", () => {
  let disk: Disk;
  let host: ModelHost;
  let document: string;

  const open = async (bytes: Uint8Array = smallModel()) => {
    disk.put(MODEL, bytes);
    host = startEditor(startProcess(disk));
    document = await host.open(uriOf(MODEL), signal());
  };
  const write = (path: string, over: Over, recipe = INT8) =>
    host.write(document, recipe, uriOf(path), over, signal(), () => {});
  const bytesOf = (path: string) => Buffer.from(disk.find(path).bytes);
  const isChanged = async () => (await host.look(document)).isChanged;
  /** Puts another file there, as programs do that write beside it and rename. */
  const replace = (path: string, bytes: Uint8Array) => {
    disk.put(`${path}.other`, bytes);
    const [{ folder, name }, other] = [disk.folderOf(path), disk.folderOf(`${path}.other`)];
    disk.changeNames({ ...other, inode: null }, { folder, name, inode: disk.find(`${path}.other`) });
  };
  /** Of the same length. */
  const retrained = (bytes: Uint8Array) =>
    Buffer.from(bytes).fill(7, bytes.byteLength >> 1, (bytes.byteLength >> 1) + 8);

  beforeEach(() => {
    disk = new Disk();
  });
  afterEach(() => host.close(document));

  it("is not replaced, unless that is wanted: then by what was opened and what was done to it", async () => {
    await open();
    await write("/out/expected.onnx", "others");
    const other = retrained(smallModel());
    replace(MODEL, other);
    assert.deepEqual(await host.look(document), { isChanged: true, isHeld: true });
    await assert.rejects(write(MODEL, "own"), (error) => error instanceof RemoteError && error.code === "changed");
    assert.deepEqual(bytesOf(MODEL), other);
    await write(MODEL, "changed");
    assert.deepEqual(bytesOf(MODEL), bytesOf("/out/expected.onnx"));
    assert.equal(await isChanged(), false);
  });

  it("is noticed after a save too, and not where it was only saved", async () => {
    await open();
    await write(MODEL, "own");
    assert.equal(await isChanged(), false);
    await write(MODEL, "own", []);
    assert.deepEqual(bytesOf(MODEL), Buffer.from(smallModel()), "from the bytes that were opened");
    replace(MODEL, retrained(smallModel()));
    assert.equal(await isChanged(), true);
    await assert.rejects(write(MODEL, "own"), /was changed on disk/);
  });

  it("is written anew where it is gone", async () => {
    await open();
    const { folder, name } = disk.folderOf(MODEL);
    disk.changeNames({ folder, name, inode: null });
    assert.equal(await isChanged(), false);
    await write(MODEL, "own");
    assert.ok(bytesOf(MODEL).byteLength < smallModel().byteLength);
  });

  it("is never mixed with what it was, where it is too large to be held in memory", async () => {
    const large = encode(
      model({
        name: "g",
        input: [valueInfo("x", [1, 1200])],
        output: [valueInfo("y", [1, 1000])],
        initializer: [floats("w", [1200, 1000], ramp(1_200_000))],
        node: [node("MatMul", ["x", "w"], ["y"])],
      }),
    );
    await open(large);
    const inode = disk.find(MODEL);
    disk.write(inode, new Uint8Array(8).fill(7), large.byteLength >> 1);
    const changed = Buffer.from(inode.bytes);
    assert.deepEqual(await host.look(document), { isChanged: true, isHeld: false });
    for (const [path, over] of [
      [MODEL, "own"],
      [MODEL, "changed"],
      ["/out/m.onnx", "others"],
    ] as const) {
      await assert.rejects(write(path, over), /was changed/);
    }
    assert.deepEqual([bytesOf(MODEL), [...disk.contents().keys()]], [changed, [MODEL]]);
  });

  it("may be one beside the model, whose weights nothing is saved to go on with", async () => {
    putExternal(disk, "/in");
    host = startEditor(startProcess(disk));
    document = await host.open(uriOf(MODEL), signal());
    const before = bytesOf(MODEL);
    const weights = bytesOf("/in/a.bin");
    replace("/in/a.bin", retrained(weights));
    await assert.rejects(write(MODEL, "own", []), /a\.bin, which the written model would go on reading, was changed/);
    assert.deepEqual(bytesOf(MODEL), before);
    await write("/out/m.onnx", "others", []);
    assert.deepEqual(bytesOf("/out/a.bin"), weights, "what was opened can still be saved elsewhere");
  });
});
