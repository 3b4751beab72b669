// What the extension may ask of the page.
import type { CommandId, ViewService } from "../src/protocol/messages";
import type { Service } from "../src/protocol/rpc";
import type { DocumentView } from "./document-view";
import type { Navigation } from "./navigation/navigation";
import type { Page } from "./page";
import type { Parts } from "./parts";
import type { Store } from "./store";

/** @param run Runs a command. */
export function viewService(
  store: Store,
  parts: Parts,
  page: Page,
  navigation: Navigation,
  documentView: DocumentView,
  run: (id: CommandId) => void,
): Service<ViewService> {
  const { header, find, styles, graphView, tabs, layers, shrink } = parts;
  return {
    show: (state) => documentView.show(state),
    verified: (verification) => {
      store.update({ verification });
      return Promise.resolve();
    },
    compared: (comparison) => {
      if (comparison !== null && store.state.document?.shownSteps === undefined) {
        void tabs.show("Compare");
      }
      store.update({ comparison });
      return Promise.resolve();
    },
    showVariants: (variants) => {
      store.update({ variants });
      return Promise.resolve();
    },
    profiled: (profile) => {
      store.update({ profile });
      return Promise.resolve();
    },
    busy: (work) => {
      page.busy(work);
      header.message.busy(work);
      return Promise.resolve();
    },
    tell: (told) => {
      header.message.tell(told);
      return Promise.resolve();
    },
    fail: (problem) => {
      page.fail(problem, run);
      return Promise.resolve();
    },
    openForm: async (transform, parameters, replaces) => {
      await tabs.show("Shrink");
      shrink.open(transform, parameters, replaces);
    },
    goTo: ({ graph, node }) => navigation.goTo(graph, node),
    follow: async (place, note) => {
      await navigation.follow(place);
      graphView.note(note);
    },
    showStyles: (all) => styles.show(all),
    shownLayers: () => Promise.resolve(layers.shown),
    chooseColumns: async () => {
      if (store.state.document !== null) {
        if (!store.state.document.tensorsOnly) {
          await tabs.show("Layers");
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
    hasSelection: () => Promise.resolve(graphView.hasSelection),
    picture: (kind, part) => graphView.picture(kind, part),
    openFind: (query) => {
      if (store.state.document !== null) {
        find.bar.open(query ?? undefined);
      }
      return Promise.resolve();
    },
  };
}
