// Wires the parts of the page together.
import "@vscode-elements/elements/dist/vscode-split-layout/index.js";
import "@vscode-elements/elements/dist/vscode-tabs/index.js";
import "@vscode-elements/elements/dist/vscode-tab-header/index.js";
import "@vscode-elements/elements/dist/vscode-tab-panel/index.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import { unpackGraph, withTypes } from "../src/protocol/drawing";
import { unpackLayers } from "../src/protocol/layers";
import type { GhostsState, OverviewState, Place, ViewGraph } from "../src/protocol/messages";
import { element, setText } from "./look/elements";
import { keepSelectAll } from "./look/select-all";
import { ComparePanel } from "./compare/compare-panel";
import { groupsWithGhosts, withGhosts } from "./compare/ghosts";
import { Find } from "./find/find";
import { GraphView } from "./graph/graph-view";
import { Grouping } from "./groups/grouping";
import { Header } from "./header/header";
import { connect, savedView, saveView, type SavedView } from "./host";
import { Inspector } from "./inspector/inspector";
import { checkedLook } from "./layers/columns";
import { LayerTable } from "./layers/layer-table";
import { MetadataList } from "./layers/metadata-list";
import { ModelPanel } from "./model/model-panel";
import { History, type Stop } from "./navigation/history";
import { NavigationBar } from "./navigation/navigation-bar";
import { problemPage } from "./problem-page";
import { ProfilePanel } from "./profile/profile-panel";
import { ShrinkPanel } from "./shrink/shrink-panel";
import { StepsPanel } from "./shrink/steps-panel";
import { StyleBar } from "./styles/style-bar";
import { Styles } from "./styles/styles";
import { Store, type ViewState } from "./store";
import { VerificationPanel } from "./verify/verification-panel";
import { exposePalette, onThemeChange, readTheme } from "./look/theme";

const LAYERS_TAB = 0;
const NODE_TAB = 1;
const SHRINK_TAB = 2;
const MODEL_TAB = 3;
const COMPARE_TAB = 4;
/** Of a mouse. */
const BACK_BUTTON = 3;
const FORWARD_BUTTON = 4;
/** The side panel's width until somebody drags it. */
const PANEL_WIDTH = 440;
/** Of models with more nodes the graph comes first, and what else there is to say of them after it. */
const SHOWN_AT_ONCE = 2000;
/** Nobody has to be told to wait for so long, in milliseconds. */
const QUICK = 400;

let view: SavedView = {
  graph: null,
  selected: null,
  group: null,
  groups: {},
  hides: false,
  view: null,
  sort: null,
  look: null,
  allNodes: false,
  stylesOff: [],
  tab: 0,
  form: null,
  query: null,
  ...savedView(),
};
const remember = (change: Partial<SavedView>) => {
  view = { ...view, ...change };
  saveView(view);
};

const store = new Store();
store.update({ graphIndex: view.graph ?? 0, selected: view.selected, group: view.group });

const host = connect({
  show: (state) => show(state),
  verified: (verification) => {
    store.update({ verification });
    return Promise.resolve();
  },
  compared: (comparison) => {
    if (comparison !== null && store.state.document?.shownSteps === undefined) {
      void showTab(COMPARE_TAB);
    }
    store.update({ comparison });
    return Promise.resolve();
  },
  profiled: (profile) => {
    store.update({ profile });
    return Promise.resolve();
  },
  busy: (work) => {
    clearTimeout(opening);
    busy.hidden = work === null;
    progress.value = work === null || work.total === 0 ? 0 : (work.done / work.total) * 100;
    header.message.busy(work);
    return Promise.resolve();
  },
  tell: (told) => {
    header.message.tell(told);
    return Promise.resolve();
  },
  fail: (problem) => {
    clearTimeout(opening);
    document.body.replaceChildren(problemPage(problem, (id) => void host.call("command", [id])));
    return Promise.resolve();
  },
  openForm: async (transform, parameters, replaces) => {
    await showTab(SHRINK_TAB);
    shrink.open(transform, parameters, replaces);
  },
  goTo: ({ graph, node }) => goTo(graph, node),
  showStyles: (all) => styles.show(all),
  shownLayers: () => Promise.resolve(layers.shown),
  chooseColumns: async () => {
    if (store.state.document !== null) {
      if (!store.state.document.tensorsOnly) {
        await showTab(LAYERS_TAB);
      }
      layers.chooseColumns();
    }
  },
  revealEndpoints: () => {
    if (store.state.graph !== null) {
      graphView.revealEndpoints();
    }
    return Promise.resolve();
  },
  regroup: (how) => graphView.regroup(how),
  picture: (kind) => graphView.picture(kind),
  openFind: (query) => {
    if (store.state.document !== null) {
      find.bar.open(query ?? undefined);
    }
    return Promise.resolve();
  },
});

