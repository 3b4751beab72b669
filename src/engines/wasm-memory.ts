// The memory that machine code takes, in the worker that runs it: it never shrinks, so that it is the most that was needed.

const memories = new Set<WebAssembly.Memory>();

/** Begins to watch: before the engine starts. */
export function watchMemory(): void {
  const { Memory, instantiate } = WebAssembly;
  WebAssembly.Memory = new Proxy(Memory, {
    construct: (target, input) => remembered(Reflect.construct(target, input) as WebAssembly.Memory),
  });
  WebAssembly.instantiate = (async (code: BufferSource, imports?: WebAssembly.Imports) => {
    const made = await instantiate(code, imports);
    const { exports } = "instance" in made ? made.instance : made;
    for (const each of Object.values(exports)) {
      if (each instanceof Memory) {
        remembered(each);
      }
    }
    return made;
  }) as typeof instantiate;
}

function remembered(memory: WebAssembly.Memory): WebAssembly.Memory {
  memories.add(memory);
  return memory;
}

export function memoryBytes(): number {
  return [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
