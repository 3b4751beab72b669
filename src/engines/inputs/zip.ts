// Files in a zip archive, as .npz is one: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { ModelError } from "../../core";
import { inflated } from "./inflate";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MOST_COMMENT = 65535;
const STORED = 0;
const DEFLATED = 8;
/** What a file says it has; more of them is no file with inputs. */
const MOST_BYTES = 2 ** 31 - 1;

export function isZip(bytes: Uint8Array): boolean {
  return bytes.byteLength >= END_BYTES && [LOCAL, END].includes(viewOf(bytes).getUint32(0, true));
}

/** @throws ModelError where it is none that can be read. */
export async function readZip(bytes: Uint8Array, file: string): Promise<Map<string, Uint8Array>> {
  const wrong = (why: string) => new ModelError("malformed", `${file} is no archive that can be read: ${why}.`, file);
  const view = viewOf(bytes);
  const end = endOf(view);
  if (end === null) {
    throw wrong("its directory is missing");
  }
  const files = new Map<string, Uint8Array>();
  let position = view.getUint32(end + 16, true);
  let left = MOST_BYTES;
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (position + ENTRY_BYTES > end || view.getUint32(position, true) !== ENTRY) {
      throw wrong("its directory is damaged");
    }
    const method = view.getUint16(position + 10, true);
    const [packed, size] = [view.getUint32(position + 20, true), view.getUint32(position + 24, true)];
    const lengths = [28, 30, 32].map((field) => view.getUint16(position + field, true));
    const name = new TextDecoder().decode(bytes.subarray(position + ENTRY_BYTES, position + ENTRY_BYTES + lengths[0]!));
    const local = view.getUint32(position + 42, true);
    if (local + LOCAL_BYTES > end || view.getUint32(local, true) !== LOCAL) {
      throw wrong(`it does not hold ${name} where it says`);
    }
    const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    left -= size;
    if (start + packed > end || left < 0) {
      throw wrong(`${name} is too large`);
    }
    const content = bytes.subarray(start, start + packed);
    if (method !== STORED && method !== DEFLATED) {
      throw wrong(`${name} is packed in a way that is not known`);
    }
    const unpacked = method === STORED ? content : await inflated(content, size, "deflate-raw").catch(() => null);
    if (unpacked?.byteLength !== size) {
      throw wrong(`${name} is damaged`);
    }
    files.set(name, unpacked);
    position += ENTRY_BYTES + lengths.reduce((sum, each) => sum + each, 0);
  }
  return files;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function endOf(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT);
  for (let position = view.byteLength - END_BYTES; position >= first; position--) {
    if (view.getUint32(position, true) === END) {
      return position;
    }
  }
  return null;
}
