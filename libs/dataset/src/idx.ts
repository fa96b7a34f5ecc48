/** The IDX format of the MNIST files: a magic number, big-endian sizes, bytes. Source: yann.lecun.com/exdb/mnist. */
import { formatShape, KantorError, sizeOf, type StaticShape } from '@kantor/tensor';

export interface Idx {
  readonly shape: StaticShape;
  /** Row-major; a view of the file, not a copy. */
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * @param file the whole file, not compressed.
 * @param source its name, for errors.
 * @throws KantorError `dataset/idx` if it is of another format or type, cut short, or too long.
 */
export function parseIdx(file: Uint8Array, source: string): Idx {
  const fail = (what: string): never => {
    throw new KantorError('dataset/idx', `${source} is no IDX file of bytes: ${what} Fetch it again.`);
  };
  if (file.length < 4) fail(`it has ${file.length} bytes, less than the magic number alone.`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = view.getUint32(0);
  const rank = magic & 0xff;
  if (magic >>> 16 !== 0 || rank === 0) fail(`it begins with ${hex(magic)}, not with 0x000008 and a rank.`);
  const type = (magic >>> 8) & 0xff;
  if (type !== UNSIGNED_BYTE)
    fail(`its magic number ${hex(magic)} says type ${hex(type, 2)}, not 0x08 (bytes).`);
  const header = 4 + 4 * rank;
  if (file.length < header) fail(`it ends after ${file.length} of the ${header} bytes of its header.`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = sizeOf(shape);
  const got = file.length - header;
  if (got !== expected) {
    fail(`its sizes ${formatShape(shape)} ask for ${expected} bytes of data, but ${got} follow.`);
  }
  return { shape, data: file.subarray(header) };
}

function hex(value: number, digits = 8): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
