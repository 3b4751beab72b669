// What the worker does for the extension: it holds the opened models and everything made from them.
import {
  compareModels,
  compareTensors,
  comparisonLines,
  Contents,
  contradictionTexts,
  costNotes,
  costsOf,
  costSummary,
  costText,
  writerOf,
  gzipOfFile,
  gzipSize,
  hashesOf,
  inferTypes,
  isLowerBound,
  layerMacs,
  layersOf,
  Links,
  modelBytes,
  ModelError,
  nodeDetails,
  obstacleOf,
  printRecipe,
  readModel,
  readRecipe,
  runStep,
  streamPieces,
  summarize,
  transformOf,
  transforms,
  viewGraphs,
  type ByteSource,
  type Context,
  type Costs,
  type Files,
  type GzipSize,
  type Hash,
  type Layers,
  type Model,
  type OutputFile,
  type Value,
  Node,
  type NodeCostDetails,
  type Recipe,
  type RecipeStep,
  type StepReport,
  type ValueTypes,
  type ViewSource,
} from "../core";
import type {
  CostState,
  DocumentState,
  FileService,
  ModelService,
  Preview,
  QueryText,
  TensorFileKind,
  TensorPlace,
  Window,
  WriteTarget,
} from "../protocol/messages";
import { Transferred, type CallContext, type Peer, type Service } from "../protocol/rpc";
import { effectGroups } from "./effect-groups";
import { endpointStates } from "./endpoint-states";
import { find } from "./find";
import { layerRows } from "./layer-rows";
import { metadataRows } from "./metadata-rows";
import { previewOf, runPreview } from "./preview";
import { rpcFiles } from "./rpc-files";
import { TensorReader } from "./tensor-reader";

/** A model after some steps of a recipe, and what was worked out about it. */
interface Version {
  readonly model: Model;
  readonly reports: readonly StepReport[];
  layers: Layers | null;
  types: ValueTypes | null;
  costs: Costs | null;
  views: readonly ViewSource[] | null;
  links: Links | null;
  state: DocumentState | null;
}

interface OpenDocument {
  readonly files: Files;
  /** By the recipe as text; "[]" is the file as it was opened. */
  readonly versions: Map<string, Version>;
  readonly tensors: TensorReader;
}

/** Results kept per document, so that undo and redo are instant; the source is never dropped. */
const KEPT_VERSIONS = 24;

export class ModelServer implements Service<ModelService> {
  readonly #documents = new Map<string, OpenDocument>();
  #files: Peer<FileService> | null = null;

  /** @param newHash Null: where there is none, models are not compared. */
  constructor(readonly newHash: (() => Hash) | null = null) {}

  connect(files: Peer<FileService>): void {
    this.#files = files;
  }