const find = new Find(store, {
  ask: (query, signal) => host.call("find", [query], { signal }),
  goTo: ({ graph, node }) => void goTo(graph, node, true),
  remember: (query) => {
    remember({ query });
    styleBar.look(query ?? { text: "", isPattern: false });
  },
  listNodes: (withNodes) => void layers.showNodes(withNodes),
});
const styleBar = new StyleBar({
  keep: (kept) => void host.call("keepStyles", [kept]),
  turn: (style, isOn) => void styles.turn(style, isOn),
  find: (query) => find.bar.open(query),
});
const styles = new Styles(
  {
    ask: (query, signal) => host.call("find", [query], { signal }),
    tell: (matches) => {
      store.update({ styles: matches });
      styleBar.show(styles);
    },
    remember: (stylesOff) => remember({ stylesOff }),
  },
  view.stylesOff,
);
find.bar.root.append(styleBar.root);
const header = new Header({
  shrink: () => {
    void showTab(SHRINK_TAB).then(() => shrink.focus());
  },
  find: () => find.bar.open(),
  copy: (text, what) => void host.call("copy", [text, what]),
  cancel: () => void host.call("cancel", []),
  verification: () => verification.open(),
  goTo: (graph, node) => void goTo(graph, node),
});
const stops = new History();
const navigation = new NavigationBar({ chooseGraph: (graph) => void chooseGraph(graph), go: (by) => void travel(by) });
const tabs = document.createElement("vscode-tabs");
const grouping = new Grouping(view.groups, view.hides, (groups, hides) => remember({ groups, hides }));
const graphView = new GraphView(
  store,
  grouping,
  { select, selectGroup, open: () => void openSelected() },
  navigation.root,
  view.view,
  (seen) => remember({ view: seen }),
);
const layers = new LayerTable(
  {
    select: ({ place }) => {
      if (place !== null) {
        void goTo(place.graph, place.node);
      }
    },
    nodeRows: () => host.call("nodeRows", []),
    measured: (column, withNodes) => host.call("measured", [column, withNodes]),
    rememberSort: (sort) => remember({ sort }),
    rememberLook: (look) => {
      remember({ look });
      void host.call("keepTableLook", [look]);
    },
    rememberNodes: (allNodes) => {
      remember({ allNodes });
      find.bar.showNodes(allNodes);
    },
  },
  view.sort,
  view.allNodes,
);
const shrink = new ShrinkPanel(
  {
    preview: (step, replaces, signal) => host.call("preview", [step, replaces], { signal }),
    apply: (step, replaces) => host.call("apply", [step, replaces]),
    command: (id) => void host.call("command", [id]),
    remember: (form) => remember({ form }),
  },
  view.form,
);
const steps = new StepsPanel({
  edit: (step) => {
    void showTab(SHRINK_TAB).then(() => shrink.edit(step));
  },
  remove: (step) => void host.call("removeStep", [step]),
  showAfter: (after) => void host.call("showAfter", [after]),
  moveUp: (step) => void host.call("moveStepUp", [step]),
});
const verification = new VerificationPanel((step) => void host.call("removeStep", [step]));
const profile = new ProfilePanel(() => void host.call("closeProfile", []));
const metadata = new MetadataList();
const inspector = new Inspector({
  tensor: (place, signal) => host.call("tensor", [place], { signal }),
  window: (place, window) => host.call("tensorWindow", [place, window]),
  save: (place, name) => void host.call("saveTensor", [place, name]),
  goTo: ({ graph, node }) => void goTo(graph, node),
  chooseGraph: (graph) => void chooseGraph(graph),
  goToGroup: (group) => void goToGroup(store.state.graphIndex, group),
  toggleGroup: (group) => void graphView.toggle(group).then(showGroup),
});
const model = new ModelPanel({
  about: () => host.call("about", []),
  goTo: ({ graph, node }) => void goTo(graph, node),
});
const compare = new ComparePanel({
  compareWith: () => void host.call("command", ["modelBonsai.compareWith"]),
  compareWithOriginal: () => void host.call("command", ["modelBonsai.compareWithOriginal"]),
  goTo: ({ graph, node }) => void goTo(graph, node),
  goToRemoved: (before) => void goToRemoved(before),
  redraw: () => {
    const { document, graph } = store.state;
    if (document !== null && graph !== null) {
      void showGraph(document, true, null).then(() => completeGraph(document));
    }
  },
  showOther: (place) => void host.call("showOther", [place]),
  copy: (text, what) => void host.call("copy", [text, what]),
});
const progress = document.createElement("vscode-progress-bar");
const busy = element("div", { id: "busy", hidden: "" }, progress);
let page: readonly Node[] | null = null;
/** Whether all is known of the types in the graph that is drawn. */
let isTyped = true;
/** That graph without nodes of another model. */
let known: ViewGraph | null = null;

