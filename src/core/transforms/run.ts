// The engine around the transforms: a fork for each step, a check of the result, and a report.
import type { Context, Note } from "../context";
import { throwIfCancelled } from "../context";
import { ModelError } from "../ground/errors";
import { formatTitles } from "../ir/format-titles";
import { forkModel } from "../ir/fork";
import type { EditableModel, Model } from "../ir/model";
import { lackOf } from "../ir/offer";
import { newViolations, verify, type Invariant, type Violation } from "../ir/verify";
import { editable } from "../ir/writer";
import { sizeOf } from "../report/size";
import { complete, misplaced, type Parameters } from "./parameters";
import type { Recipe, RecipeStep } from "./recipe";
import { transformOf } from "./registry";
import { restoreOrder } from "./sort-nodes";
import type { Change, PlannedTensor, Transform } from "./transform";

export interface StepReport {
  readonly id: string;
  /** All of them, defaults included. */
  readonly parameters: Parameters;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
  /** Why its own check took the step back, which is a mistake of ours; null where it did not. Among the notes too. */
  readonly refusal: string | null;
}

export interface StepResult {
  readonly model: Model;
  readonly report: StepReport;
}

/** Of models that steps start from or make: nothing changes them any more. */
const sizes = new WeakMap<Model, number>();

/**
 * Applies one step to a copy of the model; the model itself stays as it is, and is the result where nothing changed.
 * @throws ModelError for wrong parameters, models that are only read, unreadable tensors, or cancellation.
 */
export async function runStep(original: Model, step: RecipeStep, context: Context): Promise<StepResult> {
  const transform = transformOf(step.id);
  const parameters = complete(step.id, transform.parameters, step.parameters);
  const model = editable(original);
  const bytesBefore = sizes.get(model) ?? (await modelBytes(model));
  sizes.set(model, bytesBefore);
  const fork = forkModel(model);
  const notes: Note[] = [];
  const note = (subject: string, reason: string) => {
    notes.push({ subject, reason });
    context.note(subject, reason);
  };
  for (const { title, formats } of misplaced(transform.parameters, parameters, model.format.id)) {
    note(title, `only for ${formatTitles(formats)}`);
  }
  const obstacle = obstacleOf(transform, model);
  if (obstacle !== null) {
    note("The model", obstacle);
  }
  const elsewhere = transform.group === "nodes" ? null : model.dialect.weightsElsewhere(model);
  if (obstacle === null && elsewhere !== null) {
    note("The variables", elsewhere);
  }
  const changes = obstacle === null ? await transform.apply(fork, parameters, { ...context, note }) : [];
  throwIfCancelled(context.signal);
  const report = { id: step.id, parameters, bytesBefore };
  const unchanged = (refusal: string | null = null): StepResult => ({
    model,
    report: { ...report, bytesAfter: bytesBefore, changes: [], notes, refusal },
  });
  if (changes.length === 0) {
    return unchanged();
  }
  const violation = brokenBy(model, fork);
  if (violation !== null) {
    const broken = `would have broken "${violation.subject}" (${violation.invariant})`;
    note(transform.title, `it ${broken}, so it was left out; please report this`);
    return unchanged(`${transform.title} ${broken}, so nothing was changed; please report this.`);
  }
  const bytesAfter = await modelBytes(fork);
  if (bytesAfter > bytesBefore && transform.mayGrow?.(parameters) !== true) {
    const growth = bytesAfter - (await writtenBytes(model));
    if (growth > 0) {
      note(
        transform.title,
        `it would make the model ${growth.toLocaleString("en-US")} bytes larger, so nothing was changed`,
      );
      return unchanged();
    }
  }
  sizes.set(fork, bytesAfter);
  return { model: fork, report: { ...report, bytesAfter, changes, notes, refusal: null } };
}

/** Why a transform can do nothing to a model, whatever its parameters; null where it may. */
export function obstacleOf(transform: Transform, model: Model): string | null {
  const { writer } = model.format;
  return lackOf(writer) ?? transform.obstacle?.(editable(model)) ?? null;
}

/** For who asked for this one step. @throws ModelError where its own check took it back. */
export function throwIfRefused({ id, refusal }: StepReport): void {
  if (refusal !== null) {
    throw new ModelError("verification", refusal, id);
  }
}

/** Puts nodes in order where a step left them out of it. @returns what else the step broke; null: nothing. */
function brokenBy(model: Model, fork: EditableModel): Violation | null {
  if (newViolations(model, fork).some(({ invariant }) => invariant === ORDER)) {
    restoreOrder(fork);
  }
  // An order that the file does not have either is not our mistake: its nodes wait for each other, act on state, or make
  // a value twice.
  const isUnordered = verify(model).some(({ invariant }) => invariant === ORDER || invariant === MADE_ONCE);
  const found = newViolations(model, fork);
  return found.find(({ invariant }) => invariant !== ORDER || !isUnordered) ?? null;
}

const ORDER: Invariant = "nodes stand after what they read";
const MADE_ONCE: Invariant = "every value is made once";

/** The size of a model as it would be written: a file may have been laid out in fewer bytes. */
function writtenBytes(model: Model): Promise<number> {
  return modelBytes({ ...model, fileBytes: null });
}

/**
 * What a step would do with each tensor, without doing it.
 * @throws ModelError for wrong parameters, parameters of other formats, models that are only read, or a transform that
 * cannot tell.
 */
export async function planStep(model: Model, step: RecipeStep): Promise<readonly PlannedTensor[]> {
  const transform = transformOf(step.id);
  const parameters = complete(step.id, transform.parameters, step.parameters);
  if (transform.plan === undefined) {
    throw new ModelError("parameter", `${step.id} has no plan to show: run it and see its report.`, step.id);
  }
  const [other] = misplaced(transform.parameters, parameters, model.format.id);
  if (other !== undefined) {
    throw new ModelError(
      "parameter",
      `"${other.title}" of ${step.id} is only for ${formatTitles(other.formats)}, and this is not.`,
      other.title,
    );
  }
  return transform.plan(editable(model), parameters);
}

/** A step that its own check refuses is left out, and its report says so. */
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
