/** A number of 53 bits that bytes of the same content share; others may share it too, so compare before you believe. */
export function hashOf(bytes: Uint8Array): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  const mix = (word: number) => {
    a = Math.imul(a ^ word, 2654435761);
    b = Math.imul(b ^ word, 1597334677);
    a = (a << 13) | (a >>> 19);
    b = (b << 17) | (b >>> 15);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.byteLength >>> 2;
  for (let index = 0; index < words; index++) {
    mix(view.getUint32(index * 4, true));
  }
  for (let index = words * 4; index < bytes.byteLength; index++) {
    mix(bytes[index]!);
  }
  mix(bytes.byteLength);
  return (b >>> 11) * 2 ** 32 + (a >>> 0);
}