store.subscribe((state, previous) => {
  if (state.selected !== previous.selected || state.document !== previous.document) {
    layers.mark(state.graphIndex, state.selected);
  }
  if (state.matches?.nodes !== previous.matches?.nodes) {
    layers.filter(state.matches);
  }
  if (state.verification !== previous.verification) {
    header.showVerdict(state.verification);
    verification.show(state.verification);
    layers.showNoise(state.verification?.noise ?? null);
  }
  if (state.profile !== previous.profile) {
    profile.show(state.profile);
    layers.showProfile(state.profile);
  }
  if (state.comparison !== previous.comparison) {
    compare.show(state.comparison);
    if (ghostsChanged(state, previous) && state.document !== null && state.graph !== null) {
      const { document } = state;
      void showGraph(document, true, null).then(() => completeGraph(document));
    }
  }
  if (state.group !== previous.group && state.group !== null) {
    showGroup();
  } else if (state.details !== previous.details || (state.group === null && previous.group !== null)) {
    const { details, selected, graphIndex, document } = state;
    const at = selected === null ? null : { graph: graphIndex, node: selected };
    inspector.show(details, at, document?.graphs ?? []);
  }
});

// What VS Code would do on these keys and buttons is kept from it.
keepSelectAll(document);
document.addEventListener("keydown", (event) => {
  const { key, altKey } = event;
  const isFind = (event.ctrlKey || event.metaKey) && !altKey && key === "f" && store.state.document !== null;
  const way = altKey && key === "ArrowLeft" ? -1 : altKey && key === "ArrowRight" ? 1 : null;
  const leads = way === -1 ? stops.canGoBack : way === 1 && stops.canGoForward;
  if (isFind || leads) {
    event.preventDefault();
    event.stopPropagation();
    void (isFind ? find.bar.open() : travel(way!));
  }
});
document.addEventListener("mouseup", (event) => {
  const way = event.button === BACK_BUTTON ? -1 : event.button === FORWARD_BUTTON ? 1 : null;
  if (way !== null) {
    event.preventDefault();
    event.stopPropagation();
    void travel(way);
  }
});
exposePalette(readTheme());
onThemeChange(() => exposePalette(readTheme()));
inspector.show(null, null, []);
void host.call("transforms", []).then((transforms) => shrink.offer(transforms));
// What takes a moment shows that something is done.
const opening = setTimeout(() => {
  busy.hidden = false;
  document.body.append(busy);
}, QUICK);
void host.call("ready", []);
find.bar.showNodes(view.allNodes);
if (view.look === null) {
  void host.call("tableLook", []).then((look) => layers.showLook(checkedLook(look)));
} else {
  layers.showLook(checkedLook(view.look));
}