  open = async (document: string, name: string, size: number, call: CallContext): Promise<void> => {
    const files: Files = rpcFiles(this.#files!, document, name, size);
    const model = await readModel(files, contextOf(call));
    this.#documents.set(document, {
      files,
      tensors: new TensorReader(),
      versions: new Map([
        ["[]", { model, reports: [], layers: null, types: null, costs: null, views: null, links: null, state: null }],
      ]),
    });
  };

  close = (document: string): Promise<void> => {
    this.#documents.delete(document);
    return Promise.resolve();
  };

  state = async (document: string, recipe: Recipe, call: CallContext): Promise<DocumentState> => {
    const original = await this.#version(document, [], call);
    const version = await this.#version(document, recipe, call);
    version.state ??= await describe(original, version, this.#documents.get(document)!.files.main);
    return version.state;
  };

  cost = async (document: string, recipe: Recipe, call: CallContext): Promise<CostState> => {
    const version = await this.#version(document, recipe, call);
    const costs = await costsIn(version);
    const { layers } = await layersIn(version);
    const summary = costSummary(costs);
    return {
      macs: costs.macs,
      isLowerBound: isLowerBound(summary),
      text: costText(summary),
      notes: costNotes(summary),
      layers: layerMacs(layers, costs),
    };
  };

  graph = async (document: string, recipe: Recipe, graph: number, call: CallContext) => {
    const { graph: view } = await this.#view(await this.#version(document, recipe, call), graph);
    // The view keeps its own copy: what is posted is handed over.
    const edges = view.edges.slice();
    return new Transferred({ ...view, edges }, [edges.buffer]);
  };

  node = async (document: string, recipe: Recipe, graph: number, node: number, call: CallContext) => {
    const version = await this.#version(document, recipe, call);
    const subject = await this.#subject(version, { graph, node });
    const types = await typesIn(version);
    const cost = subject instanceof Node ? await costDetails(version, subject) : null;
    return nodeDetails(version.model, subject, (value) => types.of(value), cost, await linksIn(version));
  };

  find = async (document: string, recipe: Recipe, query: QueryText, call: CallContext) => {
    const version = await this.#version(document, recipe, call);
    const types = await typesIn(version);
    const found = await find(
      query,
      { views: await viewsOf(version), layers: (await layersIn(version)).layers, typeOf: (value) => types.of(value) },
      call.signal,
    );
    return new Transferred(found, [found.nodes.buffer, found.starts.buffer, found.layers.buffer]);
  };

  tensor = async (document: string, recipe: Recipe, place: TensorPlace, call: CallContext) => {
    const version = await this.#version(document, recipe, call);
    const subject = await this.#subject(version, place);
    return this.#documents.get(document)!.tensors.state(version.model, subject, place, contextOf(call));
  };

  tensorWindow = async (document: string, recipe: Recipe, place: TensorPlace, window: Window, call: CallContext) => {
    const subject = await this.#subject(await this.#version(document, recipe, call), place);
    return this.#documents.get(document)!.tensors.window(subject, place, window);
  };

  writeTensor = async (
    document: string,
    recipe: Recipe,
    place: TensorPlace,
    kind: TensorFileKind,
    target: WriteTarget,
    call: CallContext,
  ): Promise<void> => {
    const subject = await this.#subject(await this.#version(document, recipe, call), place);
    const file = await this.#documents.get(document)!.tensors.file(subject, place, kind);
    await this.#send([file], target, contextOf(call));
  };

  write = async (
    document: string,
    recipe: Recipe,
    target: WriteTarget,
    call: CallContext,
  ): Promise<{ bytes: number }> => {
    const { model } = await this.#version(document, recipe, call);
    const context = contextOf(call);
    const files = await writerOf(model).write(model, target);
    return { bytes: await this.#send(files, target, context) };
  };

  /** @returns how many bytes. */
  async #send(files: readonly OutputFile[], target: WriteTarget, context: Context): Promise<number> {
    const host = this.#files!;
    await host.call("begin", [target.id, files.filter(({ stays }) => stays).map(({ path }) => path!)]);
    let bytes = 0;
    // The model last: until it is there, nothing names the others.
    for (const { path, pieces } of files.filter(({ stays }) => !stays).reverse()) {
      await host.call("create", [target.id, path, pieces.length]);
      for await (const block of streamPieces(pieces, context)) {
        bytes += block.byteLength;
        await host.call("append", [target.id, block]);
      }
    }
    return bytes;
  }

  preview = async (document: string, recipe: Recipe, step: number, call: CallContext): Promise<Preview> => {
    const before = await this.#version(document, recipe.slice(0, step), call);
    const made = this.#documents.get(document)!.versions.get(keyOf(recipe));
    const { model, reports } = made ?? (await runPreview(before.model, recipe.slice(step), contextOf(call)));
    return previewOf(model, made === undefined ? reports[0]! : reports[step]!);
  };

  compare = async (document: string, other: string, call: CallContext): Promise<readonly string[]> => {
    if (this.newHash === null) {
      throw new ModelError("unsupported", "Models cannot be compared here.", document);
    }
    const context = contextOf(call);
    const { model: before } = await this.#version(document, [], call);
    const { model: after } = await this.#version(other, [], call);
    const contents = new Contents(this.newHash, context);
    const hashes = [await hashesOf(before, contents, context), await hashesOf(after, contents, context)] as const;
    const comparison = await compareModels(before, after, contents);
    return comparisonLines(await modelBytes(before), await modelBytes(after), comparison, compareTensors(...hashes));
  };

  effective = async (document: string, recipe: Recipe, more: Recipe, call: CallContext): Promise<Recipe> => {
    const steps: RecipeStep[] = [];
    for (const step of more) {
      const { reports } = await this.#version(document, [...recipe, ...steps, step], call);
      if (reports.at(-1)!.changes.length > 0) {
        steps.push(step);
      }
    }
    return steps;
  };

  transforms = () =>
    Promise.resolve(
      transforms.map(({ id, title, description, group, lossy, suffix, parameters }) => ({
        id,
        title,
        description,
        group,
        lossy,
        suffix,
        parameters: Object.entries(parameters).map(([name, parameter]) => ({ name, ...parameter })),
      })),
    );

  printRecipe = (recipe: Recipe) => Promise.resolve(printRecipe(recipe));

  // eslint-disable-next-line @typescript-eslint/require-await -- a wrong recipe has to come back as a rejection
  readRecipe = async (bytes: Uint8Array) => readRecipe(bytes);

  /** The model after a recipe: from the longest beginning of it that was made before. */
  async #version(document: string, recipe: Recipe, call: CallContext): Promise<Version> {
    const opened = this.#documents.get(document);
    if (opened === undefined) {
      throw new ModelError("parameter", "The model is not open any more.", document);
    }
    const { versions } = opened;
    let length = recipe.length;
    while (!versions.has(keyOf(recipe.slice(0, length)))) {
      length--;
    }
    let version = versions.get(keyOf(recipe.slice(0, length)))!;
    for (; length < recipe.length; length++) {
      const { model, report } = await runStep(version.model, recipe[length]!, contextOf(call));
      version = {
        model,
        reports: [...version.reports, report],
        layers: null,
        types: null,
        costs: null,
        views: null,
        links: null,
        state: null,
      };
      versions.set(keyOf(recipe.slice(0, length + 1)), version);
    }
    forget(versions, recipe);
    return version;
  }

  async #subject(version: Version, { graph, node }: Pick<TensorPlace, "graph" | "node">): Promise<Node | Value> {
    const subject = (await this.#view(version, graph)).subjects[node];
    if (subject === undefined) {
      throw new ModelError("parameter", "There is no such node.", `${node}`);
    }
    return subject;
  }

  async #view(version: Version, graph: number): Promise<ViewSource> {
    const view = (await viewsOf(version))[graph];
    if (view === undefined) {
      throw new ModelError("parameter", "There is no such graph.", `${graph}`);
    }
    return view;
  }
}

