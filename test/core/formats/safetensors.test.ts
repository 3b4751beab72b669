import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  compareTensors,
  Contents,
  hashesOf,
  inferTypes,
  layersOf,
  memoryFiles,
  ModelError,
  obstacleOf,
  planStep,
  quietContext,
  readModel,
  runStep,
  summarize,
  transforms,
  viewGraphs,
  type Hash,
  type Model,
} from "../../../src/core";
import { tensorBytes } from "../../../src/core/ir/tensor";
import { countingSource } from "../../support/counting-source";
import { encodeSafetensors, lengthOf, withHeader, type TensorSpec } from "../../support/safetensors";

const read = (bytes: Uint8Array, name = "m.safetensors"): Promise<Model> =>
  readModel(memoryFiles(name, bytes), quietContext());
const constantsOf = (model: Model) =>
  [...model.graphs[0]!.values].map(({ name, constant }) => ({ name, ...constant! }));
const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => index);

/** By what the format calls them: bits of an element, and what they are here. */
const TYPES: Readonly<Record<string, readonly [number, string]>> = {
  BOOL: [8, "bool"],
  F4: [4, "float4e2m1"],
  F6_E2M3: [6, "float6e2m3"],
  F6_E3M2: [6, "float6e3m2"],
  U8: [8, "uint8"],
  I8: [8, "int8"],
  F8_E5M2: [8, "float8e5m2"],
  F8_E4M3: [8, "float8e4m3fn"],
  F8_E8M0: [8, "float8e8m0"],
  F8_E4M3FNUZ: [8, "float8e4m3fnuz"],
  F8_E5M2FNUZ: [8, "float8e5m2fnuz"],
  I16: [16, "int16"],
  U16: [16, "uint16"],
  F16: [16, "float16"],
  BF16: [16, "bfloat16"],
  I32: [32, "int32"],
  U32: [32, "uint32"],
  F32: [32, "float32"],
  C64: [64, "complex64"],
  F64: [64, "float64"],
  I64: [64, "int64"],
  U64: [64, "uint64"],
};

const layer: readonly TensorSpec[] = [
  { name: "model.layers.0.q_proj.weight", dtype: "F32", shape: [8, 16], bytes: ramp(512) },
  { name: "model.layers.0.q_proj.bias", dtype: "BF16", shape: [8], bytes: ramp(16) },
  { name: "position_ids", dtype: "I64", shape: [1, 4], bytes: ramp(32) },
  { name: "scale", dtype: "F32", shape: [], bytes: ramp(4) },
  { name: "empty", dtype: "F32", shape: [0, 4], bytes: ramp(0) },
];