function makePage(): readonly Node[] {
  const layersPanel = document.createElement("vscode-tab-panel");
  layersPanel.className = "layers-panel";
  layersPanel.append(layers.root, steps.notes, steps.accounting);
  const nodePanel = document.createElement("vscode-tab-panel");
  nodePanel.append(inspector.root);
  const shrinkPanel = document.createElement("vscode-tab-panel");
  shrinkPanel.append(shrink.root);
  const modelPanel = document.createElement("vscode-tab-panel");
  modelPanel.append(model.root);
  tabs.append(tabHeader("Layers"), layersPanel, tabHeader("Node"), nodePanel, tabHeader("Shrink"), shrinkPanel);
  const comparePanel = document.createElement("vscode-tab-panel");
  comparePanel.append(compare.root);
  tabs.append(tabHeader("Model"), modelPanel, tabHeader("Compare"), comparePanel);
  tabs.selectedIndex = view.tab;
  lookAtModel();
  tabs.addEventListener("vsc-tabs-select", () => {
    remember({ tab: tabs.selectedIndex });
    lookAtModel();
  });
  const split = document.createElement("vscode-split-layout");
  split.setAttribute("split", "vertical");
  split.setAttribute("initial-handle-position", `${Math.max(240, window.innerWidth - PANEL_WIDTH)}px`);
  split.setAttribute("fixed-pane", "end");
  split.setAttribute("min-start", "200px");
  split.setAttribute("min-end", "240px");
  graphView.root.slot = "start";
  const aside = element(
    "aside",
    { slot: "end" },
    find.results.root,
    steps.steps,
    verification.root,
    profile.root,
    tabs,
  );
  split.append(graphView.root, aside);
  return [header.root, find.bar.root, busy, split];
}

/** What there is to see of a file without a graph. */
function makeTable(): readonly Node[] {
  return [header.root, find.bar.root, busy, element("main", {}, layers.root, metadata.root, steps.accounting)];
}

/** The model as a whole is worked out where it is looked at. */
function lookAtModel(): void {
  if (tabs.selectedIndex === MODEL_TAB) {
    void model.open();
  } else {
    model.close();
  }
}

/** Once it is there, what is in it can be given the focus. */
async function showTab(tab: number): Promise<void> {
  tabs.selectedIndex = tab;
  remember({ tab });
  lookAtModel();
  await tabs.updateComplete;
}

function tabHeader(title: string): HTMLElement {
  const made = document.createElement("vscode-tab-header");
  made.slot = "header";
  made.title = title;
  setText(made, title);
  return made;
}

async function show(state: OverviewState): Promise<void> {
  const first = store.state.document === null;
  page ??= state.tensorsOnly ? makeTable() : makePage();
  if (!header.root.isConnected) {
    clearTimeout(opening);
    busy.hidden = true;
    document.body.replaceChildren(...page);
  }
  const wanted = first && view.graph === null ? state.firstGraph : store.state.graphIndex;
  const graphIndex = Math.min(wanted, state.graphs.length - 1);
  const isLarge = state.steps.length === 0 && state.nodes > SHOWN_AT_ONCE;
  // What was known of the model before a step is shown until it is known anew.
  const left = isLarge ? { contents: null } : {};
  store.update({ document: state, cost: null, graphIndex, verification: null, ...left });
  stops.clear();
  stops.visit({ graph: graphIndex, node: null, group: null });
  showPlace();
  header.show(state);
  steps.show(state);
  shrink.show(state, null);
  compare.offer(state.steps.length > 0);
  void (first ? host.call("styles", []).then((all) => styles.show(all)) : styles.again());
  if (first && view.query !== null) {
    find.bar.open(view.query);
  } else {
    find.again();
  }
  if (state.tensorsOnly) {
    await showContents(state);
    return;
  }
  await showGraph(state, first ? view.view !== null : true, isLarge ? null : showContents(state));
  if (isLarge) {
    await painted();
    await showContents(state);
    await showTypes(state);
  }
  const cost = await host.call("cost", []);
  if (store.state.document === state) {
    header.showCost(cost);
    layers.showCost(cost.layers);
    store.update({ cost });
    await showGroupCosts(state);
  }
}

