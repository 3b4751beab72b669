import assert from "node:assert/strict";
import { openModels, screenshot } from "./session.mjs";

describe("A file that is no model", () => {
  const RANDOM = Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 167 + 41) % 256));
  const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`;
  const FILES = {
    "random.pb": [RANDOM, /random\.pb is not a TensorFlow graph/],
    "text.pb": ["Dear diary,\n", /text\.pb is a text file, not a model/],
    "empty.pb": ["", /empty\.pb is empty/],
    "pointer.pb": [POINTER, /pointer\.pb is a Git LFS pointer.*git lfs pull/],
  };
  for (const [name, [content, sentence]] of Object.entries(FILES)) {
    it(`${name} says what it is instead`, async () => {
      const { workbench } = await openModels([], { [name]: content });
      const view = await workbench.openFile(name);
      await view.problem.waitFor();
      assert.match(await view.problem.innerText(), sentence);
      await screenshot(`problem-${name.replace(".pb", "")}`);
    });
  }

  it("can be opened with another editor from there", async () => {
    const { workbench } = await openModels([], { "text.pb": "Dear diary,\n" });
    const view = await workbench.openFile("text.pb");
    await view.find("button#reopen").click();
    await workbench.choices.filter({ hasText: "Text Editor" }).click();
    await workbench.page.locator(".view-lines", { hasText: "Dear" }).waitFor();
  });
});
