// Graphs of any size, each stretched in another direction: what is quick for one may take for ever on another.
import { Net } from "./net.mjs";

const ROW = [1, 16];
const IMAGE = [1, 2, 2, 8];
const CHANNELS = 8;
const VECTOR = [CHANNELS];

function row() {
  const net = new Net();
  net.input("input", ROW);
  return net;
}

function image() {
  const net = new Net();
  net.input("input", IMAGE);
  return net;
}

/** One node behind another: every fourth does nothing. */
function chain(nodes) {
  const net = row();
  let last = "input";
  for (let each = 0; each < nodes / 4; each++) {
    last = net.node("multiply", [last, net.constant([16])]);
    last = net.node("add", [last, net.constant([16])]);
    last = net.node("relu", [last]);
    last = net.node("identity", [last]);
  }
  net.output(last);
  return net;
}

/** Matrix products one behind another, each with a bias and an activation. */
function layers(nodes) {
  const net = row();
  let last = "input";
  for (let each = 0; each < nodes / 3; each++) {
    last = net.node("product", [last, net.constant([16, 16])]);
    last = net.node("add", [last, net.constant([16])]);
    last = net.node("relu", [last]);
  }
  net.output(last);
  return net;
}

/** Many layers with one matrix. */
function sharedWeight(nodes) {
  const net = row();
  const weight = net.constant([16, 16]);
  let last = "input";
  for (let each = 0; each < nodes / 2; each++) {
    last = net.node("product", [last, weight]);
    last = net.node("relu", [last]);
  }
  net.output(last);
  return net;
}

/** One value read by all, and one node that reads what all make. */
function fan(nodes) {
  const net = row();
  const made = [];
  for (let each = 0; each < nodes / 2; each++) {
    made.push(net.node("identity", [net.node("multiply", ["input", net.constant([16])])]));
  }
  net.output(net.node("sum", made));
  return net;
}

/** The same computation again and again. */
function duplicates(nodes) {
  const net = row();
  const made = [];
  for (let each = 0; each < nodes / 3; each++) {
    const product = net.node("product", ["input", net.constant([16, 16], 1)]);
    made.push(net.node("relu", [net.node("add", [product, net.constant([16], each % 2)])]));
  }
  net.output(net.node("concatenate", made, { shape: [1, 16 * made.length] }));
  return net;
}

/** Every node makes an output of the model. */
function outputs(nodes) {
  const net = row();
  for (let each = 0; each < nodes / 3; each++) {
    const product = net.node("product", ["input", net.constant([16, 16])]);
    net.output(net.node("identity", [product]));
    net.output(net.node("relu", [product]));
  }
  return net;
}

/** One node makes what all others read. */
function split(nodes) {
  const net = new Net();
  const count = Math.ceil(nodes / 2);
  net.input("input", [1, count * 4]);
  const parts = net.node("split", ["input"], { shapes: Array.from({ length: count }, () => [1, 4]) });
  const made = parts.map((part) => net.node("relu", [net.node("identity", [part])]));
  net.output(net.node("concatenate", made, { shape: [1, count * 4] }));
  return net;
}

function normalized(net, last) {
  const [scale, offset, mean, variance] = Array.from({ length: 4 }, () => net.constant(VECTOR));
  return net.node("normalize", [last, scale, offset, mean, variance]);
}

function convolved(net, last) {
  return net.node("convolve", [last, net.constant([CHANNELS, 1, 1, CHANNELS])]);
}

/** Convolution, batch normalization, activation. */
function convolutions(nodes) {
  const net = image();
  let last = "input";
  for (let each = 0; each < nodes / 3; each++) {
    last = net.node("relu", [normalized(net, convolved(net, last))]);
  }
  net.output(last);
  return net;
}

/** Batch normalization behind a transposition, and paddings before convolutions. */
function movedChannels(nodes) {
  const net = image();
  let last = "input";
  for (let each = 0; each < nodes / 5; each++) {
    last = net.node("pad", [last], { shape: [1, 4, 4, CHANNELS] });
    last = net.node("convolve", [last, net.constant([CHANNELS, 3, 3, CHANNELS])], { shape: IMAGE });
    last = net.node("transpose", [last], { order: [0, 2, 1, 3] });
    last = net.node("relu", [normalized(net, last)]);
  }
  net.output(last);
  return net;
}

