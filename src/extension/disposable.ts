import type * as vscode from "vscode";

/** Something with parts that have to be let go when it is. */
export abstract class Disposable implements vscode.Disposable {
  #isDisposed = false;
  readonly #parts: vscode.Disposable[] = [];

  protected get isDisposed(): boolean {
    return this.#isDisposed;
  }

  protected own<T extends vscode.Disposable>(part: T): T {
    if (this.#isDisposed) {
      part.dispose();
    } else {
      this.#parts.push(part);
    }
    return part;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const part of this.#parts.splice(0)) {
      part.dispose();
    }
  }
}
