// SparsityParameters → all elements. Dimensions, some of them split into blocks, are traversed in a stated order; of
// each either all places are there, or those that segments and indices name, as in compressed sparse rows.
import { malformed, ModelError } from "../../ground/errors";
import type { FlatTable } from "../../wire/flatbuffer";
import { MAX_SPLAT_ELEMENTS } from "../../bytes/limits";

interface Level {
  /** The dimension of the tensor, or behind those the block. */
  readonly dimension: number;
  /** Null where only named places are there. */
  readonly size: number | null;
  readonly segments: readonly number[];
  readonly indices: readonly number[];
}

/** @throws ModelError where the parameters do not fit the shape or the stored elements, or there are too many. */
export function densify(
  sparsity: FlatTable,
  shape: readonly number[],
  width: number,
  stored: Uint8Array,
  subject: string,
): Uint8Array {
  const elements = shape.reduce((product, each) => product * each, 1);
  if (!(elements <= MAX_SPLAT_ELEMENTS) || !Number.isInteger(width)) {
    throw new ModelError("limit", `The sparse tensor "${subject}" is too large to be made dense.`, subject);
  }
  const wrong = (what: string) => malformed(`Tensor "${subject}"`, `it is stored sparsely, but ${what}`);
  const blocks = sparsity.numbers("block_map") ?? [];
  const levels = levelsOf(sparsity);
  const rank = shape.length;
  const dimensions = new Set(levels.map(({ dimension }) => dimension));
  const isComplete =
    dimensions.size === rank + blocks.length && [...dimensions].every((each) => each < rank + blocks.length);
  if (levels.length !== dimensions.size || !isComplete) {
    throw wrong("its dimensions are not those of its shape");
  }
  const blockSizes = blocks.map((_, block) => levels.find(({ dimension }) => dimension === rank + block)!.size ?? 0);
  const dense = new Uint8Array(elements * width);
  const places = new Array<number>(levels.length).fill(0);
  let steps = 0;

  const put = (position: number) => {
    const place = shape.reduce((flat, length, dimension) => {
      const inDimension = blocks.reduce(
        (at, split, block) => (split === dimension ? at * blockSizes[block]! + places[rank + block]! : at),
        places[dimension]!,
      );
      if (inDimension >= length) {
        throw wrong("an index is outside its shape");
      }
      return flat * length + inDimension;
    }, 0);
    if ((position + 1) * width > stored.byteLength) {
      throw wrong("it has fewer elements than indices");
    }
    dense.set(stored.subarray(position * width, (position + 1) * width), place * width);
  };
  const visit = (depth: number, parent: number): void => {
    const level = levels[depth];
    if (level === undefined) {
      put(parent);
      return;
    }
    const { size, segments, indices, dimension } = level;
    const start = size === null ? segments[parent] : parent * size;
    const end = size === null ? segments[parent + 1] : (parent + 1) * size;
    if (start === undefined || end === undefined || start > end || (size === null && end > indices.length)) {
      throw wrong("its segments do not fit its indices");
    }
    for (let position = start; position < end; position++) {
      // Every place is visited once at each level.
      if (++steps > (elements + 1) * levels.length) {
        throw wrong("its dimensions are larger than its shape");
      }
      places[dimension] = size === null ? indices[position]! : position - start;
      visit(depth + 1, position);
    }
  };
  visit(0, 0);
  return dense;
}

function levelsOf(sparsity: FlatTable): Level[] {
  const order = sparsity.numbers("traversal_order") ?? [];
  return sparsity.tables("dim_metadata").map((table, depth) => {
    const vector = (name: string) => table.union(name)?.table?.numbers("values") ?? [];
    return {
      dimension: order[depth] ?? -1,
      size: table.number("format") === 0 ? table.number("dense_size") : null,
      segments: vector("array_segments"),
      indices: vector("array_indices"),
    };
  });
}
