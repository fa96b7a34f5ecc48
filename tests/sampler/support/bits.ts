/** Long arrays compared to the bit, and quickly. */
import { createHash } from 'node:crypto';

/** A text that two arrays share only if all of their bits are the same. */
export function bits(data: Float32Array): string {
  return `${data.length}: ${createHash('sha1')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')}`;
}
