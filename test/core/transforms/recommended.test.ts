import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formats, quietContext, writerOf, runRecipe, transforms } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { open, write } from "../../support/open";

describe("the recipe for devices", () => {
  for (const { id: format, writer } of formats) {
    if ("lacks" in writer) {
      continue;
    }
    const { recommended } = writer.offers;
    it(`has steps that there are, ${format}`, () => {
      const ids = recommended.map(({ id }) => id);
      assert.ok(ids.length > 0);
      assert.ok(ids.every((id) => transforms.some((each) => each.id === id)));
    });

    it(`changes results in one step only, ${format}`, () => {
      const lossy = recommended.map(({ id }) => transforms.find((each) => each.id === id)!.lossy);
      assert.equal(lossy.indexOf(true), lossy.lastIndexOf(true));
    });
  }

  const folder = "test/transforms";
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".txt"))) {
    it(`has nothing to do to its own result: ${name}`, async () => {
      const text = readFileSync(join(folder, name), "utf8");
      const model = encodeText(/^== model\n([^]*?)^== /m.exec(text)![1]!);
      const once = await shrunk(model.name, model.bytes);
      assert.deepEqual(Buffer.from(await shrunk(model.name, once)), Buffer.from(once));
    });
  }
});

async function shrunk(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const model = await open(name, bytes);
  const { model: result, reports } = await runRecipe(model, writerOf(model).recommended, quietContext());
  reports
    .filter(({ changes }) => changes.length === 0)
    .forEach(({ bytesBefore, bytesAfter }) => assert.equal(bytesAfter, bytesBefore));
  assert.equal(reports[0]!.bytesBefore, bytes.length);
  return write(result, name);
}
