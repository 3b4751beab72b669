// A ZIP archive appended to a model, as for label files: its directory may count offsets from the start of the file,
// which change when the model before it does. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;

/**
 * The archive for its new place.
 * @returns null where nothing has to change: it is no archive, or it counts from its own start.
 */
export function moveArchive(bytes: Uint8Array, from: number, to: number): Uint8Array | null {
  const end = findEnd(bytes);
  if (end === null || from === to) {
    return null;
  }
  const moved = bytes.slice();
  const view = new DataView(moved.buffer);
  const directorySize = view.getUint32(end + 12, true);
  const directoryOffset = view.getUint32(end + 16, true);
  const directory = end - directorySize;
  if (directory < 0 || directoryOffset !== from + directory) {
    return null;
  }
  view.setUint32(end + 16, to + directory, true);
  for (let entry = directory; entry + ENTRY_BYTES <= end;) {
    if (view.getUint32(entry, true) !== ENTRY_SIGNATURE) {
      return null;
    }
    view.setUint32(entry + 42, view.getUint32(entry + 42, true) - from + to, true);
    entry +=
      ENTRY_BYTES +
      view.getUint16(entry + 28, true) +
      view.getUint16(entry + 30, true) +
      view.getUint16(entry + 32, true);
  }
  return moved;
}

/** The record at the archive's end; a comment of up to 64 KiB may follow it. */
function findEnd(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let position = bytes.byteLength - END_BYTES; position >= Math.max(0, bytes.byteLength - 0x10015); position--) {
    if (view.getUint32(position, true) === END_SIGNATURE) {
      return position;
    }
  }
  return null;
}
