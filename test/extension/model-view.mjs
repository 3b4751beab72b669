// The extension's page inside an editor.
import assert from "node:assert/strict";

export class ModelView {
  /** @param index which of the visible editors, in the order they were opened. */
  constructor(page, index = 0) {
    this.iframe = page.locator("iframe.webview.ready").nth(index);
    this.frame = this.iframe.contentFrame().frameLocator("#active-frame");
    this.summary = this.find("#summary");
    this.graph = this.find("#graph");
    this.problem = this.find("#problem");
    this.message = this.find("#message span");
    this.busy = this.find("#busy vscode-progress-bar"); // Its holder takes no room.
    this.rows = this.find("#layers tbody tr[data-layer]");
    this.steps = this.find("#steps .step");
    this.form = this.find(".step-form");
    this.preview = this.find(".preview");
  }

  find(selector, options) {
    return this.frame.locator(selector, options);
  }

  async drawn() {
    await this.find('body[data-ready="true"]').waitFor();
    await this.graph.locator(".pane canvas").waitFor();
    await this.graph.locator(".graph-node").first().waitFor();
  }

  row(layer) {
    return this.find(`#layers tbody tr[data-layer="${layer}"]`);
  }

  endpoint(kind) {
    return this.find(`#endpoints .endpoint[data-kind="${kind}"]`);
  }

  transform(id) {
    return this.find(`[data-transform="${id}"]`);
  }

  field(name) {
    return this.find(`#parameter-${name}`);
  }

  formButton(title) {
    return this.find(".form-actions button", { hasText: title });
  }

  /** Waits for a preview with these words. @returns all it says. */
  async previewed(words) {
    await this.find('.preview[aria-busy="false"]', { hasText: words }).waitFor();
    return this.preview.innerText();
  }

  async layerNames() {
    return this.rows.evaluateAll((rows) => rows.map((row) => row.dataset.layer));
  }

  /** Waits for the header to tell of a change. @returns the sizes before and after, and the change in percent. */
  async delta() {
    await this.summary.filter({ hasText: "→" }).waitFor();
    return deltaIn(await this.summary.innerText());
  }

  /** Waits until the header says something. */
  async told(words) {
    await this.message.filter({ hasText: words }).waitFor();
  }

  async waitUntilUnchanged() {
    await this.summary.filter({ hasNotText: "→" }).waitFor();
  }
}

const UNITS = { B: 1, KB: 1024, MB: 1024 ** 2 };

/** Sizes in a text, in bytes. */
export function sizesIn(text) {
  return [...text.matchAll(/([\d.,]+)\s(B|KB|MB)\b/g)].map(([, value, unit]) => Number(value) * UNITS[unit]);
}

export function deltaIn(text) {
  const change = /([\d.]+)\s(B|KB|MB)\s*→\s*([\d.]+)\s(B|KB|MB)[^−+]*([−+])\s?([\d.]+)\s?%/.exec(text);
  assert.ok(change, `"${text}" tells of no change`);
  const [, before, unitBefore, after, unitAfter, sign, percent] = change;
  return {
    before: Number(before) * UNITS[unitBefore],
    after: Number(after) * UNITS[unitAfter],
    percent: Number(percent) * (sign === "−" ? -1 : 1),
  };
}

/** A size as it is shown has at least three digits. */
export function assertSize(shown, bytes) {
  assert.ok(Math.abs(shown - bytes) <= Math.max(1, bytes * 0.005), `${shown} is shown for ${bytes} bytes`);
}