describe("safetensors files", () => {
  it("are tensors in the order of the header, with what the file says of itself", async () => {
    const model = await read(encodeSafetensors(layer, { format: "pt", note: "of 2024" }));
    assert.deepEqual(
      constantsOf(model).map(({ name, dtype, shape }) => [name, dtype, shape]),
      [
        ["model.layers.0.q_proj.weight", "float32", [8, 16]],
        ["model.layers.0.q_proj.bias", "bfloat16", [8]],
        ["position_ids", "int64", [1, 4]],
        ["scale", "float32", []],
        ["empty", "float32", [0, 4]],
      ],
    );
    for (const [index, { name, ...constant }] of constantsOf(model).entries()) {
      assert.deepEqual([...(await tensorBytes(constant, name))], [...layer[index]!.bytes]);
    }
    assert.deepEqual(
      model.metadata.map(({ name, value }) => [name, value]),
      [
        ["format", "pt"],
        ["note", "of 2024"],
      ],
    );
    assert.deepEqual(model.warnings, []);
  });

  it("have the element types of the format", async () => {
    for (const [name, [bits, dtype]] of Object.entries(TYPES)) {
      const model = await read(encodeSafetensors([{ name: "t", dtype: name, shape: [2, 4], bytes: ramp(bits) }]));
      assert.deepEqual([constantsOf(model)[0]!.dtype, model.warnings], [dtype, []], name);
      const short = encodeSafetensors([{ name: "t", dtype: name, shape: [2, 4], bytes: ramp(bits - 1) }]);
      await assert.rejects(read(short), /Tensor "t": its shape 2×4 of \w+ does not fill the \d+ bytes it has/, name);
    }
  });

  it("show tensors of types that are not known by their bytes", async () => {
    const model = await read(encodeSafetensors([{ name: "t", dtype: "Q7_X", shape: [3], bytes: ramp(5) }]));
    const { layers, parameters } = await summarize(model);
    assert.deepEqual([layers[0]!.dtype, layers[0]!.bytes, parameters], ["opaque", 5, 3]);
    assert.deepEqual(model.warnings, [
      'Elements of type "Q7_X" are not known here: such tensors are told by their bytes alone.',
    ]);
  });

  it("have warnings that can be read whatever a type is called", async () => {
    const types = Array.from({ length: 30 }, (_, index) => `${index}\u202e${"Q".repeat(5000)}`);
    const tensors = types.map((dtype, index) => ({ name: `t${index}`, dtype, shape: [1], bytes: ramp(1) }));
    const { warnings } = await read(encodeSafetensors(tensors));
    assert.equal(warnings.length, 10);
    assert.ok(warnings.every((each) => each.length < 1200 && !each.includes("\u202e")));
  });

  it("are opened by their header alone", async () => {
    const bytes = encodeSafetensors([{ name: "w", dtype: "U8", shape: [4_000_000], bytes: new Uint8Array(4_000_000) }]);
    const main = countingSource(bytes);
    const model = await readModel({ ...memoryFiles("w.safetensors", bytes), main }, quietContext());
    const summary = await summarize(model);
    viewGraphs(model, await layersOf(model));
    assert.ok(main.bytesRead < 2000, `${main.bytesRead} bytes`);
    const { tensors, structure, metadata } = summary.accounting;
    assert.deepEqual([tensors, tensors + structure + metadata], [4_000_000, bytes.byteLength]);
  });

  it("have a layer for each tensor, its share that of the bytes", async () => {
    const { layers, parameters, nodes } = await summarize(await read(encodeSafetensors(layer)));
    assert.deepEqual(
      layers.map((each) => [each.operator, each.parameters, each.bytes, each.outputShape]),
      [
        [null, 128, 512, [8, 16]],
        [null, 8, 16, [8]],
        [null, 0, 32, [1, 4]],
        [null, 0, 4, []],
        [null, 0, 0, [0, 4]],
      ],
    );
    assert.deepEqual([parameters, nodes], [136, 0]);
    assert.deepEqual(
      layers.map(({ share }) => share),
      [512, 16, 32, 4, 0].map((bytes) => bytes / 564),
    );
    const nothing = await summarize(await read(encodeSafetensors([])));
    assert.deepEqual([nothing.layers, nothing.parameters], [[], 0]);
  });

  it("state the type of every value", async () => {
    const model = await read(encodeSafetensors(layer));
    const types = await inferTypes(model);
    assert.deepEqual(
      [...model.graphs[0]!.values].map((value) => types.of(value).source),
      layer.map(() => "stated"),
    );
  });

  it("are what they are called where their header is longer than the file", async () => {
    const bytes = encodeSafetensors(layer);
    await assert.rejects(read(bytes.subarray(0, 100)), /The header at byte 8 needs \d+ bytes, but the file ends/);
    await assert.rejects(read(bytes.subarray(0, 100), "m.bin"), /is not a TFLite, safetensors, TensorFlow or ONNX/);
    await assert.rejects(
      read(bytes.subarray(0, bytes.byteLength - 40)),
      /Tensor "model.layers.0.q_proj.bias".*it is incomplete/,
    );
    await assert.rejects(read(ramp(40)), /does not begin with a header in JSON and its length/);
    assert.equal((await read(bytes, "m.onnx")).format.id, "safetensors");
    // 0x80 0x02 are the first bytes of a pickle, too.
    const long = encodeSafetensors([{ name: "x".repeat(584), dtype: "U8", shape: [1], bytes: ramp(1) }]);
    assert.deepEqual([...long.subarray(0, 2)], [0x80, 0x02]);
    assert.equal((await read(long)).format.id, "safetensors");
  });

  it("are not their index", async () => {
    const index = Buffer.from('{"metadata": {}, "weight_map": {"a": "model-00001-of-00002.safetensors"}}');
    await assert.rejects(read(index, "model.safetensors.index.json"), /which .safetensors file holds which weight/);
  });

  it("are refused with a sentence where the header is wrong (G36)", async () => {
    const t = (rest: string) => `{"t":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}${rest}`;
    const entry = (text: string) => `{"t":{${text}}}`;
    const cases: readonly [string, RegExp][] = [
      [t(""), /the end of an object is missing/],
      [t(",}"), /a text is missing/],
      [t("} x"), /something follows its end/],
      [t(',"t":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}'), /names "t" twice/],
      [t(',"\\u0074":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}'), /names "t" twice/],
      [t(',"u":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}'), /Tensor "u": it begins inside "t"/],
      [t(',"u":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}'), /Tensor "u".*the file ends at byte/],
      [t(',"__metadata__":{"a":1}}'), /a text is missing/],
      [t(',"__metadata__":{},"__metadata__":{}}'), /names "__metadata__" twice/],
      [t(',"__metadata__":[]}'), /an object is missing/],
      [t(',"a\nb":{}}'), /a text has no end/],
      [t(',"a\\x":{}}'), /a text is not valid/],
      [t(',"a'), /a text has no end/],
      [entry(""), /Tensor "t" at byte \d+: its type, its shape or its place is missing/],
      [entry('"dtype":"U8","shape":[2]'), /its place is missing/],
      [entry('"dtype":"U8","shape":[2],"data_offsets":[2]'), /its place is missing/],
      [entry('"dtype":"U8","shape":[2],"data_offsets":[0,1,2]'), /more than 2 numbers/],
      [entry('"dtype":"U8","shape":[2],"data_offsets":[2,0]'), /ends at 0, before it begins at 2/],
      [entry('"dtype":"U8","shape":[2],"shape":[2],"data_offsets":[0,2]'), /has two members "shape"/],
      [entry('"dtype":"U8","shape":[-2],"data_offsets":[0,2]'), /not a whole one/],
      [entry('"dtype":"U8","shape":[2.0],"data_offsets":[0,2]'), /not a whole one/],
      [entry('"dtype":"U8","shape":[02],"data_offsets":[0,2]'), /not a whole one/],
      [entry('"dtype":"U8","shape":[2e0],"data_offsets":[0,2]'), /not a whole one/],
      [entry('"dtype":"U8","shape":[9007199254740992],"data_offsets":[0,2]'), /not a whole one/],
      [entry('"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,2]'), /does not fill/],
      [entry('"dtype":"Q7","shape":[4294967296,4294967296],"data_offsets":[0,2]'), /does not fill/],
      [entry('"dtype":"U8","shape":[3],"data_offsets":[0,2]'), /3 of U8 does not fill the 2 bytes/],
      [entry('"dtype":"F4","shape":[3],"data_offsets":[0,2]'), /does not fill/],
      [entry('"dtype":7,"shape":[2],"data_offsets":[0,2]'), /a text is missing/],
      [entry('"x":,"dtype":"U8","shape":[2],"data_offsets":[0,2]'), /a value is missing/],
      [entry('"x":],"dtype":"U8","shape":[2],"data_offsets":[0,2]'), /a value is missing/],
      [entry('"x":[[[{"y":'), /a value is missing/],
      [entry(`"dtype":"U8","shape":[${"1,".repeat(300)}2],"data_offsets":[0,2]`), /more than 254 numbers/],
    ];
    for (const [header, message] of cases) {
      await assert.rejects(read(withHeader(header, ramp(2))), isSentence(message), header.slice(0, 80));
    }
    const invalid = Buffer.from(t("}"), "latin1");
    invalid[2] = 0xff;
    await assert.rejects(read(withHeader(invalid, ramp(2))), isSentence(/a text is not valid/));
    const long = Buffer.concat([lengthOf(100_000_001), Buffer.from("{")]);
    await assert.rejects(read(long), isSentence(/said to be 100,000,001 bytes long; at most 100,000,000/));
  });

  it("may say more of tensors than is known, however deep, and be spaced at will", async () => {
    const deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    const members = `"x": ${deep}, "y": {"a": "\\"}", "b": [1, -2.5e3, true, null]}, "constructor": 1`;
    const header = ` "t" : { ${members} , "data_offsets" : [ 0 , 2 ] , "shape" : [ 2 ] ,\n "dtype" : "U8" } `;
    const model = await read(withHeader(`{${header}}  `, ramp(2)));
    assert.deepEqual(
      constantsOf(model).map(({ name, shape }) => [name, shape]),
      [["t", [2]]],
    );
    assert.deepEqual((await read(withHeader('{"__metadata__":null}'))).metadata, []);
  });

  it("may call tensors anything", async () => {
    const names = ["constructor", "__proto__", "", 'a"\\b\n', "\ufeffbom", "日本語", "toString"];
    const header = names.map((name, at) => {
      const place = `"data_offsets":[${at},${at + 1}]`;
      return `${JSON.stringify(name)}:{"dtype":"U8","shape":[1],${place}}`;
    });
    const model = await read(withHeader(`{${header.join()}}`, ramp(names.length)));
    assert.deepEqual(
      constantsOf(model).map(({ name }) => name),
      names,
    );
  });

  it("say how many bytes belong to no tensor", async () => {
    const header =
      '{"b":{"dtype":"U8","shape":[2],"data_offsets":[9,11]},"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}';
    const model = await read(withHeader(header, ramp(12)));
    assert.deepEqual(model.warnings, ["7 bytes of the file belong to no tensor; other readers refuse such a file."]);
    const { accounting } = await summarize(model);
    assert.deepEqual([accounting.tensors, accounting.structure], [5, 8 + header.length + 7]);
  });

  it("are written by no transform, and say why", async () => {
    const model = await read(encodeSafetensors(layer));
    const why = /^safetensors files are shown, not rewritten: they hold weights without the graph that uses them/;
    for (const transform of transforms) {
      await assert.rejects(runStep(model, { id: transform.id, parameters: {} }, quietContext()), isSentence(why));
      assert.match(obstacleOf(transform, model)!, why);
    }
    await assert.rejects(planStep(model, { id: "quantize-weights", parameters: {} }), isSentence(why));
  });

  it("are the same wherever tensors lie and however the header is laid out", async () => {
    const one = await hashed(encodeSafetensors(layer, { format: "pt" }));
    const turned = await hashed(encodeSafetensors([...layer].reverse(), { format: "pt" }));
    assert.equal(one.structure, turned.structure);
    const { weights, others, changed } = compareTensors(one, turned);
    assert.deepEqual([weights, others, changed], [{ equal: 2, of: 2 }, { equal: 3, of: 3 }, []]);
    assert.equal(one.tensors[0]!.sha256, createHash("sha256").update(layer[0]!.bytes).digest("hex"));
    const others1 = await hashed(encodeSafetensors(layer, { format: "tf" }));
    const others2 = await hashed(encodeSafetensors([{ ...layer[0]!, shape: [16, 8] }, ...layer.slice(1)]));
    assert.equal(new Set([one.structure, others1.structure, others2.structure]).size, 3);
  });

  it("come back as any writer made them", async () => {
    const tensor = fc
      .record({
        name: fc.string({ unit: "binary" }),
        dtype: fc.constantFrom(...Object.keys(TYPES)),
        shape: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }),
      })
      .map(({ name, dtype, shape }): TensorSpec => {
        const lengths = TYPES[dtype]![0] % 8 === 0 ? shape : [...shape, 4];
        const elements = lengths.reduce((product, length) => product * length, 1);
        return { name, dtype, shape: lengths, bytes: ramp((elements * TYPES[dtype]![0]) / 8) };
      });
    const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 8 });
    const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (specs, said) => {
        const usable = specs.filter(({ name }) => !/^(__proto__|__metadata__|\d+)$/.test(name));
        const model = await read(encodeSafetensors(usable, said));
        assert.deepEqual(
          constantsOf(model).map(({ name, dtype, shape }) => [name, dtype, shape]),
          usable.map(({ name, dtype, shape }) => [name, TYPES[dtype]![1], shape]),
        );
        for (const [index, { name, ...constant }] of constantsOf(model).entries()) {
          assert.deepEqual(await tensorBytes(constant, name), usable[index]!.bytes);
        }
        assert.deepEqual(
          new Map(model.metadata.map(({ name, value }) => [name, value])),
          new Map(Object.entries(said)),
        );
      }),
    );
  });

  it("end in a sentence or a model, whatever is done to their bytes", async () => {
    const whole = encodeSafetensors(layer, { format: "pt" });
    const change = fc.record({
      at: fc.integer({ min: 0, max: whole.byteLength - 1 }),
      drop: fc.integer({ min: 0, max: 40 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc
          .constantFrom("{", "}", "[", "]", '"', ",", ":", "\\", "9", "-1", "null", '"dtype"')
          .map((text) => new Uint8Array(Buffer.from(text))),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        let bytes: Uint8Array = whole;
        for (const { at, drop, insert } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + drop)]);
        }
        try {
          const model = await read(bytes);
          const { layers, accounting } = await summarize(model);
          const held = layers.reduce((sum, each) => sum + each.bytes, 0);
          assert.ok(held === accounting.tensors && held <= bytes.byteLength);
          await hashed(bytes);
        } catch (error) {
          assert.ok(isSentence(/./)(error), String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

async function hashed(bytes: Uint8Array) {
  return hashesOf(await read(bytes), new Contents(newHash, quietContext()), quietContext());
}

function newHash(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
}

function isSentence(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof ModelError && message.test(error.message) && /^[^\n]+[.]$/.test(error.message);
}
