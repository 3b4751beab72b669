// Gathers what a page on a model tells.
import { costsOf } from "../analysis/cost";
import type { Model } from "../ir/model";
import { writerOf } from "../ir/writer";
import { aboutModel } from "../report/about";
import { compareNodes, comparisonOf } from "../report/compare";
import type { Contents } from "../report/contents";
import { costSummary, layerMacs } from "../report/costs";
import { groupRows } from "../report/group-costs";
import { gzipSize, type GzipSize } from "../report/gzip";
import { layersOf } from "../report/layers";
import { sizeOf } from "../report/size";
import { summarize } from "../report/summary";
import { transformOf } from "../transforms/registry";
import type { StepReport } from "../transforms/run";
import { graphSubjects } from "./graph-subject";
import type { ReportSubject } from "./report-page";

/** Groups in groups that are told. */
const DEPTH = 2;

/**
 * @param original As the file has it, and the size of that with gzip.
 * @param model What the steps made of it; the original itself where there are none.
 */
export async function reportSubject(
  name: string,
  original: { readonly model: Model; readonly gzip: GzipSize },
  model: Model,
  reports: readonly StepReport[],
  contents: Contents,
): Promise<ReportSubject> {
  const layers = await layersOf(model);
  const costs = await costsOf(model);
  const isChanged = model !== original.model;
  const summary = await summarize(model, layers);
  const found = reports.length === 0 ? null : await compareNodes(original.model, model, contents);
  return {
    name,
    summary,
    about: await aboutModel(model, layers),
    gzip: isChanged ? await gzipOf(model) : original.gzip,
    cost: costSummary(costs),
    macs: layerMacs(layers.layers, costs),
    graphs: await graphSubjects(original.model, model, layers, costs, found),
    groups: groupRows(model, layers, costs, DEPTH),
    recipe:
      found === null
        ? null
        : {
            steps: reports.map(({ changes, ...step }) => ({
              ...step,
              title: transformOf(step.id).title,
              changes: changes.length,
            })),
            bytesBefore: await bytesOf(original.model),
            gzipBefore: original.gzip,
            comparison: comparisonOf(found),
          },
  };
}

async function bytesOf(model: Model): Promise<number> {
  const { file, others } = await sizeOf(model);
  return file + others;
}

async function gzipOf(model: Model): Promise<GzipSize> {
  const [file] = await writerOf(model).write(model, { sameFolder: true, name: "" });
  return gzipSize(file!.pieces);
}
