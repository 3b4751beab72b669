// The engine around the transforms: a fork for each step, a check of the result, and a report.
import type { Context, Note } from "../context";
import { throwIfCancelled } from "../context";
import { ModelError } from "../ir/errors";
import { formatTitles } from "../formats/registry";
import { forkModel } from "../ir/fork";
import type { Model } from "../ir/model";
import { newViolations } from "../ir/verify";
import { sizeOf } from "../report/size";
import { complete, misplaced, type Parameters } from "./parameters";
import type { Recipe, RecipeStep } from "./recipe";
import { transformOf } from "./registry";
import type { Change, PlannedTensor } from "./transform";

export interface StepReport {
  readonly id: string;
  /** All of them, defaults included. */
  readonly parameters: Parameters;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
}

export interface StepResult {
  readonly model: Model;
  readonly report: StepReport;
}

/** Of models that steps start from or make: nothing changes them any more. */
const sizes = new WeakMap<Model, number>();

/**
 * Applies one step to a copy of the model; the model itself stays as it is.
 * @throws ModelError for wrong parameters, unreadable tensors, or cancellation.
 */
export async function runStep(model: Model, step: RecipeStep, context: Context): Promise<StepResult> {
  const transform = transformOf(step.id);
  const parameters = complete(step.id, transform.parameters, step.parameters);
  const bytesBefore = sizes.get(model) ?? (await modelBytes(model));
  sizes.set(model, bytesBefore);
  const fork = forkModel(model);
  const notes: Note[] = [];
  const note = (subject: string, reason: string) => {
    notes.push({ subject, reason });
    context.note(subject, reason);
  };
  for (const { title, formats } of misplaced(transform.parameters, parameters, model.format)) {
    note(title, `only for ${formatTitles(formats!)}`);
  }
  const obstacle = transform.obstacle?.(model) ?? null;
  if (obstacle !== null) {
    note("The model", obstacle);
  }
  const changes = obstacle === null ? await transform.apply(fork, parameters, { ...context, note }) : [];
  throwIfCancelled(context.signal);
  const report = { id: step.id, parameters, bytesBefore };
  if (changes.length === 0) {
    return { model, report: { ...report, bytesAfter: bytesBefore, changes, notes } };
  }
  const [violation] = newViolations(model, fork);
  if (violation !== undefined) {
    throw new ModelError(
      "verification",
      `${transform.title} would have broken "${violation.subject}" (${violation.invariant}), so nothing was changed; please report this.`,
      violation.subject,
    );
  }
  const bytesAfter = await modelBytes(fork);
  if (bytesAfter > bytesBefore && transform.mayGrow !== true) {
    const more = (bytesAfter - bytesBefore).toLocaleString("en-US");
    notes.push({
      subject: transform.title,
      reason: `it would make the model ${more} bytes larger, so nothing was changed`,
    });
    return { model, report: { ...report, bytesAfter: bytesBefore, changes: [], notes } };
  }
  sizes.set(fork, bytesAfter);
  return { model: fork, report: { ...report, bytesAfter, changes, notes } };
}

/**
 * What a step would do with each tensor, without doing it.
 * @throws ModelError for wrong parameters, parameters of other formats, or a transform that cannot tell.
 */
export async function planStep(model: Model, step: RecipeStep): Promise<readonly PlannedTensor[]> {
  const transform = transformOf(step.id);
  const parameters = complete(step.id, transform.parameters, step.parameters);
  if (transform.plan === undefined) {
    throw new ModelError("parameter", `${step.id} has no plan to show: run it and see its report.`, step.id);
  }
  const [other] = misplaced(transform.parameters, parameters, model.format);
  if (other !== undefined) {
    throw new ModelError(
      "parameter",
      `"${other.title}" of ${step.id} is only for ${formatTitles(other.formats!)}, and this is not.`,
      other.title,
    );
  }
  return transform.plan(model, parameters);
}

export async function runRecipe(
  model: Model,
  recipe: Recipe,
  context: Context,
): Promise<{ model: Model; reports: StepReport[] }> {
  let current = model;
  const reports: StepReport[] = [];
  for (const step of recipe) {
    const result = await runStep(current, step, context);
    current = result.model;
    reports.push(result.report);
  }
  return { model: current, reports };
}

/** The bytes of the model's file, and of what it uses of other files. */
export async function modelBytes(model: Model): Promise<number> {
  const { file, others } = await sizeOf(model);
  return file + others;
}
