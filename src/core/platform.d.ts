// The only globals of the host that the core may use. Node, browsers and workers all have them.
import type { ByteStream } from "./bytes/through";

declare global {
  class TextDecoder {
    constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
    decode(input?: Uint8Array): string;
  }

  class TextEncoder {
    encode(input: string): Uint8Array;
    encodeInto(input: string, target: Uint8Array): { read: number; written: number };
  }

  interface AbortSignal {
    readonly aborted: boolean;
  }

  const CompressionStream: new (format: "gzip" | "deflate" | "deflate-raw") => ByteStream;
  const DecompressionStream: new (format: "gzip" | "deflate" | "deflate-raw") => ByteStream;
}
