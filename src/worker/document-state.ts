import {
  accountingOf,
  contradictionTexts,
  countNodes,
  findHazards,
  firstGraph,
  gzipOfFile,
  gzipSize,
  obstacleOf,
  sizeOf,
  transformOf,
  transforms,
  writerOf,
  type ByteSource,
  type GzipSize,
  type Model,
} from "../core";
import type { ContentsState, LayerRow, OverviewState } from "../protocol/messages";
import { effectGroups } from "./effect-groups";
import { endpointStates } from "./endpoint-states";
import { layerRows } from "./layer-rows";
import { metadataRows } from "./metadata-rows";
import type { Version } from "./version";

/** @param original The file as it was opened. */
export async function overviewState(original: Version, version: Version): Promise<OverviewState> {
  const { model, reports } = version;
  const { writer, tensorsOnly } = model.format;
  const { file, others } = await sizeOf(model);
  const { layers, parameters } = await version.layers();
  const views = await version.views();
  const links = await version.links();
  const callers = links.callers();
  const endpoints = model.dialect.endpoints(model);
  return {
    format: model.format.id,
    title: model.title,
    bytes: file + others,
    otherBytes: others,
    bytesBefore: original === version ? file + others : reports[0]!.bytesBefore,
    parameters,
    nodes: countNodes(model),
    tensors: tensorsOnly === true ? layers.length : 0,
    ...endpointStates(endpoints, links),
    graphs: views.map(({ graph: { name, nodes } }, index) => ({ name, nodes: nodes.length, caller: callers[index]! })),
    firstGraph: firstGraph(
      layers.map(({ node, parameters: held }) => ({
        parameters: held,
        place: node === null ? null : links.placeOf(node),
      })),
    ),
    steps: reports.map(({ changes, ...report }) => ({
      ...report,
      title: transformOf(report.id).title,
      changes: changes.length,
    })),
    recommended: "offers" in writer ? writer.offers.recommended : [],
    readOnly: "lacks" in writer ? writer.lacks : null,
    tensorsOnly: tensorsOnly === true,
  };
}

/** @param original The file as it was opened. */
export async function contentsState(original: Version, version: Version, file: ByteSource): Promise<ContentsState> {
  const { model } = version;
  return {
    gzip: await (original === version ? gzipOfFile(file) : compressed(model)),
    accounting: accountingOf(model, (await sizeOf(model)).file),
    layers: await rowsOf(original, version),
    metadata: model.format.tensorsOnly === true ? metadataRows(model.metadata) : [],
    obstacles: obstaclesOf(original.model),
    warnings: [...model.warnings, ...contradictionTexts(await version.types())],
    effects: effectGroups(await findHazards(model), await version.views()),
  };
}

async function rowsOf(original: Version, version: Version): Promise<LayerRow[]> {
  const [{ layers }, before, links] = [await version.layers(), await original.layers(), await version.links()];
  const types = await version.types();
  return layerRows(layers, before.layers, links, (value) => types.of(value));
}

function obstaclesOf(model: Model): Record<string, string> {
  const reasons = transforms.map((each) => [each.id, obstacleOf(each, model)] as const);
  return Object.fromEntries(reasons.filter((each): each is readonly [string, string] => each[1] !== null));
}

async function compressed(model: Model): Promise<GzipSize> {
  const [file] = await writerOf(model).write(model, { sameFolder: true, name: "" });
  return gzipSize(file!.pieces);
}
