import assert from "node:assert/strict";
import fc from "fast-check";
import { memorySource, quietContext, gatherPieces, ModelError } from "../../../src/core";
import { ReadAhead } from "../../../src/core/bytes/read-ahead";
import {
  MessageOpener,
  parseMessage,
  readMessage,
  subMessage,
  type MessageShape,
} from "../../../src/core/wire/protobuf-reader";
import { MessageWriter } from "../../../src/core/wire/protobuf-writer";
import { encodeVarint } from "../../../src/core/bytes/varint";
import { countingSource } from "../../support/counting-source";

/** Any message: fields of all wire types, nested to some depth, lengths sometimes spelled longer than needed. */
const fields: fc.Memo<number[]> = fc.memo((depth) => {
  const number = fc.integer({ min: 1, max: 40 });
  const varint = fc
    .tuple(number, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
    .map(([n, v]) => [...encodeVarint(n * 8), ...encodeVarint(v)]);
  const fixed = fc
    .tuple(number, fc.uint8Array({ minLength: 8, maxLength: 8 }))
    .map(([n, b]) => [...encodeVarint(n * 8 + 1), ...b]);
  const bytes = (content: fc.Arbitrary<number[]>) =>
    fc
      .tuple(number, content, fc.boolean())
      .map(([n, b, padded]) => [
        ...encodeVarint(n * 8 + 2),
        ...(padded && b.length < 128 ? [b.length | 0x80, 0] : encodeVarint(b.length)),
        ...b,
      ]);
  const group = (content: fc.Arbitrary<number[]>) =>
    fc.tuple(number, content).map(([n, b]) => [...encodeVarint(n * 8 + 3), ...b, ...encodeVarint(n * 8 + 4)]);
  const plain = bytes(fc.uint8Array({ maxLength: 40 }).map((b) => [...b]));
  const one =
    depth <= 1 ? fc.oneof(varint, fixed, plain) : fc.oneof(varint, fixed, plain, bytes(fields()), group(fields()));
  return fc.array(one, { maxLength: 6 }).map((all) => all.flat());
});

const leaf: MessageShape = { name: "leaf", messages: () => ({}) };

describe("protobuf", () => {
  it("copies what nobody changed byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(fields(3), async (content) => {
        const bytes = Uint8Array.from(content);
        const source = memorySource(bytes);
        const message = await readMessage(new ReadAhead(source), 0, bytes.length, leaf);
        const pieces = new MessageWriter(source, message).finish();
        assert.ok(pieces.isCopyOf(source, 0, bytes.length));
        assert.deepEqual(await gatherPieces(pieces, quietContext()), bytes);
      }),
    );
  });

  it("finds the same fields whether it loads a message whole or walks it", async () => {
    await fc.assert(
      fc.asyncProperty(fields(3), async (content) => {
        const bytes = Uint8Array.from(content);
        const walked = await readMessage(new ReadAhead(memorySource(bytes)), 0, bytes.length, leaf);
        const loaded = parseMessage("leaf", { bytes, offset: 0 }, 0, bytes.length);
        const spans = (message: typeof loaded) =>
          message.fields.map(({ number, start, valueStart, end }) => [number, start, valueStart, end]);
        assert.deepEqual(spans(walked), spans(loaded));
      }),
    );
  });

  it("opens one message after another in the same memory: the one that is asked for, also once another could not be read", () => {
    const [good, bad] = [[...encodeVarint(8), 7], [...encodeVarint(8)]];
    const bytes = Uint8Array.from([good, [good[0]!, 5], bad].flatMap((each) => [1 * 8 + 2, each.length, ...each]));
    const { list } = parseMessage("outer", { bytes, offset: 0 }, 0, bytes.length);
    const opener = new MessageOpener();
    const numberIn = (index: number) => opener.open(list, index, "inner").integer(1);
    assert.deepEqual([numberIn(0), numberIn(0), numberIn(1), numberIn(0)], [7, 7, 5, 7]);
    assert.throws(() => numberIn(2), ModelError);
    assert.equal(numberIn(0), 7);
  });

  it("opens what is in a message anew where another message is in its memory", () => {
    const nested = (value: number) => [8 + 2, 2, 8, value];
    const bytes = Uint8Array.from([3, 4].flatMap((value) => [8 + 2, 4, ...nested(value)]));
    const { list } = parseMessage("outer", { bytes, offset: 0 }, 0, bytes.length);
    const [opener, inner] = [new MessageOpener(), new MessageOpener()];
    const numberIn = (index: number) => inner.open(opener.open(list, index, "middle").list, 0, "inner").integer(1);
    assert.deepEqual([numberIn(0), numberIn(1), numberIn(0)], [3, 4, 3]);
  });

  it("leaves large values in the file", async () => {
    const size = 1_000_000;
    const head = [...encodeVarint(9 * 8 + 2), ...encodeVarint(size)];
    const bytes = new Uint8Array(head.length + size);
    bytes.set(head);
    const source = countingSource(bytes);
    const message = await readMessage(new ReadAhead(source), 0, bytes.length, leaf);
    assert.equal(message.fields[0]!.chunk, null);
    assert.ok(source.bytesRead < 2048, `${source.bytesRead} bytes were read`);
  });

  it("passes over groups without loading what is in them", async () => {
    const group = (content: readonly number[]) => [...encodeVarint(9 * 8 + 3), ...content, ...encodeVarint(9 * 8 + 4)];
    const large = group([...encodeVarint(1 * 8 + 2), ...encodeVarint(5_000), ...new Array<number>(5_000).fill(0)]);
    const small = group(Array.from({ length: 5_000 }, (_, i) => (i % 2 === 0 ? 8 : 1)));
    for (const [content, share] of [
      [large, 0.25],
      [small, 2.1],
    ] as const) {
      const bytes = Uint8Array.from(Array.from({ length: 1_000 }, () => content).flat());
      const source = countingSource(bytes);
      const { fields } = await readMessage(new ReadAhead(source), 0, bytes.length, leaf);
      assert.deepEqual([fields.length, fields.at(-1)!.end], [1_000, bytes.length]);
      assert.ok(source.bytesRead < share * bytes.length, `${source.bytesRead} of ${bytes.length} bytes were read`);
    }
  });

  it("never moves back, whatever a length claims", async () => {
    const text = (length: number | bigint) => [...encodeVarint(9 * 8 + 2), ...encodeVarint(length)];
    const inGroup = (content: readonly number[]) => [...encodeVarint(7 * 8 + 3), ...content];
    for (const length of [-1, -2, -11, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n, 2 ** 53 - 1, 2 ** 32, 17]) {
      for (const content of [text(length), inGroup(text(length)), inGroup(inGroup(text(length)))]) {
        const bytes = Uint8Array.from([8, 1, 8, 1, 8, 1, ...content]);
        assert.throws(() => parseMessage("leaf", { bytes, offset: 0 }, 0, bytes.length), ModelError);
        await assert.rejects(readMessage(new ReadAhead(memorySource(bytes)), 0, bytes.length, leaf), ModelError);
      }
    }
  });

  it("keeps the place of fields between those that change, and drops those left out", async () => {
    const field = (number: number, text: string) => [
      ...encodeVarint(number * 8 + 2),
      text.length,
      ...Buffer.from(text),
    ];
    const bytes = Uint8Array.from([
      ...field(1, "a"),
      ...field(9, "kept"),
      ...field(1, "b"),
      ...field(1, "c"),
      ...field(3, "x"),
    ]);
    const source = memorySource(bytes);
    const message = parseMessage("test", { bytes, offset: 0 }, 0, bytes.length);
    const out = new MessageWriter(source, message);
    const [a, , c] = message.all(1);
    out.field(1, [out.kept(a!), out.string(1, null, "new"), out.kept(c!)]);
    const written = await gatherPieces(out.finish(), quietContext());
    const expected = [...field(1, "a"), ...field(9, "kept"), ...field(1, "new"), ...field(1, "c"), ...field(3, "x")];
    assert.deepEqual([...written], expected);
    // Fields of the same message, parsed apart.
    const apart = new MessageWriter(source, message);
    const others = parseMessage("test", { bytes, offset: 0 }, 0, bytes.length).all(1);
    apart.field(1, [apart.kept(others[0]!), apart.kept(others[1]!), apart.kept(others[2]!)]);
    assert.deepEqual([...(await gatherPieces(apart.finish(), quietContext()))], [...bytes]);
  });

  it("tells the key of a map entry by its bytes only where opening the entry tells the same", () => {
    const part = (number: number) =>
      fc
        .tuple(fc.constantFrom("T", "Tx", "U", "Ä"), fc.integer({ min: 0, max: 300 }), fc.boolean())
        .map(([key, length, isPadded]) => {
          const value = number === 1 ? [...new TextEncoder().encode(key)] : new Array<number>(length).fill(8);
          const head = isPadded && value.length < 128 ? [value.length | 0x80, 0] : encodeVarint(value.length);
          return [number * 8 + 2, ...head, ...value];
        });
    const entry = fc.oneof(
      fc.tuple(part(1), part(2)).map((parts) => parts.flat()),
      fc.array(fc.oneof(part(1), part(2), part(3)), { maxLength: 3 }).map((parts) => parts.flat()),
    );
    let told = 0;
    fc.assert(
      fc.property(entry, fc.constantFrom("T", "Tx", "U"), (content, key) => {
        const bytes = Uint8Array.from([5 * 8 + 2, ...encodeVarint(content.length), ...content, 8, 1]);
        const { list } = parseMessage("node", { bytes, offset: 0 }, 0, bytes.length);
        const answer = list.hasKey(0, key);
        if (answer !== null) {
          told++;
          assert.equal(answer, subMessage(list.at(0), "entry").string(1) === key);
        }
        assert.equal(list.hasKey(1, key), null);
      }),
      { numRuns: 1000 },
    );
    assert.ok(told > 400, `${told} told`);
  });

  it("names what is wrong and where", async () => {
    const cases: readonly [string, number[]][] = [
      ["a field past the end", [0x0a, 0x7f, 1]],
      ["a tag of zero", [0x00, 0x01]],
      ["a wire type that does not exist", [0x0f]],
      ["a group without end", [0x0b, 0x08, 0x01]],
      ["a group that ends as another one", [0x0b, 0x14]],
      ["the end of a group that never began", [0x0c]],
      ["a varint without end", [0x08, 0xff, 0xff]],
      ["a length without end", [0x0a, 0xff, 0xff]],
    ];
    for (const [what, content] of cases) {
      const bytes = Uint8Array.from(content);
      await assert.rejects(
        readMessage(new ReadAhead(memorySource(bytes)), 0, bytes.length, leaf),
        (error: unknown) => error instanceof ModelError && error.offset !== null && error.subject !== "",
        what,
      );
    }
  });
});
