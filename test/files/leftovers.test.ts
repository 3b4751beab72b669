import assert from "node:assert/strict";
import { journalBytes, tagOf, type JournalEntry } from "../../src/files/journal";
import { clearLeftovers } from "../../src/files/leftovers";
import { Disk } from "../support/disk";
import { startProcess } from "../support/faulty-process";

const text = (words: string) => new TextEncoder().encode(words);
const DAY = 24n * 60n * 60n * 1_000_000_000n;

describe("what a process leaves in a folder", () => {
  let disk: Disk;
  const names = () => [...disk.contents().keys()].sort();

  /** A process in which marks of these machines mean what they say. */
  const starts = () => {
    const process = startProcess(disk);
    const isGone = (mark: string) => (mark.endsWith("gone") ? true : mark.endsWith("runs") ? false : null);
    return { ...process, owner: { ...process.owner, isGone } };
  };

  beforeEach(() => {
    disk = new Disk();
    disk.put("/m/model.onnx", text("a model"));
  });

  it("goes once the process is gone, and not before", async () => {
    disk.put("/m/.model-bonsai-1-a-b-gone-1.new", text("half"));
    disk.put("/m/.model-bonsai-1-a-b-runs-1.new", text("half"));
    disk.put("/m/.model-bonsai-1-a-b-gone-2.old", text("half"));
    await clearLeftovers(starts(), "/m");
    assert.deepEqual(names(), ["/m/.model-bonsai-1-a-b-runs-1.new", "/m/model.onnx"]);
  });

  it("goes after a day where nothing is known of the process, except what may be somebody's only copy", async () => {
    for (const [name, age] of [
      ["/m/.model-bonsai-1-a-b-else-1.new", 0n],
      ["/m/.model-bonsai-1-a-b-else-2.new", 2n * DAY],
      ["/m/.model-bonsai-1-a-b-else-3.old", 2n * DAY],
    ] as const) {
      disk.put(name, text("half"));
      disk.find(name).modified = BigInt(Date.now()) * 1_000_000n - age;
    }
    await clearLeftovers(starts(), "/m");
    assert.deepEqual(names(), [
      "/m/.model-bonsai-1-a-b-else-1.new",
      "/m/.model-bonsai-1-a-b-else-3.old",
      "/m/model.onnx",
    ]);
  });

  it("is nothing that only looks alike", async () => {
    const others = ["/m/.model-bonsai", "/m/.model-bonsai-1-a-b-gone-1.tmp", "/m/model-bonsai-1-a-b-gone-1.new"];
    others.forEach((name) => disk.put(name, text("somebody's")));
    await clearLeftovers(starts(), "/m");
    assert.deepEqual(names(), [...others, "/m/model.onnx"].sort());
  });

  describe("a journal", () => {
    const temporary = ".model-bonsai-1-a-b-gone-1.new";
    const backup = ".model-bonsai-1-a-b-gone-2.old";
    const tag = (path: string) => tagOf(disk.statusOf(disk.find(path)));
    const put = (entry: Partial<JournalEntry>) => {
      disk.put(`/m/${backup}`, text("old"));
      const whole = { final: "model.onnx", temporary, backup, made: "1:1:1", had: tag(`/m/${backup}`), ...entry };
      disk.put("/m/.model-bonsai-1-a-b-gone-3.journal", journalBytes({ entries: [whole], folders: [] }));
    };
    const model = () => Buffer.from(disk.find("/m/model.onnx").bytes).toString();

    it("is undone where the files are those it wrote down", async () => {
      put({ made: tag("/m/model.onnx") });
      await clearLeftovers(starts(), "/m");
      assert.deepEqual([names(), model()], [["/m/model.onnx"], "old"]);
    });

    it("is not believed where a file is another one: nothing is replaced, and what it keeps stays", async () => {
      put({});
      await clearLeftovers(starts(), "/m");
      assert.equal(model(), "a model");
      assert.ok(names().includes(`/m/${backup}`));
    });

    it("of another machine is not believed", async () => {
      const other = ".model-bonsai-1-a-b-else-2.old";
      disk.put(`/m/${other}`, text("old"));
      const [made, had] = [tag("/m/model.onnx"), tag(`/m/${other}`)];
      const entry = { final: "model.onnx", temporary, backup: other, made, had };
      disk.put("/m/.model-bonsai-1-a-b-else-3.journal", journalBytes({ entries: [entry], folders: [] }));
      await clearLeftovers(starts(), "/m");
      assert.equal(model(), "a model");
    });

    it("that leads out of its folder, or is no journal, moves nothing", async () => {
      disk.put("/victim", text("precious"));
      for (const final of ["../victim", "/victim", "a/../../victim"]) {
        put({ final, backup: null, made: tag("/victim"), had: null });
        await clearLeftovers(starts(), "/m");
        assert.equal(Buffer.from(disk.find("/victim").bytes).toString(), "precious", final);
      }
      for (const words of ["", "not a journal", "{}", `${"0".repeat(64)}\n{"entries":[],"folders":[]}`]) {
        disk.put("/m/.model-bonsai-1-a-b-gone-3.journal", text(words));
        await clearLeftovers(starts(), "/m");
        assert.deepEqual([names(), model()], [["/m/model.onnx", "/victim"], "a model"]);
      }
    });
  });
});