function keyOf(recipe: Recipe): string {
  return JSON.stringify(recipe);
}

/** Drops the oldest versions that are no beginning of the recipe in use. */
function forget(versions: Map<string, Version>, recipe: Recipe): void {
  const needed = new Set(recipe.map((_, index) => keyOf(recipe.slice(0, index + 1))).concat("[]"));
  for (const key of versions.keys()) {
    if (versions.size > KEPT_VERSIONS && !needed.has(key)) {
      versions.delete(key);
    }
  }
}

async function layersIn(version: Version): Promise<Layers> {
  return (version.layers ??= await layersOf(version.model));
}

async function typesIn(version: Version): Promise<ValueTypes> {
  return (version.types ??= await inferTypes(version.model));
}

async function costsIn(version: Version): Promise<Costs> {
  return (version.costs ??= await costsOf(version.model));
}

async function costDetails(version: Version, node: Node): Promise<NodeCostDetails> {
  const layer = (await layersIn(version)).layers.find((each) => each.node === node);
  return { ...(await costsIn(version)).of(node), parameters: layer?.parameters ?? 0, bytes: layer?.bytes ?? 0 };
}

async function viewsOf(version: Version): Promise<readonly ViewSource[]> {
  const types = await typesIn(version);
  return (version.views ??= viewGraphs(version.model, await layersIn(version), (value) => types.of(value)));
}

async function linksIn(version: Version): Promise<Links> {
  return (version.links ??= new Links(version.model, await viewsOf(version)));
}

async function describe(original: Version, version: Version, file: ByteSource): Promise<DocumentState> {
  const { writer, tensorsOnly } = version.model.format;
  const summary = await summarize(version.model, await layersIn(version));
  const views = await viewsOf(version);
  const links = await linksIn(version);
  const callers = links.callers();
  const { title, bytes, otherBytes, parameters, nodes, accounting, warnings, hazards } = summary;
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
    layers: layerRows((await layersIn(version)).layers, (await layersIn(original)).layers, links),
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
    warnings: [...warnings, ...contradictionTexts(await typesIn(version))],
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

/** Work lets messages in between, so that it can be cancelled. */
function contextOf(call: CallContext): Context {
  let last = 0;
  return {
    signal: call.signal,
    progress: async (done, total) => {
      const now = Date.now();
      if (now - last > 40) {
        last = now;
        call.progress(done, total);
        await nextTurn();
      }
      if (call.signal.aborted) {
        throw new ModelError("cancelled", "Cancelled: nothing was changed.", "operation");
      }
    },
    note: () => {},
  };
}

/** A turn of the event loop, in which messages arrive. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
