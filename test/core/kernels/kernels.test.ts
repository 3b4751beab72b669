// Values as the operators' specifications and the reference runtimes give them: ONNX's node tests, numpy, C.
import assert from "node:assert/strict";
import { fromFloat16 } from "../../../src/core/bytes/float16";
import type { DType } from "../../../src/core/ir/dtype";
import { Refusal, type Known, type Result } from "../../../src/core/ir/folding";
import { binary, inTurn } from "../../../src/core/kernels/arithmetic";
import { cast } from "../../../src/core/kernels/cast";
import { compare, logic, not, select } from "../../../src/core/kernels/compare";
import { bigSink, bigsOf, isBig, numbersOf, numberSink } from "../../../src/core/kernels/elements";
import { fill, nonZero, range, shapeOf } from "../../../src/core/kernels/make";
import * as move from "../../../src/core/kernels/move";
import { literal } from "../../../src/core/kernels/operands";
import { matrixProduct } from "../../../src/core/kernels/product";
import { quantize } from "../../../src/core/kernels/quantize";
import { reduce } from "../../../src/core/kernels/reduce";
import { sliceWithin, stridedSlice } from "../../../src/core/kernels/strided";
import { unary } from "../../../src/core/kernels/unary";

type Element = number | bigint;

function tensor(dtype: DType, shape: readonly number[], elements: readonly Element[]): Result {
  return literal(dtype, shape, bytesOf(dtype, elements));
}

function bytesOf(dtype: DType, elements: readonly Element[]): Uint8Array {
  if (isBig(dtype)) {
    const sink = bigSink(dtype, elements.length);
    elements.forEach((each, index) => sink.set(index, BigInt(each)));
    return sink.bytes();
  }
  const sink = numberSink(dtype, elements.length);
  elements.forEach((each, index) => sink.set(index, Number(each)));
  return sink.bytes();
}

const floats = (shape: readonly number[], ...elements: number[]) => tensor("float32", shape, elements);
const ints = (shape: readonly number[], ...elements: number[]) => tensor("int32", shape, elements);
const iota = (...shape: number[]) =>
  ints(shape, ...Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => index));

function bytes(known: Known): Uint8Array {
  const { from, compute } = known as Result;
  return compute!(from.map(bytes));
}

function elements(result: Result): Element[] {
  const { dtype } = result;
  return isBig(dtype) ? [...bigsOf(bytes(result), dtype)] : Array.from(numbersOf(bytes(result), dtype));
}

function check(result: Result, shape: readonly number[], ...expected: readonly Element[]): void {
  assert.deepEqual(result.shape, shape);
  assert.deepEqual(elements(result), expected);
}