/** Blocks whose input is added to their result, each of two convolutions. */
function residual(nodes) {
  const net = image();
  let last = "input";
  for (let each = 0; each < nodes / 7; each++) {
    const inner = net.node("relu", [normalized(net, convolved(net, last))]);
    last = net.node("relu", [net.node("sum", [normalized(net, convolved(net, inner)), last])]);
  }
  net.output(last);
  return net;
}

/** Blocks of attention over one mask, and two layers behind each. */
function transformer(nodes) {
  const net = new Net();
  const [tokens, width] = [4, 16];
  net.input("input", [tokens, width]);
  net.input("mask", [tokens, tokens]);
  const dense = (last) => {
    const product = net.node("product", [last, net.constant([width, width])]);
    return net.node("add", [product, net.constant([width])]);
  };
  let last = "input";
  for (let each = 0; each < nodes / 16; each++) {
    const [query, key, value] = [dense(last), dense(last), dense(last)];
    const turned = net.node("transpose", [key], { order: [1, 0], shape: [width, tokens] });
    const scores = net.node("sum", [net.node("product", [query, turned], { shape: [tokens, tokens] }), "mask"]);
    const mixed = net.node("product", [net.node("softmax", [scores]), value], { shape: [tokens, width] });
    const attended = net.node("sum", [dense(mixed), last]);
    last = net.node("sum", [net.node("relu", [dense(attended)]), attended]);
  }
  net.output(last);
  return net;
}

/** Constants that depend on each other: one behind another, and all of them summed up. */
function constantExpressions(nodes) {
  const net = row();
  let last = net.constant([16]);
  const made = [];
  for (let each = 0; each < nodes / 3; each++) {
    last = net.node("negate", [last]);
    const offset = net.node("negate", [net.constant([16])]);
    made.push(net.node("add", ["input", net.node("sum", [last, offset])]));
  }
  net.output(net.node("sum", made));
  return net;
}

/** One node that reads many constants, half of which are equal to others. */
function constants(nodes) {
  const net = row();
  const all = Array.from({ length: nodes }, (_, each) => net.constant([1, 16], each >> 1));
  net.output(net.node("sum", ["input", ...all]));
  return net;
}

/** Nodes of an operator that nobody knows, with many attributes, and one with as many as all of them. */
function attributes(nodes) {
  const net = row();
  let last = "input";
  for (let each = 0; each < nodes / 10; each++) {
    last = net.node("custom", [last], { attributes: 10 });
  }
  net.output(net.node("custom", [last], { attributes: nodes }));
  return net;
}

function branch(net, read, seed) {
  const inner = new Net(net);
  const product = inner.node("multiply", [read, inner.constant([16], seed)]);
  inner.output(inner.node("relu", [inner.node("identity", [product])]));
  return inner;
}

/** Nodes that run one of two graphs, which read what is around them. */
function branches(nodes) {
  const net = row();
  net.input("condition", []);
  net.values.get("condition").dtype = "bool";
  let last = "input";
  for (let each = 0; each < nodes / 8; each++) {
    const known = net.node("add", [last, net.constant([16])]);
    last = net.node("choose", ["condition"], {
      shape: ROW,
      reads: known,
      branches: [branch(net, known, each), branch(net, known, each + 1)],
    });
  }
  net.output(last);
  return net;
}

/** Functions of which each calls the next. */
function functions(nodes) {
  const net = row();
  const count = Math.ceil(nodes / 4);
  for (let each = count - 1; each >= 0; each--) {
    const body = new Net();
    let last = body.node("identity", [body.node("multiply", [body.input("x", ROW), body.constant([16], each)])]);
    if (each + 1 < count) {
      last = body.node("call", [last], { callee: `function${each + 1}` });
    }
    body.output(body.node("relu", [last]));
    net.functions.push({ name: `function${each}`, net: body });
  }
  net.output(net.node("call", ["input"], { callee: "function0" }));
  return net;
}

/** Nodes that wait for one, and one that waits for all of them. */
function controls(nodes) {
  const net = row();
  let last = net.node("identity", ["input"]);
  const first = last;
  const waiting = [];
  for (let each = 0; each < nodes / 2; each++) {
    last = net.node("multiply", [last, net.constant([16])], { after: [first] });
    last = net.node("identity", [last]);
    waiting.push(last);
  }
  net.output(net.node("relu", [last], { after: waiting }));
  return net;
}

export const SHAPES = {
  chain,
  layers,
  sharedWeight,
  fan,
  duplicates,
  outputs,
  split,
  convolutions,
  movedChannels,
  residual,
  transformer,
  constantExpressions,
  constants,
  attributes,
  branches,
  functions,
  controls,
};
