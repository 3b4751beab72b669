import {
  contradictionTexts,
  gzipOfFile,
  gzipSize,
  obstacleOf,
  summarize,
  transformOf,
  transforms,
  writerOf,
  type ByteSource,
  type GzipSize,
  type Model,
} from "../core";
import type { DocumentState } from "../protocol/messages";
import { effectGroups } from "./effect-groups";
import { endpointStates } from "./endpoint-states";
import { layerRows } from "./layer-rows";
import { metadataRows } from "./metadata-rows";
import type { Version } from "./version";

/** @param original The file as it was opened. */
export async function documentState(original: Version, version: Version, file: ByteSource): Promise<DocumentState> {
  const { writer, tensorsOnly } = version.model.format;
  const summary = await summarize(version.model, await version.layers());
  const views = await version.views();
  const { title, bytes, otherBytes, parameters, nodes, accounting, warnings, hazards } = summary;
  const links = await version.links();
  const callers = links.callers();
  const types = await version.types();
  return {
    format: version.model.format.id,
    title,
    bytes: bytes + otherBytes,
    otherBytes,
    bytesBefore: original === version ? bytes + otherBytes : version.reports[0]!.bytesBefore,
    gzip: await (original === version ? gzipOfFile(file) : compressed(version.model)),
    parameters,
    nodes,
    ...endpointStates(version.model, summary, links),
    accounting,
    layers: layerRows((await version.layers()).layers, (await original.layers()).layers, links, (value) =>
      types.of(value),
    ),
    graphs: views.map(({ graph: { name, nodes } }, index) => ({ name, nodes: nodes.length, caller: callers[index]! })),
    steps: version.reports.map(({ changes, ...report }) => ({
      ...report,
      title: transformOf(report.id).title,
      changes: changes.length,
    })),
    recommended: "offers" in writer ? writer.offers.recommended : [],
    readOnly: "lacks" in writer ? writer.lacks : null,
    tensorsOnly: tensorsOnly === true,
    metadata: tensorsOnly === true ? metadataRows(version.model.metadata) : [],
    obstacles: obstaclesOf(original.model),
    warnings: [...warnings, ...contradictionTexts(types)],
    effects: effectGroups(hazards, views),
  };
}

function obstaclesOf(model: Model): Record<string, string> {
  const reasons = transforms.map((each) => [each.id, obstacleOf(each, model)] as const);
  return Object.fromEntries(reasons.filter((each): each is readonly [string, string] => each[1] !== null));
}

async function compressed(model: Model): Promise<GzipSize> {
  const [file] = await writerOf(model).write(model, { sameFolder: true, name: "" });
  return gzipSize(file!.pieces);
}