/** What a document holds, besides what is said of it at once. */
async function showContents(state: OverviewState): Promise<void> {
  const packed = await host.call("contents", []);
  if (store.state.document === state) {
    const contents = { ...packed, layers: unpackLayers(packed.layers) };
    store.update({ contents });
    header.showContents(contents);
    layers.show(contents.layers, state.tensorsOnly);
    layers.filter(store.state.matches);
    layers.mark(store.state.graphIndex, store.state.selected);
    steps.showContents(contents);
    metadata.show(contents.metadata);
    shrink.show(state, contents);
    void model.show(contents.layers);
  }
}

/** Once what was drawn last can be seen. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/**
 * Fetches and draws the chosen graph. The selection stays on the node of the same name.
 * @param contents Drawn with what comes of this; null: without.
 */
async function showGraph(state: OverviewState, keepView: boolean, contents: Promise<void> | null): Promise<void> {
  const { graphIndex, graph: previous, selected, group } = store.state;
  const [drawing] = await Promise.all([host.call("drawing", [graphIndex]), contents]);
  if (store.state.document !== state || store.state.graphIndex !== graphIndex) {
    return;
  }
  known = unpackGraph(drawing.graph);
  isTyped = drawing.isTyped;
  const graph = withGhosts(known, ghostsIn(graphIndex));
  const groups = drawing.groups && groupsWithGhosts(drawing.groups, ghostsIn(graphIndex));
  const name = selected === null ? undefined : previous?.nodes[selected]?.name;
  const same = name === undefined ? selected : graph.nodes.findIndex((node) => node.name === name);
  const kept = same !== null && same >= 0 && same < graph.nodes.length ? same : null;
  const sameNodes =
    previous === null || Math.abs(previous.nodes.length - graph.nodes.length) < previous.nodes.length / 2;
  const key = group === null ? undefined : grouping.tree?.keys()[group];
  grouping.show(graph, graphIndex, groups);
  await graphView.show(graph, graphIndex, store.state.contents?.layers ?? [], keepView && sameNodes);
  store.update({ graph, selected: null, group: null });
  select(kept);
  const sameGroup = key === undefined ? group : grouping.tree?.keys().indexOf(key);
  if (sameGroup != null && sameGroup >= 0 && sameGroup < (grouping.tree?.length ?? 0)) {
    selectGroup(sameGroup);
  }
}

/** The nodes of the model that this one is compared with, while they are shown. */
function ghostsIn(graph: number): GhostsState | null {
  return compare.showsRemoved ? (store.state.comparison?.ghosts[graph] ?? null) : null;
}

function ghostsChanged({ comparison, graphIndex }: ViewState, previous: ViewState): boolean {
  return (comparison?.ghosts[graphIndex] ?? null) !== (previous.comparison?.ghosts[graphIndex] ?? null);
}

/** Selects a node that only the other model has, where that is drawn. */
async function goToRemoved(before: Place): Promise<void> {
  const { comparison } = store.state;
  for (const [graph, ghosts] of comparison?.ghosts.entries() ?? []) {
    const at = ghosts?.nodes.findIndex(
      (each) => each.before.graph === before.graph && each.before.node === before.node,
    );
    if (compare.showsRemoved && at !== undefined && at >= 0) {
      await goTo(graph, ghosts!.among + at);
      return;
    }
  }
}

/** Of a graph that was drawn before its types were known. */
async function showTypes(state: OverviewState): Promise<void> {
  const { graph, graphIndex } = store.state;
  if (known === null || isTyped) {
    return;
  }
  const types = await host.call("types", [graphIndex]);
  if (store.state.document === state && store.state.graph === graph) {
    isTyped = true;
    known = withTypes(known, types);
    const typed = withGhosts(known, ghostsIn(graphIndex));
    await graphView.retype(typed);
    store.update({ graph: typed });
  }
}

