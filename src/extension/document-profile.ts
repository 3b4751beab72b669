// What a runtime measured of a document's model, as long as that is shown.
import * as vscode from "vscode";
import type { Profile, ProfileState, Recipe } from "../protocol/messages";
import { Disposable } from "./disposable";
import type { OpenedModel } from "./opened-model";

export class DocumentProfile extends Disposable {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  /** Another profile is shown, or none any more. */
  readonly onDidChange = this.#changed.event;
  #shown: { readonly profile: Profile; readonly name: string } | null = null;

  /** @param recipe What is done to the document, as it is when something is asked. */
  constructor(
    readonly model: OpenedModel,
    readonly recipe: () => Recipe,
  ) {
    super();
  }

  /** Reads a profile, which is shown from then on, whatever steps are done. @returns it for the model as it is now. */
  async read(bytes: Uint8Array, name: string): Promise<ProfileState> {
    const before = this.#shown;
    this.#shown = { profile: await this.model.call("readProfile", [bytes, name]), name };
    try {
      const state = await this.state();
      this.#changed.fire();
      return state!;
    } catch (error) {
      this.#shown = before;
      throw error;
    }
  }

  close(): void {
    this.#shown = null;
    this.#changed.fire();
  }

  /** The profile that is shown, for the model as it is now; null: none is. */
  async state(): Promise<ProfileState | null> {
    const shown = this.#shown;
    return shown === null ? null : this.model.ask("profile", [this.recipe(), shown.profile, shown.name]);
  }
}