describe("kernels", () => {
  it("move elements", () => {
    check(move.transpose(iota(2, 3), [1, 0]), [3, 2], 0, 3, 1, 4, 2, 5);
    check(move.transpose(iota(2, 1, 3), [2, 0, 1]), [3, 2, 1], 0, 3, 1, 4, 2, 5);
    check(move.broadcastTo(iota(3, 1), [2, 3, 2]), [2, 3, 2], 0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2);
    check(move.tile(iota(2, 2), [2, 2]), [4, 4], 0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3);
    check(move.concatenate([iota(2, 1), iota(2, 2)], -1), [2, 3], 0, 0, 1, 1, 2, 3);
    check(move.pad(iota(2, 2), [1, 0], [0, 1], null), [3, 3], 0, 0, 0, 0, 1, 0, 2, 3, 0);
    check(move.pad(iota(1), [1], [0], bytesOf("int32", [7])), [2], 7, 0);
    check(move.gather({ ...iota(3, 2) }, { ...iota(2), elements: [-1, 0] }, 0), [2, 2], 4, 5, 0, 1);
    check(move.gather(iota(2, 3), { dtype: "int64", shape: [], elements: [1] }, 1), [2], 1, 4);
    const [a, b] = move.split(iota(2, 3), 1, [1, 2]);
    check(a!, [2, 1], 0, 3);
    check(b!, [2, 2], 1, 2, 4, 5);
    check(move.transpose(tensor("int64", [2, 1], [2n ** 60n, -1n]), [1, 0]), [1, 2], 2n ** 60n, -1n);
    check(move.transpose(tensor("int8", [2, 2], [1, 2, 3, 4]), [1, 0]), [2, 2], 1, 3, 2, 4);
  });

  it("keep empty tensors and scalars what they are (O-27)", () => {
    check(move.concatenate([ints([0, 2]), iota(1, 2)], 0), [1, 2], 0, 1);
    check(move.transpose(ints([0, 2]), [1, 0]), [2, 0]);
    check(move.reshape(ints([1], 5), []), [], 5);
    check(move.squeeze(ints([1, 1], 5), []), [], 5);
    check(move.unsqueeze(ints([], 5), [0, -1]), [1, 1], 5);
    check(move.pad(ints([], 5), [], [], null), [], 5);
    check(binary("add", ints([], 2), ints([0])), [0]);
  });

  it("reshape with 0 and −1 (O-26)", () => {
    const target = (shape: readonly number[], zeroCopies: boolean) => move.reshapeTo(iota(2, 3), shape, zeroCopies);
    assert.deepEqual(target([0, -1], true).shape, [2, 3]);
    assert.deepEqual(target([3, -1], false).shape, [3, 2]);
    assert.deepEqual(move.reshapeTo(ints([0, 3]), [3, 0], false).shape, [3, 0], "allowzero");
    assert.throws(() => target([0, -1], false), Refusal);
    assert.throws(() => target([4, -1], true), Refusal);
    assert.throws(() => target([5], true), Refusal);
  });

  it("slice from either end, forwards and backwards", () => {
    const x = iota(4, 3);
    check(
      sliceWithin(x, [
        { start: -2, end: 1000, step: 1 },
        { start: 0, end: 1, step: 1 },
      ]),
      [2, 1],
      6,
      9,
    );
    check(
      sliceWithin(x, [
        { start: 10, end: -1000, step: -2 },
        { start: 1, end: 2, step: 1 },
      ]),
      [2, 1],
      10,
      4,
    );
    check(sliceWithin(x, [{ start: 3, end: 1, step: 1 }]), [0, 3]);
    const masks = { begin: 0, end: 0, ellipsis: 0, newAxis: 0, shrinkAxis: 0 };
    check(stridedSlice(x, [1], [2], [1], { ...masks, shrinkAxis: 1 }), [3], 3, 4, 5);
    check(stridedSlice(x, [0, -1], [0, 0], [1, 1], { ...masks, ellipsis: 1, shrinkAxis: 2 }), [4], 2, 5, 8, 11);
    check(stridedSlice(iota(2), [0, 0], [0, 0], [1, 1], { ...masks, newAxis: 1, end: 2 }), [1, 2], 0, 1);
    check(stridedSlice(iota(3), [0], [0], [-1], { ...masks, begin: 1, end: 1 }), [3], 2, 1, 0);
    assert.throws(() => stridedSlice(x, [4], [5], [1], { ...masks, shrinkAxis: 1 }), Refusal);
  });

  it("compute with float32, rounded after each operation", () => {
    const third = Math.fround(1 / 3);
    check(binary("divide", floats([1], 1), floats([], 3)), [1], third);
    check(binary("multiply", floats([], 16777217), floats([], 1)), [], 16777216);
    check(inTurn("add", [floats([], 2 ** 24), floats([], 1), floats([], 1)]), [], 2 ** 24);
    check(
      binary("power", floats([4], 2, 1, -1, 0), floats([4], 0.5, NaN, Infinity, -1)),
      [4],
      Math.fround(Math.SQRT2),
      1,
      1,
      Infinity,
    );
    check(binary("floorDivide", floats([2], -7, 7), floats([], 2)), [2], -4, 3);
    check(binary("floorRemainder", floats([2], -7, 7), floats([], -3)), [2], -1, -2);
    check(binary("truncateRemainder", floats([2], -7, 7), floats([], 3)), [2], -1, 1);
    check(unary("round", floats([5], 0.5, 1.5, -0.5, -2.5, 2.6)), [5], 0, 2, -0, -2, 3);
    check(unary("reciprocalRoot", floats([2], 4, 0)), [2], 0.5, Infinity);
    check(unary("negate", floats([2], 0, NaN)), [2], -0, NaN);
    assert.throws(() => bytes(binary("maximum", floats([], NaN), floats([], 1))), Refusal);
    const half = binary("add", tensor("float16", [], [2048]), tensor("float16", [], [1]));
    assert.equal(fromFloat16(new Uint16Array(bytes(half).slice().buffer)[0]!), 2048);
  });

  it("compute with integers, which wrap around", () => {
    check(binary("multiply", ints([], 65536), ints([2], 65536, 65535)), [2], 0, -65536);
    check(binary("add", tensor("uint8", [], [250]), tensor("uint8", [], [10])), [], 4);
    check(binary("divide", ints([2], -7, 7), ints([], 2)), [2], -3, 3);
    check(binary("floorDivide", ints([2], -7, 7), ints([], 2)), [2], -4, 3);
    check(binary("floorRemainder", ints([2], -7, 7), ints([2], 3, -3)), [2], 2, -2);
    const big = (...each: bigint[]) => tensor("int64", [each.length], each);
    check(binary("multiply", big(2n ** 62n + 1n), big(2n)), [1], -(2n ** 63n) + 2n);
    check(binary("add", big(2n ** 53n), big(1n)), [1], 2n ** 53n + 1n);
    check(binary("floorDivide", big(-7n), big(2n)), [1], -4n);
    check(binary("divide", big(-7n), big(2n)), [1], -3n);
    check(binary("floorRemainder", big(-7n), big(3n)), [1], 2n);
    check(unary("absolute", ints([], -(2 ** 31))), [], -(2 ** 31));
    for (const [a, b] of [
      [ints([], 1), ints([], 0)],
      [ints([], -(2 ** 31)), ints([], -1)],
      [big(-(2n ** 63n)), big(-1n)],
    ] as const) {
      assert.throws(() => bytes(binary("divide", a, b)), Refusal);
    }
  });

  it("compare, combine and choose", () => {
    check(compare("less", floats([3], 1, NaN, 2), floats([], 2)), [3], 1, 0, 0);
    check(compare("notEqual", floats([], NaN), floats([], NaN)), [], 1);
    check(compare("equal", tensor("int64", [], [2n ** 53n]), tensor("int64", [], [2n ** 53n + 1n])), [], 0);
    check(compare("equal", floats([], 0), floats([], -0)), [], 1);
    const [t, f] = [tensor("bool", [], [1]), tensor("bool", [], [0])];
    check(logic("xor", t, f), [], 1);
    check(logic("and", t, f), [], 0);
    check(not(f), [], 1);
    check(select(tensor("bool", [2, 1], [1, 0]), iota(3), ints([], 9)), [2, 3], 0, 1, 2, 9, 9, 9);
  });

  it("convert as C does, and refuse what it leaves open", () => {
    check(cast(floats([3], -1.9, 1.9, 0), "int64"), [3], -1n, 1n, 0n);
    check(cast(ints([2], 300, -1), "uint8"), [2], 44, 255);
    check(cast(tensor("int64", [2], [2n ** 32n + 5n, -1n]), "int32"), [2], 5, -1);
    check(cast(floats([3], 0.2, 0, NaN), "bool"), [3], 1, 0, 1);
    check(cast(tensor("float64", [], [0.1]), "float32"), [], Math.fround(0.1));
    check(cast(ints([], 16777217), "float32"), [], 16777216);
    for (const [x, to] of [
      [floats([], 1e10), "int32"],
      [floats([], -1), "uint8"],
      [floats([], NaN), "int64"],
      [tensor("int64", [], [2n ** 60n + 1n]), "float32"],
    ] as const) {
      assert.throws(() => bytes(cast(x, to)), Refusal);
    }
  });

  it("make sequences that every runtime makes alike", () => {
    check(range("int32", 10, 4, -2), [3], 10, 8, 6);
    check(range("float32", 1, 5, 2), [2], 1, 3);
    check(range("int64", 3, 3, 1), [0]);
    assert.throws(() => bytes(range("float32", 0, 100, 0.1)), Refusal);
    assert.throws(() => range("int32", 0, 1, 0), Refusal);
    check(fill("int64", [2], tensor("int64", [1], [7n])), [2], 7n, 7n);
    check(fill("float32", [2, 1], null), [2, 1], 0, 0);
    check(shapeOf({ dtype: "float32", shape: [2, 3] }, "int32"), [2], 2, 3);
    const x = floats([2, 2], 1, 0, 2, 3);
    check(nonZero(x, bytes(x)), [2, 3], 0n, 1n, 1n, 0n, 0n, 1n);
  });

  it("reduce and multiply matrices", () => {
    check(reduce("sum", iota(2, 3), [1], false), [2], 3, 12);
    check(reduce("mean", floats([2, 2], 1, 2, 3, 5), [0, 1], true), [1, 1], 2.75);
    check(reduce("product", tensor("int64", [2], [2n ** 32n, 2n ** 32n]), [0], false), [], 0n);
    check(reduce("sum", ints([3], 2 ** 31 - 1, 1, 1), [-1], false), [], -(2 ** 31) + 1);
    check(reduce("maximum", iota(2, 2), [0], true), [1, 2], 2, 3);
    assert.throws(() => reduce("maximum", floats([0]), [0], false), Refusal);
    check(matrixProduct(floats([1, 2], 1, 2), floats([2, 2], 1, 2, 3, 4)), [1, 2], 7, 10);
    check(matrixProduct(floats([2, 1], 1, 2), floats([2, 2], 1, 2, 3, 4), true, true), [1, 2], 5, 11);
    check(matrixProduct(floats([2, 1, 1], 2, 3), floats([1, 2], 1, 2)), [2, 1, 2], 2, 4, 3, 6);
  });

  it("quantize with ties to even and saturation (backend/quantize-linear, backend/quantize-linear-16)", () => {
    const by = (dtype: DType, zero: number, ...values: number[]) =>
      quantize(floats([values.length], ...values), floats([], 2), tensor(dtype, [], [zero]), { dtype, axis: null });
    check(by("uint8", 128, 0, 2, 3, 1000, -254, -1000), [6], 128, 129, 130, 255, 1, 0);
    check(by("int8", 1, 1, 3, 5, -1, -3, 253, 255, -257, -259), [9], 1, 3, 3, 1, -1, 127, 127, -127, -128);
    const close = [3, -3, 2.9, -2.9, 3.1, -3.1];
    check(
      by("uint16", 32767, 0, -128, ...close, 65536, -65534, 70000, -70000),
      [12],
      ...[32767, 32703, 32769, 32765, 32768, 32766, 32769, 32765, 65535, 0, 65535, 0],
    );
    check(
      by("int16", 256, 0, -514, ...close, 65022, -66046, 65023, -66047, 65024, -66048, 70000, -70000),
      [16],
      ...[256, -1, 258, 254, 257, 255, 258, 254, 32767, -32767, 32767, -32768, 32767, -32768, 32767, -32768],
    );
    check(quantize(floats([2], 1, -2), floats([1], 0), null, { dtype: "int8", axis: null }), [2], 127, -128);
  });

  it("quantize by an axis and in blocks, which DequantizeLinear reverses (backend/dequantize-linear)", () => {
    const axis = { dtype: "uint8", axis: 1 } as const;
    const codes = [3, 89, 34, 200, 74, 59, 5, 24, 24, 87, 32, 13, 245, 99, 4, 142, 121, 102];
    const real = [-162, 10, -100, 232, -20, -50, -76, 0, 0, 252, 32, -44, 245, -485, -960, -270, -375, -470];
    const zeros = tensor("uint8", [3], [84, 24, 196]);
    check(quantize(floats([1, 3, 3, 2], ...real), floats([3], 2, 4, 5), zeros, axis), [1, 3, 3, 2], ...codes);
    check(
      quantize(
        floats(
          [1, 4, 3, 2],
          ...[6, 178, 136, 199, 144, 78, 12, 48, 96, 86, 60, -14, 10, 20, 32, 90, 250, 80, 1210, 194, 0, 417, 530, 200],
        ),
        floats([1, 2, 3, 2], 3, 2, 4, 1, 2, 2, 5, 2, 4, 3, 5, 2),
        tensor("uint8", [1, 2, 3, 2], [1, 0, 0, 1, 2, 20, 3, 2, 4, 3, 15, 2]),
        { ...axis, blockSize: 2 },
      ),
      [1, 4, 3, 2],
      ...[3, 89, 34, 200, 74, 59, 5, 24, 24, 87, 32, 13, 5, 12, 12, 33, 65, 42, 245, 99, 4, 142, 121, 102],
    );
    check(
      quantize(
        floats([3, 4], 6, 12, 50, 5, 1, 8, 4, 5, 0, 20, 10, 4),
        floats([3, 2], 1.5, 2.5, 3, 4.9, 5.1, 6.9),
        tensor("uint8", [3, 2], [0, 1, 1, 0, 2, 3]),
        { ...axis, blockSize: 2 },
      ),
      [3, 4],
      ...[4, 8, 21, 3, 1, 4, 1, 1, 2, 6, 4, 4],
    );
    const rest = { dtype: "int8", axis: 0, blockSize: 2 } as const;
    check(quantize(floats([3], 2, 4, 9), floats([2], 1, 3), null, rest), [3], 2, 4, 3);
  });

  it("refuse shapes that do not fit, and types they do not know", () => {
    assert.throws(() => binary("add", floats([2], 1, 2), floats([3], 1, 2, 3)), Refusal);
    assert.throws(() => binary("add", floats([], 1), ints([], 1)), Refusal);
    assert.throws(() => move.transpose({ dtype: "string", shape: [2] }, [0]), Refusal);
    assert.throws(() => move.transpose({ dtype: "int4", shape: [2] }, [0]), Refusal);
    assert.throws(() => cast({ dtype: "float32", shape: [] }, "string"), Refusal);
    assert.throws(() => move.slice(iota(3), [2], [2]), Refusal);
    const [x, step] = [floats([2, 2], 1, 2, 3, NaN), floats([2], 1, 1)];
    const perTensor = { dtype: "int8", axis: null } as const;
    assert.throws(() => quantize(x, step, null, perTensor), /do not fit/);
    assert.throws(() => quantize(x, floats([3], 1, 1, 1), null, { dtype: "int8", axis: 1 }), /do not fit/);
    assert.throws(() => quantize(x, step, null, { dtype: "int8", axis: 1, blockSize: 2 }), /do not fit/);
    assert.throws(() => quantize(x, floats([], 1), tensor("uint8", [], [0]), perTensor), /do not fit/);
    assert.throws(() => quantize(x, floats([], 1), null, { dtype: "int4", axis: null }), /type int4/);
    assert.throws(() => quantize(ints([1], 1), floats([], 1), null, perTensor), /int32 by float32/);
    assert.throws(() => bytes(quantize(x, floats([], 1), null, perTensor)), /not a number/);
  });
});
