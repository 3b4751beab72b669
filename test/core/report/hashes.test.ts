import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { compareTensors, hashesOf, memoryFiles, quietContext, readModel, type Hashes } from "../../../src/core";
import { bonsai, temporaryFolder } from "../../support/command";
import { contents } from "../../support/contents";
import { encodeGraph, op, placeholder, shapeOf, type NodeDef } from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { open, transform, write } from "../../support/open";
import { CODES, makeTflite } from "../../support/tflite";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

async function hash(name: string, bytes: Uint8Array, companions: Record<string, Uint8Array> = {}): Promise<Hashes> {
  return hashesOf(await open(name, bytes, companions), contents(), quietContext());
}

async function only(name: string, bytes: Uint8Array, companions: Record<string, Uint8Array> = {}): Promise<string> {
  const { tensors } = await hash(name, bytes, companions);
  assert.equal(tensors.length, 1);
  return tensors[0]!.sha256;
}

const VALUES = Float32Array.of(1, -2, 0.5, 0.5, 0.5, 0.5);

const onnxWith = (initializer: object) =>
  onnx.encode(
    onnx.model({
      name: "g",
      node: [onnx.node("Add", ["x", "w"], ["y"])],
      initializer: [{ name: "w", dims: [2, 3], dataType: 1, ...initializer }],
      input: [onnx.valueInfo("x", [2, 3])],
      output: [onnx.valueInfo("y", [2, 3])],
    }),
  );

const graphWith = (tensor: Record<string, unknown>, dtype = 1) => {
  const constant: NodeDef = {
    name: "w",
    op: "Const",
    attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensor_shape: shapeOf([2, 3]), ...tensor } } },
  };
  return encodeGraph({ node: [placeholder("x"), constant, op("y", "Add", ["x", "w"])] });
};

describe("The hash of a tensor", () => {
  const raw = bytesOf(VALUES);

  it("is the SHA-256 of its elements, in whatever form and format they are stored", async () => {
    const expected = sha256(raw);
    const external = [
      { key: "location", value: "w.bin" },
      { key: "offset", value: "8" },
    ];
    const graph = {
      tensors: [
        { name: "x", shape: [2, 3] },
        { name: "w", shape: [2, 3], buffer: 1 },
        { name: "y", shape: [2, 3] },
      ],
      operators: [{ code: 0, inputs: [0, 1], outputs: [2] }],
      inputs: [0],
      outputs: [2],
    };
    const longer = new Uint8Array([...raw, 1, 2, 3, 4]);
    const forms: readonly (readonly [string, Uint8Array, Record<string, Uint8Array>?])[] = [
      ["raw.onnx", onnxWith({ rawData: raw })],
      ["list.onnx", onnxWith({ floatData: [...VALUES] })],
      [
        "external.onnx",
        onnxWith({ dataLocation: 1, externalData: external }),
        { "w.bin": new Uint8Array([...new Uint8Array(8), ...raw]) },
      ],
      ["content.pb", graphWith({ tensor_content: raw })],
      ["list.pb", graphWith({ float_val: [...VALUES] })],
      ["repeated.pb", graphWith({ float_val: [1, -2, 0.5] })],
      ["buffer.tflite", makeTflite({ graphs: [graph], codes: [[CODES.ADD, 1]], buffers: [null, longer] })],
    ];
    for (const [name, bytes, companions] of forms) {
      assert.equal(await only(name, bytes, companions), expected, name);
    }
  });

  it("is of little endian elements, of their own width", async () => {
    const halves = Uint16Array.of(0x3c00, 0, 0, 0, 0, 0);
    assert.equal(await only("m.pb", graphWith({ half_val: [0x3c00, 0] }, 19)), sha256(bytesOf(halves)));
    assert.equal(
      await only("m.onnx", onnxWith({ dataType: 10, int32Data: [0x3c00, 0, 0, 0, 0, 0] })),
      sha256(bytesOf(halves)),
    );
    assert.equal(await only("m.pb", graphWith({}, 3)), sha256(new Uint8Array(24)));
  });

  it("tells texts apart wherever they are cut", async () => {
    const utf8 = new TextEncoder();
    const texts = (...values: string[]) => ({
      string_val: values.map((value) => utf8.encode(value)),
      tensor_shape: shapeOf([2]),
    });
    const inOnnx = onnxWith({ dims: [2], dataType: 8, stringData: ["ab", "c"].map((value) => utf8.encode(value)) });
    const one = await only("m.pb", graphWith(texts("ab", "c"), 7));
    assert.notEqual(one, await only("m.pb", graphWith(texts("a", "bc"), 7)));
    assert.equal(one, await only("m.onnx", inOnnx));
  });

  it("is worked out in blocks", async () => {
    const large = new Float32Array(3 * 1024 * 1024).map((_, index) => index);
    const bytes = onnxWith({ dims: [large.length], rawData: bytesOf(large) });
    const files = memoryFiles("m.onnx", bytes);
    let largest = 0;
    const main = {
      size: bytes.length,
      read: (offset: number, length: number) => {
        largest = Math.max(largest, length);
        return files.main.read(offset, length);
      },
    };
    const { tensors } = await hashesOf(await readModel({ ...files, main }, quietContext()), contents(), quietContext());
    assert.equal(tensors[0]!.sha256, sha256(bytesOf(large)));
    assert.ok(largest <= 1024 * 1024, `${largest} bytes at once`);
  });

  it("is refused where a file claims far more than it holds", async () => {
    const shape = { tensor_shape: shapeOf([2 ** 14, 2 ** 15]), float_val: [1] };
    await assert.rejects(hash("m.pb", graphWith(shape)), {
      message: 'Tensor "w" claims 2,147,483,648 bytes of elements that are not in the file: too many to hash.',
    });
  });
});

