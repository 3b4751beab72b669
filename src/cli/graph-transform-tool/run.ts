// Runs a pipeline of TensorFlow's Graph Transform Tool on a model.
import { ModelError, runStep, throwIfRefused, type Context, type Model, type StepReport } from "../../core";
import type { TransformCall } from "./pipeline";
import { ignoresErrors, stepOf, type Interface } from "./steps";

/** @param calls Checked ones. @throws ModelError where one fails that does not say ignore_errors. */
export async function runPipeline(
  original: Model,
  calls: readonly TransformCall[],
  names: Interface,
  context: Context,
): Promise<{ model: Model; reports: StepReport[] }> {
  let model = original;
  const reports: StepReport[] = [];
  for (const call of calls) {
    try {
      const step = stepOf(call, names, model);
      if (step !== null) {
        const result = await runStep(model, step, context);
        throwIfRefused(result.report);
        model = result.model;
        reports.push(result.report);
      }
    } catch (error) {
      if (!(error instanceof ModelError) || error.code === "cancelled" || !ignoresErrors(call)) {
        throw error;
      }
    }
  }
  return { model, reports };
}
