// A model that the worker holds, or why it does not.
import * as vscode from "vscode";
import type { ModelService, Problem, Recipe } from "../protocol/messages";
import { RemoteError, type CallOptions } from "../protocol/rpc";
import { Disposable } from "./disposable";
import type { Look } from "./model-files";
import type { ModelHost } from "./model-host";

type Rest<T extends readonly unknown[]> = T extends readonly [unknown, ...infer R] ? R : never;
/** What is asked about a document and a recipe. */
type AboutDocuments = {
  [M in keyof ModelService]: Parameters<ModelService[M]> extends readonly [string, Recipe, ...unknown[]] ? M : never;
}[keyof ModelService];

export class OpenedModel extends Disposable {
  readonly #stopped = this.own(new vscode.EventEmitter<void>());
  /** The worker died of it. */
  readonly onDidStop = this.#stopped.event;
  #id: string | null = null;
  #stamp = "";
  #problem: Problem | null = null;
  #opening: Promise<void> = Promise.resolve();
  /** Ends the opening. */
  #closing = new AbortController();
  /** Of a file that could not be opened. */
  #failedOn = "";

  /** @param uri Whose place it has, wherever it is read from. */
  constructor(
    readonly host: ModelHost,
    readonly uri: vscode.Uri,
  ) {
    super();
    this.own({ dispose: () => void this.close() });
  }

  /** How the worker knows it; null: it is not open. */
  get id(): string | null {
    return this.#id;
  }

  /** What told the file from others when it was opened. */
  get stamp(): string {
    return this.#stamp;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** How the worker knows it, once it is open. @throws RemoteError where it cannot be opened. */
  async opened(): Promise<string> {
    await this.#opening;
    if (this.#id === null) {
      throw new RemoteError("parameter", this.#problem?.message ?? vscode.l10n.t("The model is not open."));
    }
    return this.#id;
  }

  /** Once it is open or has a problem. */
  whenOpened(): Promise<void> {
    return this.#opening;
  }

  /** Never fails: what cannot be opened has a problem then. */
  open(from: vscode.Uri, signal?: AbortSignal): Promise<void> {
    this.#closing = new AbortController();
    const ends = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
    this.#opening = this.#open(from, ends);
    return this.#opening;
  }

  async #open(from: vscode.Uri, signal: AbortSignal): Promise<void> {
    this.#problem = null;
    // As it was before it was read: what changes meanwhile counts as another file.
    const stamp = stampOf(from);
    try {
      this.#id = await this.host.open(from, signal, this.uri);
      this.#stamp = await stamp;
    } catch (error) {
      this.#failedOn = await stampOf(this.uri);
      const { code, message } = error as { code?: string; message: string };
      this.#problem = { message, notAModel: code === "not-a-model", mayReopen: code === "stopped" };
    }
  }

  /** Tries once more what ended the worker. */
  async reopen(signal: AbortSignal): Promise<void> {
    if (this.#id === null) {
      await this.open(this.uri, signal);
    } else {
      this.host.tryAgain(this.#id);
      this.#problem = null;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#opening;
    const id = this.#id;
    this.#id = null;
    if (id !== null) {
      await this.host.close(id);
    }
  }

  /** What stands in the file's place. */
  async look(): Promise<Look> {
    await this.#opening;
    return this.#id === null
      ? { isChanged: (await stampOf(this.uri)) !== this.#failedOn, isHeld: false }
      : this.host.look(this.#id);
  }

  /** Asks the worker about it. @param input What follows the name of the document. */
  async ask<M extends AboutDocuments>(
    method: M,
    input: Rest<Parameters<ModelService[M]>>,
    options: CallOptions = {},
  ): Promise<Awaited<ReturnType<ModelService[M]>>> {
    const id = await this.opened();
    return this.call(method, [id, ...input] as unknown as Parameters<ModelService[M]>, options);
  }

  /** Asks the worker; where it died of this, there is a problem until it is opened again. */
  async call<M extends keyof ModelService>(
    method: M,
    input: Parameters<ModelService[M]>,
    options: CallOptions = {},
  ): Promise<Awaited<ReturnType<ModelService[M]>>> {
    try {
      return await this.host.call(method, input, options);
    } catch (error) {
      this.#stopIf(error);
      throw error;
    }
  }

  /** The same for what is asked in other ways. */
  async watched<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      this.#stopIf(error);
      throw error;
    }
  }

  #stopIf(error: unknown): void {
    const { code, message } = error as { code?: string; message: string };
    if (code === "stopped" && this.#problem === null) {
      this.#problem = { message, notAModel: false, mayReopen: true };
      this.#stopped.fire();
    }
  }
}

/** "" where there is no such file. */
export async function stampOf(uri: vscode.Uri): Promise<string> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    return `${size} ${mtime}`;
  } catch {
    return "";
  }
}
