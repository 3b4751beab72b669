// Wires the parts of the page together.
import type { Place } from "../src/protocol/messages";
import { unzip } from "../src/protocol/zipped";
import { ComparePanel } from "./compare/compare-panel";
import { DocumentView } from "./document-view";
import { Find } from "./find/find";
import { GraphLoader } from "./graph/graph-loader";
import { GraphView } from "./graph/graph-view";
import { Grouping } from "./groups/grouping";
import { Header } from "./header/header";
import { connect, savedView, saveView } from "./host";
import { Inspector } from "./inspector/inspector";
import { checkedLook } from "./layers/columns";
import { LayerTable } from "./layers/layer-table";
import { MetadataList } from "./layers/metadata-list";
import { keepSelectAll } from "./look/select-all";
import { exposePalette, onThemeChange, readTheme } from "./look/theme";
import { ModelPanel } from "./model/model-panel";
import { Navigation } from "./navigation/navigation";
import { Page } from "./page";
import { ProfilePanel } from "./profile/profile-panel";
import { Memory } from "./saved-view";
import { listenForShortcuts } from "./shortcuts";
import { ShrinkPanel } from "./shrink/shrink-panel";
import { StepsPanel } from "./shrink/steps-panel";
import { SideTabs } from "./side-tabs";
import { Store, type ViewState } from "./store";
import { StyleBar } from "./styles/style-bar";
import { Styles } from "./styles/styles";
import { VariantsPanel } from "./variants/variants-panel";
import { VerificationPanel } from "./verify/verification-panel";
import { viewService } from "./view-service";

const memory = new Memory(savedView(), saveView);
const { view } = memory;
const store = new Store();
store.update({ graphIndex: view.graph ?? 0, selected: view.selected, group: view.group });

const goTo = ({ graph, node }: Place) => void navigation.goTo(graph, node);
const navigation: Navigation = new Navigation(store, {
  node: (graph, node) => host.call("node", [graph, node]),
  drawGraph: async () => {
    const state = store.state.document!;
    await loader.show(state, false, null);
    void loader.complete(state);
  },
  reveal: (node, isPassing) => graphView.reveal(node, isPassing),
  revealGroup: (group) => graphView.revealGroup(group),
  tellNode: () => tabs.show("Node"),
  remember: (change) => memory.remember(change),
  selected: (graph, node) => void tellSelected({ graph, node }),
});
const find = new Find(store, {
  ask: (query, signal) => host.call("find", [query], { signal }),
  goTo: ({ graph, node }) => void navigation.goTo(graph, node, true),
  remember: (query) => {
    memory.remember({ query });
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
    remember: (stylesOff) => memory.remember({ stylesOff }),
  },
  view.stylesOff,
);
find.bar.root.append(styleBar.root);
const header = new Header({
  shrink: () => {
    void tabs.show("Shrink").then(() => shrink.focus());
  },
  find: () => find.bar.open(),
  copy: (text, what) => void host.call("copy", [text, what]),
  cancel: () => void host.call("cancel", []),
  verification: () => verification.open(),
  goTo: (graph, node) => void navigation.goTo(graph, node),
});
const grouping = new Grouping(view.groups, view.hides, (groups, hides) => memory.remember({ groups, hides }));
const graphView = new GraphView(
  store,
  grouping,
  {
    select: (node, isPassing) => navigation.select(node, isPassing),
    selectGroup: (group, isPassing) => navigation.selectGroup(group, isPassing),
    open: () => void navigation.openSelected(),
  },
  navigation.bar.root,
  view.view,
  (seen) => memory.remember({ view: seen }),
);
const layers = new LayerTable(
  {
    select: ({ place }) => {
      if (place !== null) {
        goTo(place);
      }
    },
    nodeRows: async () => unzip(await host.call("nodeRows", [])),
    measured: (column, withNodes) => host.call("measured", [column, withNodes]),
    rememberSort: (sort) => memory.remember({ sort }),
    rememberLook: (look) => {
      memory.remember({ look });
      void host.call("keepTableLook", [look]);
    },
    rememberNodes: (allNodes) => {
      memory.remember({ allNodes });
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
    remember: (form) => memory.remember({ form }),
  },
  view.form,
);
const steps = new StepsPanel({
  edit: (step) => {
    void tabs.show("Shrink").then(() => shrink.edit(step));
  },
  remove: (step) => void host.call("removeStep", [step]),
  showAfter: (after) => void host.call("showAfter", [after]),
  moveUp: (step) => void host.call("moveStepUp", [step]),
});
const verification = new VerificationPanel((step) => void host.call("removeStep", [step]));
const profile = new ProfilePanel(() => void host.call("closeProfile", []));
const variants = new VariantsPanel(
  {
    use: (row) => void host.call("applyVariant", [row]),
    copy: (text, what) => void host.call("copy", [text, what]),
    close: () => void host.call("closeVariants", []),
    rememberSort: (variantsSort) => memory.remember({ variantsSort }),
  },
  view.variantsSort,
);
const metadata = new MetadataList();
const inspector = new Inspector({
  tensor: (place, signal) => host.call("tensor", [place], { signal }),
  window: (place, window) => host.call("tensorWindow", [place, window]),
  save: (place, name) => void host.call("saveTensor", [place, name]),
  goTo,
  chooseGraph: (graph) => void navigation.chooseGraph(graph),
  goToGroup: (group) => void navigation.goToGroup(store.state.graphIndex, group),
  toggleGroup: (group) => void graphView.toggle(group).then(showGroup),
});
const model = new ModelPanel({ about: () => host.call("about", []), goTo });
const compare = new ComparePanel({
  compareWith: () => void host.call("command", ["modelBonsai.compareWith"]),
  compareWithOriginal: () => void host.call("command", ["modelBonsai.compareWithOriginal"]),
  compareVariants: () => void host.call("command", ["modelBonsai.compareVariants"]),
  goTo,
  redraw: () => void loader.redraw(),
  showOther: (place) =>
    void host.call("showOther", [place]).then(() => {
      const { graphIndex, selected } = store.state;
      if (place === null && selected !== null) {
        void tellSelected({ graph: graphIndex, node: selected });
      }
    }),
  copy: (text, what) => void host.call("copy", [text, what]),
});
const loader = new GraphLoader(store, grouping, graphView, compare, {
  drawing: async (graph) => unzip(await host.call("drawing", [graph])),
  types: async (graph) => unzip(await host.call("types", [graph])),
  groups: async (graph) => unzip(await host.call("groups", [graph, true])),
  select: (node) => navigation.select(node, false, true),
  selectGroup: (group) => navigation.selectGroup(group),
  regrouped: showGroup,
});
const tabs = new SideTabs(
  {
    Layers: [layers.root, steps.notes, steps.accounting],
    Node: [inspector.root],
    Shrink: [shrink.root],
    Model: [model.root],
    Compare: [compare.root],
  },
  view.tab,
  (tab) => {
    memory.remember({ tab });
    lookAtModel();
  },
);
const parts = {
  ...{
    header,
    find,
    styles,
    graphView,
    tabs,
    layers,
    metadata,
    shrink,
    model,
    compare,
    steps,
    verification,
    profile,
    variants,
  },
};
const page = new Page(parts);
const documentView = new DocumentView(store, memory, page, parts, navigation, loader, {
  contents: async () => unzip(await host.call("contents", [])),
  cost: () => host.call("cost", []),
  styles: () => host.call("styles", []),
});
const host = connect(
  viewService(store, parts, page, navigation, documentView, (id) => void host.call("command", [id])),
);

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
  if (state.variants !== previous.variants) {
    variants.show(state.variants);
  }
  if (state.comparison !== previous.comparison) {
    compare.show(state.comparison);
    const ghostsOf = ({ comparison }: ViewState) => comparison?.ghosts[state.graphIndex] ?? null;
    if (ghostsOf(state) !== ghostsOf(previous)) {
      void loader.redraw();
    }
  }
  const [ghost, previousGhost] = [removedNode(state), removedNode(previous)];
  if (state.group !== previous.group && state.group !== null) {
    showGroup();
  } else if (ghost !== null && state.selected !== previous.selected) {
    showRemoved(ghost);
  } else if (
    state.details !== previous.details ||
    (state.group === null && previous.group !== null) ||
    (state.selected === null && previousGhost !== null)
  ) {
    const { details, selected, graphIndex, document } = state;
    const at = selected === null ? null : { graph: graphIndex, node: selected };
    inspector.show(details, at, document?.graphs ?? []);
  }
});

