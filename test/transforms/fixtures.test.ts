// Every fixture: the model in text, the step, and what the step has to make of it. The step is then taken again and must
// change nothing. UPDATE_FIXTURES=1 writes what came out instead; look at the difference before you keep it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newViolations, quietContext, runStep, transforms, type Parameters } from "../../src/core";
import { encodeText, printModel } from "../support/model-text";
import { transform, write } from "../support/open";

const FOLDER = "test/transforms";
const update = process.env["UPDATE_FIXTURES"] === "1";
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));

/** "# what it shows", then "== title" and what belongs to it. */
function sections(text: string): Map<string, string> {
  const parts = text.split(/^== /m).slice(1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end).trim(), part.slice(end + 1).trim()];
    }),
  );
}

describe("fixtures (invariant/idempotence, invariant/size)", () => {
  for (const name of names) {
    it(name, async () => {
      const path = join(FOLDER, name);
      const text = readFileSync(path, "utf8");
      const given = sections(text);
      const id = name.split(".")[0]!;
      const parameters = JSON.parse(given.get("parameters") ?? "{}") as Parameters;
      const model = encodeText(given.get("model")!);
      const first = await transform(model.name, model.bytes, id, parameters);

      const result = await printModel(first.after);
      const notes = first.notes.map(({ subject, reason }) => `${subject}: ${reason}`).join("\n");
      if (update) {
        const kept = text.slice(0, text.indexOf("== result"));
        writeFileSync(path, `${kept}== result\n${result}\n${notes === "" ? "" : `== notes\n${notes}\n`}`);
      } else {
        assert.equal(result, given.get("result"));
        assert.equal(notes, given.get("notes") ?? "");
      }
      assert.deepEqual(newViolations(first.before, first.model), []);
      const mayGrow = transforms.find((each) => each.id === id)?.mayGrow?.(first.report.parameters) === true;
      assert.ok(mayGrow || first.written.length <= model.bytes.length);

      const again = await runStep(first.after, { id, parameters }, quietContext());
      assert.deepEqual(again.report.changes, [], "the second time");
      assert.deepEqual(Buffer.from(await write(again.model)), Buffer.from(first.written), "the second time");
    });
  }

  it("there is one for every transform and format", () => {
    for (const { id } of transforms) {
      for (const format of ["onnx", "tensorflow", "tflite"]) {
        assert.ok(
          names.some((name) => name.startsWith(`${id}.${format}`)),
          `${id} has none for ${format}`,
        );
      }
    }
  });
});
