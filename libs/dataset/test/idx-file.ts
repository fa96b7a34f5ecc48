/** IDX files made by hand. */

/** A file of bytes with the given sizes; `data` is taken as it is, right length or not. */
export function idxFile(shape: number[], data: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 + shape.length);
  shape.forEach((size, axis) => header.setUint32(4 + 4 * axis, size));
  return Buffer.concat([new Uint8Array(header.buffer), data]);
}

/** `count` images of 28 x 28: byte i of the whole is i mod 256. */
export function tinyMnist(count: number): Uint8Array {
  return idxFile([count, 28, 28], counting(count * 28 * 28));
}

export function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i % 256);
}
