// A window of VS Code, used as people use it.
import assert from "node:assert/strict";
import { ModelView } from "./model-view.mjs";

const START_LIMIT = 60_000;
/** From the click to the editor's frame. */
const EDITOR_LIMIT = 10_000;

export class Workbench {
  /** @param clipboard what is in it, as text. */
  constructor(page, clipboard) {
    this.page = page;
    this.clipboard = clipboard;
    this.input = page.locator(".quick-input-widget input[type=text]");
    this.choices = page.locator(".quick-input-list .monaco-list-row");
    this.dialog = page.locator(".monaco-dialog-box");
    this.tabs = page.locator(".tabs-container .tab");
    this.activeTab = page.locator(".editor-group-container.active .tab.active");
    this.statusBar = page.locator(".statusbar");
  }

  /** Before both marks are there, VS Code does not know the extension's editor and opens models as text. */
  async ready() {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: START_LIMIT });
    for (const mark of ["code/didLoadExtensions", "code/LifecyclePhase/Eventually"]) {
      await this.page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, {
        timeout: START_LIMIT,
      });
    }
  }

  file(name) {
    return this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
  }

  /** Selects files in the explorer, and picks a command from their menu. */
  async chooseForFiles(names, title) {
    for (const name of names) {
      // With the key pressed none is opened, which would select it alone; what is selected would be no longer.
      if ((await this.file(name).getAttribute("aria-selected")) !== "true") {
        await this.file(name).click({ modifiers: ["ControlOrMeta"] });
      }
    }
    await this.file(names.at(-1)).click({ button: "right" });
    // A menu takes no click in its first moments, but the keyboard.
    await this.page.locator(".context-view .action-label", { hasText: title }).hover();
    await this.page.locator(".context-view .action-item.focused", { hasText: title }).waitFor();
    await this.page.keyboard.press("Enter");
  }

  async openFile(name) {
    const view = this.page.locator("iframe.webview").first();
    for (const end = Date.now() + START_LIMIT; ;) {
      await this.file(name).dblclick();
      try {
        await view.waitFor({ state: "attached", timeout: EDITOR_LIMIT });
        return this.view();
      } catch (error) {
        if (Date.now() > end) {
          throw error;
        }
        // A slow machine has drawn the window before it knows of the extension, and shows the bytes as text.
        await this.command("View: Close Editor");
      }
    }
  }

  /** Opens a model and waits until it is drawn. */
  async openModel(name) {
    const view = await this.openFile(name);
    await view.drawn();
    return view;
  }

  view(index = 0) {
    return new ModelView(this.page, index);
  }

  async showCommands(text) {
    await this.page.keyboard.press("F1");
    try {
      await this.input.fill(`>${text}`, { timeout: 5000 });
    } catch {
      // What closed at that moment took the palette with it.
      await this.page.keyboard.press("F1");
      await this.input.fill(`>${text}`);
    }
  }

  /** Picks a command from the palette. */
  async choose(title) {
    await this.showCommands(title);
    // Keyboard shortcuts follow the title.
    await this.page
      .locator(`.quick-input-list :is([aria-label="${title}"], [aria-label^="${title},"])`)
      .first()
      .click();
  }

  /** Runs a command, and waits until the palette is gone or asks for something else. */
  async command(title) {
    await this.choose(title);
    await this.page.waitForFunction((title) => {
      const widget = document.querySelector(".quick-input-widget");
      return widget.style.display === "none" || !widget.querySelector("input[type=text]").value.includes(title);
    }, title);
  }

  toast(text) {
    return this.page.locator(".notification-toast", { hasText: text });
  }

  async closeToasts() {
    await this.command("Notifications: Clear All Notifications");
    await this.page.locator(".notification-toast").first().waitFor({ state: "hidden" });
  }

  async answer(button) {
    await this.dialog.locator(".monaco-button", { hasText: button }).click();
    await this.dialog.waitFor({ state: "hidden" });
  }

  /** Waits for VS Code's file dialog to propose a path, in full for a file to write, else the folder it starts in. */
  async fileDialog(proposal) {
    await this.fileDialogButton.waitFor();
    await expectValue(this.input, proposal);
  }

  get fileDialogButton() {
    return this.page.locator(".quick-input-widget .monaco-button", { hasText: /^(OK|Save|Open)$/ });
  }

  /** While the dialog still looks into its folder, it puts that in the place of a path, and a click only goes there. */
  async acceptFile(path) {
    for (let tries = 0; tries < 5 && (tries === 0 || (await this.fileDialogButton.isVisible())); tries++) {
      await this.input.fill(path);
      await this.page.waitForTimeout(500 * (tries + 1)); // It looks the path up before it takes it.
      if ((await this.input.inputValue()) === path) {
        await this.fileDialogButton.click({ timeout: 2000 }).catch(() => {});
        await this.fileDialogButton.waitFor({ state: "hidden", timeout: 5000 }).catch(() => {});
      }
    }
    await this.fileDialogButton.waitFor({ state: "hidden" });
  }

  /** From now on: the keys that VS Code's window gets, those that a webview hands on to it among them. */
  async rememberKeys() {
    await this.page.evaluate(() => {
      globalThis.keysOfTest = [];
      addEventListener("keydown", ({ key }) => globalThis.keysOfTest.push(key), true);
    });
  }

  async gotKey(key) {
    await this.page.waitForFunction((wanted) => globalThis.keysOfTest.includes(wanted), key);
  }

  keys() {
    return this.page.evaluate(() => globalThis.keysOfTest);
  }

  async waitUntilDirty(isDirty = true) {
    const tab = this.activeTab;
    await tab.and(this.page.locator(isDirty ? ".dirty" : ":not(.dirty)")).waitFor();
  }
}

async function expectValue(input, value) {
  const end = Date.now() + 10_000;
  while ((await input.inputValue()) !== value) {
    if (Date.now() > end) {
      assert.equal(await input.inputValue(), value);
    }
    await input.page().waitForTimeout(50);
  }
}
