// Files with inputs, as other programs write them.
import { deflateRawSync } from "node:zlib";

export function npy(descr: string, shape: readonly number[], elements: ArrayBufferView, fortran = "False"): Uint8Array {
  const lengths = shape.map((length) => `${length},`).join(" ");
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${lengths}), }\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${header}`, "latin1");
  head.writeUInt16LE(header.length, 8);
  return Uint8Array.from(Buffer.concat([head, Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength)]));
}

/** Every second file is stored as it is. */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const [parts, entries]: [Buffer[], Buffer[]] = [[], []];
  let position = 0;
  Object.entries(files).forEach(([name, bytes], index) => {
    const packed = index % 2 === 0 ? deflateRawSync(bytes) : Buffer.from(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(index % 2 === 0 ? 8 : 0, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(position, 42);
    parts.push(local, Buffer.from(name), packed);
    entries.push(entry, Buffer.from(name));
    position += 30 + name.length + packed.length;
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(position, 16);
  return Uint8Array.from(Buffer.concat([...parts, ...entries, end]));
}

export interface WavForm {
  /** 1: PCM, 3: floats. */
  readonly code: number;
  readonly bits: number;
  readonly channels: number;
  readonly rate: number;
  /** Whether it says so in a WAVE_FORMAT_EXTENSIBLE. */
  readonly isExtensible?: boolean;
}

const SUBTYPE = Buffer.from("000000001000800000aa00389b71", "hex");

/** @param samples From -1 to 1, of one channel after the other in each moment. */
export function wav(samples: ArrayLike<number>, form: Partial<WavForm> = {}): Uint8Array {
  const { code = 1, bits = 16, channels = 1, rate = 16_000, isExtensible = false } = form;
  const width = bits / 8;
  const data = Buffer.alloc(samples.length * width);
  for (let index = 0; index < samples.length; index++) {
    const [sample, at] = [samples[index]!, index * width];
    const whole = Math.max(-(2 ** (bits - 1)), Math.min(2 ** (bits - 1) - 1, Math.round(sample * 2 ** (bits - 1))));
    if (code === 3) {
      data[bits === 32 ? "writeFloatLE" : "writeDoubleLE"](sample, at);
    } else if (bits === 8) {
      data.writeUInt8(whole + 128, at);
    } else {
      data.writeIntLE(whole, at, width);
    }
  }
  const format = Buffer.alloc(isExtensible ? 40 : 16);
  format.writeUInt16LE(isExtensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * channels * width, 8);
  format.writeUInt16LE(channels * width, 12);
  format.writeUInt16LE(bits, 14);
  if (isExtensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(code, 24);
    SUBTYPE.copy(format, 26);
  }
  return riff([
    ["fmt ", format],
    ["LIST", Buffer.from("INFOabc")],
    ["data", data],
  ]);
}

/** @param chunks Their names and contents; those of odd lengths are followed by a zero. */
export function riff(chunks: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const parts = chunks.flatMap(([id, content]) => {
    const head = Buffer.from(`${id}....`);
    head.writeUInt32LE(content.byteLength, 4);
    return [head, content, Buffer.alloc(content.byteLength % 2)];
  });
  const body = Buffer.concat([Buffer.from("WAVE"), ...parts]);
  const head = Buffer.from("RIFF....");
  head.writeUInt32LE(body.byteLength, 4);
  return Uint8Array.from(Buffer.concat([head, body]));
}
