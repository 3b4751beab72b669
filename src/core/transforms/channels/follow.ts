// What becomes of channels at a node, for each way in which a dialect says they flow.
import type { ChannelFlow } from "../../ir/channel-flow";
import type { Node } from "../../ir/node";
import { concatenates, fills, pads, splits, takes } from "./follow-indices";
import { depthwise, linear } from "./follow-layers";
import { elementwise, moves, passes, reshapes, reshapesTo } from "./follow-values";
import type { Of } from "./following";
import type { Trace } from "./trace";

type Followers = { readonly [K in ChannelFlow["kind"]]: (trace: Trace, node: Node, flow: Of<K>) => void };

export const followers: Followers = {
  linear,
  depthwise,
  elementwise,
  passes,
  moves,
  reshapes,
  concatenates,
  splits,
  takes,
  pads,
  fills,
  reshapesTo,
  // Whoever reads what it makes says what becomes of them.
  measures: () => {},
  none: () => {},
  blocks: (trace, node, { reason }) => trace.freezeInputs(node, reason),
};
