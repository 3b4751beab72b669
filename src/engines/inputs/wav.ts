// Sound in .wav files: https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html
import { ModelError } from "../../core";

/** One channel: of several the mean. */
export interface Sound {
  /** Samples in a second. */
  readonly rate: number;
  /** From -1 to 1. */
  readonly samples: Float32Array;
}

export const SOUND_NAME = /\.wav$/i;

/** What microphones and models have; others would take any time to bring into the rate of a model. */
export const RATES = { least: 1000, most: 768_000 } as const;

/** "RIFF", "WAVE", "fmt ", "data", as numbers of four bytes each, most significant first. */
const [RIFF, WAVE, FORMAT, DATA] = [0x52494646, 0x57415645, 0x666d7420, 0x64617461];
const HEADER_BYTES = 12;
const CHUNK_BYTES = 8;
const FORMAT_BYTES = 16;
const EXTENDED_BYTES = 40;
/** What a length says that was not known when it was written: all that follows. */
const OPEN_LENGTH = 0xffffffff;
const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];
/** Behind the code in a WAVE_FORMAT_EXTENSIBLE: xxxx0000-0000-1000-8000-00AA00389B71. */
const SUBTYPE = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

type Read = (view: DataView, at: number) => number;
/** By kind and bits of a sample. */
const READERS = new Map<string, Read>([
  [`${PCM} 8`, (view, at) => (view.getUint8(at) - 128) / 128],
  [`${PCM} 16`, (view, at) => view.getInt16(at, true) / 2 ** 15],
  [`${PCM} 24`, (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23],
  [`${PCM} 32`, (view, at) => view.getInt32(at, true) / 2 ** 31],
  [`${FLOAT} 32`, (view, at) => view.getFloat32(at, true)],
  [`${FLOAT} 64`, (view, at) => view.getFloat64(at, true)],
]);

/** @throws ModelError where it is none that can be read. */
export function readWav(bytes: Uint8Array, file: string): Sound {
  const wrong = (why: string) => new ModelError("malformed", `${file} is no sound that can be read: ${why}.`, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEADER_BYTES || view.getUint32(0) !== RIFF || view.getUint32(8) !== WAVE) {
    throw wrong("it begins as no WAV");
  }
  let format: DataView | null = null;
  for (let position = HEADER_BYTES; position + CHUNK_BYTES <= bytes.byteLength;) {
    const id = view.getUint32(position);
    const start = position + CHUNK_BYTES;
    const stated = view.getUint32(position + 4, true);
    const length = id === DATA && stated === OPEN_LENGTH ? bytes.byteLength - start : stated;
    if (start + length > bytes.byteLength) {
      throw wrong("it ends within a chunk");
    }
    const chunk = () => new DataView(bytes.buffer, bytes.byteOffset + start, length);
    if (id === FORMAT) {
      format = chunk();
    } else if (id === DATA) {
      if (format === null) {
        throw wrong("its samples come before what says how they are stored");
      }
      return soundOf(format, chunk(), wrong);
    }
    // Chunks begin at even places.
    position = start + length + (length % 2);
  }
  throw wrong("it has no samples");
}

function soundOf(format: DataView, data: DataView, wrong: (why: string) => ModelError): Sound {
  if (format.byteLength < FORMAT_BYTES) {
    throw wrong("what says how it is stored is too short");
  }
  const channels = format.getUint16(2, true);
  const rate = format.getUint32(4, true);
  const stride = format.getUint16(12, true);
  const bits = format.getUint16(14, true);
  const code = codeOf(format);
  const read = READERS.get(`${code} ${bits}`);
  if (read === undefined) {
    throw wrong(`samples are stored as code ${code ?? "?"} with ${bits} bits; PCM of 8 to 32 bits and floats are read`);
  }
  if (channels === 0 || stride !== (channels * bits) / 8) {
    throw wrong(`${channels} channels of ${bits} bits do not take ${stride} bytes`);
  }
  if (!(rate >= RATES.least && rate <= RATES.most)) {
    throw wrong(`it has ${rate} samples in a second`);
  }
  const samples = new Float32Array(Math.floor(data.byteLength / stride));
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += read(data, index * stride + (channel * bits) / 8);
    }
    samples[index] = sum / channels;
  }
  return { rate, samples };
}

/** Null: one of somebody's own. */
function codeOf(format: DataView): number | null {
  const code = format.getUint16(0, true);
  if (code !== EXTENSIBLE) {
    return code;
  }
  const isKnown =
    format.byteLength >= EXTENDED_BYTES && SUBTYPE.every((byte, index) => format.getUint8(26 + index) === byte);
  return isKnown ? format.getUint16(24, true) : null;
}