keepSelectAll(document);
listenForShortcuts(store, find.bar, navigation);
exposePalette(readTheme());
onThemeChange(() => exposePalette(readTheme()));
inspector.show(null, null, []);
lookAtModel();
void host.call("transforms", []).then((transforms) => shrink.offer(transforms));
void host.call("ready", []);
loader.askAhead(view.graph);
find.bar.showNodes(view.allNodes);
if (view.look === null) {
  void host.call("tableLook", []).then((look) => layers.showLook(checkedLook(look)));
} else {
  layers.showLook(checkedLook(view.look));
}

/** The model as a whole is worked out where it is looked at. */
function lookAtModel(): void {
  if (tabs.shows("Model")) {
    void model.open();
  } else {
    model.close();
  }
}

/** What is compared with this model and in sight shows the same node; what has none is told. */
async function tellSelected(place: Place): Promise<void> {
  const { graph } = store.state;
  const note = await host.call("selected", [place, graph?.nodes[place.node]?.name ?? ""]);
  if (store.state.graph === graph && store.state.selected === place.node) {
    graphView.note(note);
  }
}

/** Tells of the selected group. */
function showGroup(): void {
  const { group } = store.state;
  if (group !== null && grouping.tree !== null) {
    inspector.showGroup(grouping.tree, group, grouping.isOpen(group));
  }
}

/** The selected node, where only the model has it that this one is compared with; null: another one, or none. */
function removedNode({ graph, selected }: ViewState): number | null {
  return selected !== null && graph?.nodes[selected]?.isRemoved === true ? selected : null;
}

/** Tells of such a node. */
function showRemoved(node: number): void {
  const { graph, graphIndex, comparison } = store.state;
  const ghosts = compare.ghostsIn(graphIndex);
  if (graph !== null && ghosts !== null && comparison !== null) {
    inspector.showRemoved(ghosts, node, graph, graphIndex, comparison.other);
  }
}
