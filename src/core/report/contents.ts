// What tensors hold, told apart by SHA-256.
import { throwIfCancelled, type Context } from "../context";
import { denseBytes, elementCount } from "../ir/dtype";
import { ModelError } from "../ground/errors";
import { tensorBytes, type Storage, type Tensor } from "../ir/tensor";

/** A hash in the making, as the host has it. */
export interface Hash {
  update(bytes: Uint8Array): unknown;
  /** In hexadecimal. */
  digest(): string;
}

/**
 * Bytes of elements that a file does not hold but claims, as one value for all of them or zeros between the others:
 * so many in all for free, and so many for each byte of the tensor that is there.
 */
const FREE_EXPANSION = 2 ** 30;
const EXPANSION = 32;

/** The hashes of tensors, each worked out once for those that share their bytes, in blocks. */
export class Contents {
  readonly #known = new Map<Storage, Map<number, Promise<string>>>();
  #expanded = 0;

  constructor(
    readonly newHash: () => Hash,
    readonly context: Context,
  ) {}

  /**
   * The SHA-256 of a tensor's elements: row by row, little endian, types of less than a byte packed from the low bits up;
   * whatever way they are stored in. NumPy's `hashlib.sha256(array.tobytes())` gives the same. Of texts, each comes after
   * its length in eight bytes.
   * @throws ModelError where it cannot be read, or claims much more than it holds.
   */
  sha256(tensor: Tensor, subject: string): Promise<string> {
    const dense = denseBytes(tensor.dtype, elementCount(tensor.shape));
    const ofStorage = this.#known.get(tensor.storage) ?? new Map<number, Promise<string>>();
    this.#known.set(tensor.storage, ofStorage);
    let hash = ofStorage.get(dense);
    if (hash === undefined) {
      hash = this.#hash(tensor, dense, subject);
      ofStorage.set(dense, hash);
    }
    return hash;
  }

  async #hash(tensor: Tensor, dense: number, subject: string): Promise<string> {
    const hash = this.newHash();
    const { storage } = tensor;
    throwIfCancelled(this.context.signal);
    if (tensor.dtype === "string" && storage.texts !== undefined) {
      await this.#addTexts(hash, tensor, subject);
    } else if (storage.blocks === undefined) {
      this.#expand(dense, storage.storedBytes, subject);
      hash.update(Number.isNaN(dense) ? await storage.read() : await tensorBytes(tensor, subject));
    } else {
      this.#expand(dense, storage.storedBytes, subject);
      let left = Number.isNaN(dense) ? Infinity : dense;
      for await (const block of storage.blocks()) {
        throwIfCancelled(this.context.signal);
        hash.update(block.byteLength > left ? block.subarray(0, left) : block);
        left = Math.max(0, left - block.byteLength);
      }
    }
    return hash.digest();
  }

  async #addTexts(hash: Hash, { shape, storage }: Tensor, subject: string): Promise<void> {
    const texts = await storage.texts!(Infinity);
    const count = elementCount(shape);
    const last = texts.at(-1) ?? new Uint8Array(0);
    this.#expand((count - texts.length) * (8 + last.byteLength), storage.storedBytes, subject);
    for (let index = 0; index < count; index++) {
      const text = texts[index] ?? last;
      hash.update(new Uint8Array(BigUint64Array.of(BigInt(text.byteLength)).buffer));
      hash.update(text);
    }
  }

  /** @throws ModelError where a file of little content makes much work. */
  #expand(bytes: number, storedBytes: number, subject: string): void {
    this.#expanded += Math.max(0, bytes - EXPANSION * storedBytes);
    if (this.#expanded > FREE_EXPANSION) {
      throw new ModelError(
        "limit",
        `Tensor "${subject}" claims ${bytes.toLocaleString("en-US")} bytes of elements that are not in the file: too many to hash.`,
        subject,
      );
    }
  }
}