/** What comes after the first picture of a graph. */
async function completeGraph(state: OverviewState): Promise<void> {
  try {
    await showTypes(state);
    await showGroupCosts(state);
  } catch {
    // It is shown without.
  }
}

/** @param isPassing Whether somebody walks on from there. */
function select(node: number | null, isPassing = false): void {
  if (node === store.state.selected && store.state.group === null) {
    return;
  }
  store.update({ selected: node, group: null, ...(node === null ? { details: null } : {}) });
  remember({ selected: node, group: null });
  if (node !== null) {
    const { graphIndex } = store.state;
    visit({ graph: graphIndex, node, group: null }, isPassing);
    const ghosts = ghostsIn(graphIndex);
    if (store.state.graph?.nodes[node]?.isRemoved === true && ghosts !== null) {
      store.update({ details: null });
      inspector.showRemoved(ghosts, node, store.state.graph, graphIndex, store.state.comparison!.other);
      return;
    }
    void host.call("node", [graphIndex, node]).then((details) => {
      if (store.state.selected === node && store.state.graphIndex === graphIndex) {
        store.update({ details });
      }
    });
  }
}

function selectGroup(group: number, isPassing = false): void {
  if (group !== store.state.group) {
    store.update({ group, selected: null, details: null });
    remember({ group, selected: null });
    visit({ graph: store.state.graphIndex, node: null, group }, isPassing);
  }
}

function visit(stop: Stop, isPassing = false): void {
  stops.visit(stop, isPassing);
  navigation.showWays(stops.canGoBack, stops.canGoForward);
}

async function goTo(graph: number, node: number, isPassing = false): Promise<void> {
  await enter(graph);
  select(node, isPassing);
  await graphView.reveal(node, isPassing);
}

/** Tells of the selected group. */
function showGroup(): void {
  const { group } = store.state;
  if (group !== null && grouping.tree !== null) {
    inspector.showGroup(grouping.tree, group, grouping.isOpen(group));
  }
}

async function showGroupCosts(state: OverviewState): Promise<void> {
  const { graph, graphIndex } = store.state;
  const groups = await host.call("groups", [graphIndex, true]).catch(() => null);
  if (groups !== null && store.state.document === state && store.state.graph === graph) {
    grouping.showCosts(groupsWithGhosts(groups, ghostsIn(graphIndex)));
    graphView.relabel();
    showGroup();
  }
}

async function goToGroup(graph: number, group: number): Promise<void> {
  await enter(graph);
  selectGroup(group);
  await graphView.revealGroup(group);
}

async function chooseGraph(graph: number): Promise<void> {
  await enter(graph);
  visit({ graph, node: store.state.selected, group: store.state.group });
}

/** Draws another graph. */
async function enter(graph: number): Promise<void> {
  if (graph !== store.state.graphIndex) {
    store.update({ graphIndex: graph, selected: null, group: null, details: null });
    remember({ graph, selected: null, group: null, view: null });
    showPlace();
    const state = store.state.document!;
    await showGraph(state, false, null);
    void completeGraph(state);
  }
}

/** Shows where one is. */
function showPlace(): void {
  navigation.show(store.state.document!.graphs, store.state.graphIndex);
  navigation.showWays(stops.canGoBack, stops.canGoForward);
}

/** @param by -1: back; 1: forward. */
async function travel(by: -1 | 1): Promise<void> {
  const stop = stops.go(by);
  if (stop !== null) {
    const { graph, node, group } = stop;
    await (node !== null ? goTo(graph, node) : group !== null ? goToGroup(graph, group) : enter(graph));
    navigation.showWays(stops.canGoBack, stops.canGoForward);
  }
}

/** Goes into the selected node where it runs graphs; of another one tells everything. */
async function openSelected(): Promise<void> {
  const { graph, graphIndex, selected } = store.state;
  if (selected === null || graph?.nodes[selected]?.runsGraphs !== true) {
    await showTab(NODE_TAB);
    return;
  }
  const { bodies } = await host.call("node", [graphIndex, selected]);
  if (bodies.length > 0 && store.state.graphIndex === graphIndex) {
    await chooseGraph(bodies[0]!);
  }
}