describe("The hash of structure and metadata", () => {
  const plain = onnx.decode(onnxWith({ rawData: bytesOf(VALUES) }));
  const structure = async (name: string, bytes: Uint8Array) => (await hash(name, bytes)).structure;

  it("does not change with the values of weights, nor with the form they are stored in", async () => {
    const before = await structure("m.onnx", onnxWith({ rawData: bytesOf(VALUES) }));
    assert.equal(await structure("m.onnx", onnxWith({ floatData: [1, 2, 3, 4, 5, 6] })), before);
    const pb = await structure("m.pb", graphWith({ tensor_content: bytesOf(VALUES) }));
    assert.equal(await structure("m.pb", graphWith({ float_val: [7] })), pb);
  });

  it("changes with everything else", async () => {
    const changes: readonly ((proto: typeof plain) => void)[] = [
      () => {},
      (proto) => (proto.graph!.node![0]!.name = "other"),
      (proto) => (proto.graph!.node![0]!.docString = "words"),
      (proto) => (proto.graph!.node![0]!.attribute = [onnx.int("axis", 1)]),
      (proto) => (proto.graph!.initializer![0]!.dims = [3, 2]),
      (proto) => (proto.graph!.initializer![0]!.docString = "words"),
      (proto) => (proto.graph!.input![0]!.name = "z"),
      (proto) => (proto.metadataProps = [{ key: "licence", value: "none" }]),
      (proto) => (proto.producerVersion = "2"),
      (proto) => (proto.opsetImport[0]!.version = 14),
    ];
    const hashes = new Set<string>();
    for (const change of changes) {
      const proto = onnx.decode(onnx.encode(plain));
      change(proto);
      hashes.add(await structure("m.onnx", onnx.encode(proto)));
    }
    // A field that nobody knows, at the end of the file.
    hashes.add(await structure("m.onnx", new Uint8Array([...onnx.encode(plain), 0xf8, 0x3f, 1])));
    assert.equal(hashes.size, changes.length + 1);
  });

  for (const extension of ["tflite", "onnx", "pb"]) {
    for (const id of ["prune-weights", "cluster-weights", "round-weights"]) {
      it(`proves that ${id} changes nothing but weights of .${extension}`, async () => {
        const name = `mnist-cnn.${extension}`;
        const bytes = readFileSync(`samples/${name}`);
        const { written, report } = await transform(name, bytes, id);
        const tensors = compareTensors(await hash(name, bytes), await hash(name, written));
        assert.equal(tensors.structureEqual, true);
        assert.deepEqual(
          tensors.changed.map((change) => change.name).sort(),
          report.changes.map(({ subject }) => subject).sort(),
        );
        assert.equal(tensors.weights.of - tensors.weights.equal, report.changes.length);
      });
    }

    it(`is that of the same .${extension} laid out anew`, async () => {
      const name = `mnist-mlp.${extension}`;
      const bytes = readFileSync(`samples/${name}`);
      const again = await write(await open(name, bytes), name);
      assert.deepEqual(await hash(name, again), await hash(name, bytes));
    });
  }

  it("is the same for a text graph and its binary form", async () => {
    const bytes = graphWith({ tensor_content: bytesOf(VALUES) });
    const text = new TextEncoder().encode(
      `node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }
       node { name: "w" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } }
         attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } dim { size: 3 } }
           float_val: 1 float_val: -2 float_val: 0.5 } } } }
       node { name: "y" op: "Add" input: "x" input: "w" attr { key: "T" value { type: DT_FLOAT } } }`,
    );
    assert.deepEqual((await hash("m.pbtxt", text)).structure, (await hash("m.pb", bytes)).structure);
  });
});

