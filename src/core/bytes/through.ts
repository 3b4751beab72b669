/** As CompressionStream and DecompressionStream are. */
export interface ByteStream {
  readonly readable: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> };
  };
  readonly writable: {
    getWriter(): {
      write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
      close(): Promise<void>;
      abort(reason: unknown): Promise<void>;
    };
  };
}

/**
 * What comes out of a stream that zips or unzips, part by part, while what goes in is read. Who stops early ends both.
 * @throws what the stream or the chunks throw.
 */
export async function* through(
  stream: ByteStream,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  const written = (async () => {
    try {
      for await (const chunk of chunks) {
        await writer.write(chunk as Uint8Array<ArrayBuffer>); // memory is not shared here
      }
      await writer.close();
    } catch (error) {
      await writer.abort(error); // else the reader below would wait for ever
      throw error;
    }
  })();
  written.catch(() => {}); // it is told below
  try {
    for (let result = await reader.read(); !result.done; result = await reader.read()) {
      yield result.value!;
    }
    await written;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
