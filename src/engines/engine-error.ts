/** What an engine cannot do, in a sentence that says so by name. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(
    message: string,
    /** Whether other inputs would not help. */
    readonly isFinal = false,
  ) {
    super(message);
  }
}

/** The engine tried and failed: a part of the model may still run. */
export class EngineFailure extends EngineError {}
