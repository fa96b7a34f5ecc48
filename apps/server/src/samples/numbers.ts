/** Samples as numbers: raw bytes, NumPy's file format, nested lists, base64. */
import type { ImageBatch } from '@kantor/sampler';
import type { StaticShape } from '@kantor/tensor';
import { fault } from '../faults.js';

/** Little-endian float32, on the memory of the array: all machines that this runs on are little-endian. */
export function toBytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What stands before the numbers in a file of NumPy: format 1.0, padded to a multiple of 64 bytes. */
export function npyHeader(shape: StaticShape): Buffer {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, length & 0xff, length >> 8]);
  return Buffer.concat([head, Buffer.from(`${text.padEnd(length - 1)}\n`, 'latin1')]);
}

/** @throws KantorError `server/not-finite`: pictures and JSON have no NaN and no infinity. */
export function requireFinite(data: Float32Array, format: string): void {
  // x − x is 0 for every finite number and NaN for all others, and NaN stays in the sum.
  let rest = 0;
  for (let i = 0; i < data.length; i++) rest += data[i] - data[i];
  if (rest === 0) return;
  throw fault(
    'server/not-finite',
    `The model gives numbers that are not finite, which ${format} cannot say; ask for application/octet-stream or application/x-npy.`,
  );
}

type Nested = number | readonly Nested[];

/** [N, C, H, W] as lists of lists. */
export function nested({ data, shape }: Pick<ImageBatch, 'data' | 'shape'>): Nested {
  let at = 0;
  const build = (axis: number): Nested => {
    if (axis === shape.length) return data[at++];
    return Array.from({ length: shape[axis] }, () => build(axis + 1));
  };
  return build(0);
}