describe("Tensors of two models", () => {
  const tensor = (name: string, sha: string) =>
    ({ name, place: "main graph", dtype: "float32", shape: [1], bytes: 4, weight: true, sha256: sha }) as const;
  const compare = (before: readonly [string, string][], after: readonly [string, string][]) =>
    compareTensors(
      { tensors: before.map((each) => tensor(...each)), structure: "s" },
      { tensors: after.map((each) => tensor(...each)), structure: "s" },
    );

  it("are equal wherever they went and whatever they are called now", () => {
    const { weights, changed } = compare(
      [
        ["a", "1"],
        ["b", "2"],
        ["c", "3"],
      ],
      [
        ["c", "3"],
        ["d", "1"],
        ["b", "4"],
      ],
    );
    assert.deepEqual(weights, { equal: 2, of: 3 });
    assert.deepEqual(
      changed.map(({ name, before, after }) => [name, before?.sha256, after?.sha256]),
      [["b", "2", "4"]],
    );
  });

  it("count as often as they are there", () => {
    const { weights, changed } = compare(
      [
        ["a", "1"],
        ["b", "1"],
      ],
      [
        ["b", "1"],
        ["c", "5"],
      ],
    );
    assert.deepEqual(weights, { equal: 1, of: 2 });
    assert.deepEqual(
      changed.map(({ name }) => name),
      ["a", "c"],
    );
  });

  describe("on the command line", () => {
    const folder = temporaryFolder();

    it("diff says how many weights are equal, which are not, and whether all else is", async () => {
      const [sample, pruned] = ["samples/mnist-cnn.onnx", folder.file("pruned.onnx")];
      assert.equal((await bonsai("prune-weights", sample, "-o", pruned)).code, 0);
      const { stdout } = await bonsai("diff", sample, pruned);
      assert.match(
        stdout,
        /\n28 of 32 weights are equal\n {2}pointwise1\.weight: other values \(float32 128×32×1×1\)\n/,
      );
      assert.match(stdout, /\nstructure and metadata are equal\n/);
      const { tensors } = JSON.parse((await bonsai("diff", sample, sample, "--json")).stdout) as { tensors: object };
      assert.deepEqual(tensors, {
        weights: { equal: 32, of: 32 },
        others: { equal: 0, of: 0 },
        changed: [],
        structureEqual: true,
      });
    });

    it("inspect --hashes prints one for each tensor and one for all else", async () => {
      const { stdout } = await bonsai("inspect", "samples/mnist-mlp.onnx", "--hashes");
      assert.equal(stdout.match(/ [0-9a-f]{64}\n/g)?.length, 7);
      assert.match(stdout, /\nhidden1_dense\.bias +float32 128 +e15c74cb[0-9a-f]{56}\n/);
      const json = JSON.parse((await bonsai("inspect", "samples/mnist-mlp.onnx", "--hashes", "--json")).stdout) as {
        hashes: Hashes;
      };
      assert.deepEqual(json.hashes, await hash("mnist-mlp.onnx", readFileSync("samples/mnist-mlp.onnx")));
    });
  });
});
