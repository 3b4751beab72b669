// What the graph can be coloured by.
import type { LayerRow } from "../../../src/protocol/messages";
import { amountText, bytesText, countText, shareText } from "../../../src/protocol/numbers";
import { noiseText } from "../../../src/protocol/verdict-text";
import { matchesIn } from "../../find/search";
import { changesColoring } from "../../../src/drawing/changes-coloring";
import type { ViewState } from "../../store";
import type { Level, NodeColoring } from "../../../src/drawing/coloring";

/** Those that there is something to show of, in the graph that is drawn. */
export function colorings(state: ViewState): NodeColoring[] {
  return [
    noise(state),
    changes(state),
    styles(state),
    profile(state),
    providers(state),
    bytes(state),
    macs(state),
    types(state),
  ].filter((each) => each !== null);
}

/** From the least that each begins with: int8 weights are at about 40 dB, and below 20 answers begin to change. */
const NOISE: readonly (Level & { readonly least: number })[] = [
  { least: Infinity, color: "blue", title: "same" },
  { least: 40, color: "green", title: "40 dB or more" },
  { least: 20, color: "yellow", title: "20 to 40 dB" },
  { least: -Infinity, color: "red", title: "less than 20 dB" },
];

function noise({ verification, graph, graphIndex }: ViewState): NodeColoring | null {
  const decibels = verification?.noise?.graph === graphIndex ? verification.noise.decibels : null;
  if (decibels === null || decibels.length !== nodesOfModel(graph)) {
    return null;
  }
  return {
    id: "noise",
    label: "Noise",
    title: "Signal to noise, accumulated",
    levels: NOISE,
    rest: "not compared",
    levelOf: Uint8Array.from(decibels, (each) => NOISE.findIndex(({ least }) => each >= least) + 1),
    text: (node) => (Number.isNaN(decibels[node]!) ? "" : `accumulated signal to noise ${noiseText(decibels[node]!)}`),
  };
}

/** Without those that another model has. */
function nodesOfModel(graph: ViewState["graph"]): number | undefined {
  return graph?.nodes.filter(({ isRemoved }) => isRemoved !== true).length;
}

function changes({ comparison, graph, graphIndex }: ViewState): NodeColoring | null {
  const marks = comparison?.marks[graphIndex] ?? null;
  return comparison === null || graph === null || (marks !== null && marks.length !== nodesOfModel(graph))
    ? null
    : changesColoring(graph.nodes, marks, comparison.other);
}

/** Of several that find a node the last one is seen. */
function styles({ styles, graph, graphIndex }: ViewState): NodeColoring | null {
  const known = styles.filter(({ found }) => found !== null);
  if (known.length === 0 || graph === null) {
    return null;
  }
  const levelOf = new Uint8Array(graph.nodes.length);
  const names = new Map<number, string[]>();
  known.forEach(({ style, found }, at) => {
    for (const node of matchesIn(found!, graphIndex)) {
      if (node < levelOf.length) {
        levelOf[node] = at + 1;
        addTo(names, node, style.name);
      }
    }
  });
  return {
    ...{ id: "styles", label: "Styles", title: "Kept queries", rest: "none of them" },
    levels: known.map(({ style }) => ({ color: style.color, title: style.name })),
    levelOf,
    text: (node) => (names.get(node) ?? []).join(", "),
  };
}

function addTo(lists: Map<number, string[]>, key: number, item: string): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [item]);
  } else {
    list.push(item);
  }
}

const SHARES: readonly (Level & { readonly least: number })[] = [
  { least: 0, color: "blue", title: "less than 1 %" },
  { least: 0.01, color: "green", title: "1 to 5 %" },
  { least: 0.05, color: "yellow", title: "5 to 10 %" },
  { least: 0.1, color: "red", title: "10 % or more" },
];

const [FALLBACK, WITHIN] = [1, 2];

/** Of the graph that is drawn. */
function profiled({ profile, graph, graphIndex }: ViewState) {
  const found = profile?.graphs[graphIndex] ?? null;
  return profile === null || found === null || found.amounts.length !== graph?.nodes.length
    ? null
    : { ...profile, ...found, names: profile.providers.map(({ name }) => name) };
}

/** Where a node ran, where that differs. */
function ranText(names: readonly string[], provider: number, mark: number): string {
  const name = names[provider - 1];
  return name === undefined || names.length < 2 ? "" : mark === FALLBACK ? `fell back to ${name}` : `ran on ${name}`;
}

