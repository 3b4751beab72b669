// How long the process that runs extensions is kept busy at a time while models are opened, changed, checked and saved:
// beside what VS Code itself keeps it for while nothing is done, and while a picture is opened.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const VERIFY = "Model Bonsai: Verify Against Original";

/** @param names Of a small model, one of many nodes, one of many bytes, and a picture. @returns milliseconds by what was done. */
export async function hostDelays(workbench, folder, { small, huge, heavy, picture }) {
  const found = {};
  const while_ = async (what, work) => {
    rmSync(join(folder, "blocked.json"), { force: true });
    await workbench.command("Profiler: Start");
    await work();
    await workbench.command("Profiler: Stop");
    for (;;) {
      try {
        found[what] = JSON.parse(readFileSync(join(folder, "blocked.json"), "utf8"));
        break;
      } catch {
        await workbench.page.waitForTimeout(50);
      }
    }
  };
  const closed = async (view) => {
    await workbench.command("View: Close Editor");
    await view.iframe.waitFor({ state: "detached" });
  };
  await while_("nothing", () => workbench.page.waitForTimeout(3000));
  await while_("picture", async () => {
    const view = await workbench.openFile(picture);
    await view.find("img").waitFor();
    await closed(view);
  });
  for (const [what, name] of Object.entries({ open: small, openHuge: huge, openHeavy: heavy })) {
    await while_(what, async () => closed(await workbench.openModel(name)));
  }
  const view = await workbench.openModel(heavy);
  await while_("step", async () => {
    await workbench.command("Model Bonsai: Quantize to float16");
    await view.delta();
  });
  await while_("save", async () => {
    await workbench.page.keyboard.press("Control+s");
    await workbench.answer("Overwrite");
    await workbench.waitUntilDirty(false);
  });
  await closed(view);
  const other = await workbench.openModel(small);
  await workbench.command("Model Bonsai: Quantize to float16");
  await other.delta();
  await while_("verify", async () => {
    await workbench.command(VERIFY);
    await other.find("#verdict", { hasText: /dB$/ }).waitFor();
  });
  await while_("variants", async () => {
    await workbench.command("Model Bonsai: Compare Variants");
    await other.find('#variants table[aria-busy="false"]').waitFor({ timeout: 60_000 });
  });
  return found;
}
