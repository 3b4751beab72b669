import assert from "node:assert/strict";
import fc from "fast-check";
import { memorySource, quietContext, gatherPieces, ModelError } from "../../../src/core";
import { ReadAhead } from "../../../src/core/bytes/read-ahead";
import { parseMessage, readMessage, type MessageShape } from "../../../src/core/wire/protobuf-reader";
import { MessageWriter } from "../../../src/core/wire/protobuf-writer";
import { encodeVarint } from "../../../src/core/wire/varint";

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
  const plain = bytes(fc.uint8Array({ maxLength: 40 }).map((b) => [...b]));
  const one = depth <= 1 ? fc.oneof(varint, fixed, plain) : fc.oneof(varint, fixed, plain, bytes(fields()));
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

  it("leaves large values in the file", async () => {
    const size = 1_000_000;
    const head = [...encodeVarint(9 * 8 + 2), ...encodeVarint(size)];
    let read = 0;
    const bytes = new Uint8Array(head.length + size);
    bytes.set(head);
    const source = {
      size: bytes.length,
      read: (offset: number, length: number) => (
        (read += length),
        Promise.resolve(bytes.subarray(offset, offset + length))
      ),
    };
    const message = await readMessage(new ReadAhead(source), 0, bytes.length, leaf);
    assert.equal(message.fields[0]!.chunk, null);
    assert.ok(read < 2048, `${read} bytes were read`);
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
  });

  it("names what is wrong and where", async () => {
    const cases: readonly [string, number[]][] = [
      ["a field past the end", [0x0a, 0x7f, 1]],
      ["a tag of zero", [0x00, 0x01]],
      ["a wire type that does not exist", [0x0f]],
      ["a group without end", [0x0b, 0x08, 0x01]],
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