function profile(state: ViewState): NodeColoring | null {
  const shown = profiled(state);
  if (shown === null || !shown.amounts.some((amount) => amount > 0)) {
    return null;
  }
  const { amounts, marks, providers, names, total, unit, file } = shown;
  return {
    id: "profile",
    label: "Profile",
    title: `Share of what ${file} measured`,
    levels: SHARES,
    rest: "not measured",
    levelOf: Uint8Array.from(amounts, (amount) =>
      Number.isNaN(amount) ? 0 : SHARES.filter(({ least }) => amount / total >= least).length,
    ),
    text: (node) =>
      Number.isNaN(amounts[node]!)
        ? marks[node] === WITHIN
          ? "ran within another node"
          : ""
        : [
            `${amountText(amounts[node]!, unit)}, ${shareText(amounts[node]! / total)} of the profile`,
            ranText(names, providers[node]!, marks[node]!),
          ]
            .filter((text) => text !== "")
            .join(", "),
  };
}

const RAN_ON: readonly Level[] = [
  { color: "green", title: "where most ran" },
  { color: "blue", title: "elsewhere" },
  { color: "red", title: "fell back to the processor" },
];

/** Where nodes ran, if that was not one and the same. */
function providers(state: ViewState): NodeColoring | null {
  const shown = profiled(state);
  if (shown === null || shown.names.length < 2) {
    return null;
  }
  const { marks, providers, names } = shown;
  return {
    id: "providers",
    label: "Ran On",
    title: `Most ran on ${names[0]!}`,
    levels: RAN_ON,
    rest: "not measured",
    levelOf: Uint8Array.from(providers, (provider, node) =>
      provider === 0 ? 0 : marks[node] === FALLBACK ? 3 : provider === 1 ? 1 : 2,
    ),
    text: (node) => ranText(names, providers[node]!, marks[node]!),
  };
}

/** @param amountOf Of a layer. */
function byShare(
  { contents, graph, graphIndex }: ViewState,
  names: Pick<NodeColoring, "id" | "label" | "title" | "rest">,
  amountOf: (row: LayerRow, position: number) => number,
  textOf: (amount: number, share: number) => string,
): NodeColoring | null {
  const amounts = new Float64Array(graph?.nodes.length ?? 0);
  let whole = 0;
  contents?.layers.forEach((row, position) => {
    const amount = amountOf(row, position);
    whole += amount;
    if (row.place?.graph === graphIndex && row.place.node < amounts.length) {
      amounts[row.place.node]! += amount;
    }
  });
  if (whole === 0 || amounts.every((amount) => amount === 0)) {
    return null;
  }
  return {
    ...names,
    levels: SHARES,
    levelOf: Uint8Array.from(amounts, (amount) =>
      amount === 0 ? 0 : SHARES.filter(({ least }) => amount / whole >= least).length,
    ),
    text: (node) => (amounts[node] === 0 ? "" : textOf(amounts[node]!, amounts[node]! / whole)),
  };
}

function bytes(state: ViewState): NodeColoring | null {
  return byShare(
    state,
    { id: "bytes", label: "Bytes", title: "Share of the bytes of all layers", rest: "none" },
    (row) => row.bytes,
    (amount, share) => `${bytesText(amount)}, ${shareText(share)} of the bytes`,
  );
}

function macs(state: ViewState): NodeColoring | null {
  const { cost } = state;
  return cost === null
    ? null
    : byShare(
        state,
        { id: "macs", label: "MACs", title: "Share of the multiply-accumulates of all layers", rest: "none" },
        (_row, position) => cost.layers[position] ?? 0,
        (amount, share) => `${countText(amount)} multiply-accumulates, ${shareText(share)} of all`,
      );
}

const TYPES: readonly Level[] = [
  { color: "green", title: "8 bits and fewer" },
  { color: "purple", title: "16 bits" },
  { color: "blue", title: "32 bits and more" },
];

function types({ contents, graph, graphIndex }: ViewState): NodeColoring | null {
  const levelOf = new Uint8Array(graph?.nodes.length ?? 0);
  const names = new Map<number, string>();
  for (const { place, dtype } of contents?.layers ?? []) {
    const bits = Number(/\d+/u.exec(dtype)?.[0] ?? Number.NaN);
    if (place?.graph === graphIndex && place.node < levelOf.length && !Number.isNaN(bits)) {
      levelOf[place.node] = bits <= 8 ? 1 : bits <= 16 ? 2 : 3;
      names.set(place.node, dtype);
    }
  }
  return names.size === 0
    ? null
    : {
        ...{ id: "types", label: "Weight Types", title: "Type of the weights", rest: "no weights", levels: TYPES },
        levelOf,
        text: (node) => (names.has(node) ? `weights ${names.get(node)!}` : ""),
      };
}
