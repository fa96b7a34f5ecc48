/** The checksum of checkpoints. */
import { createHash } from 'node:crypto';

/** 64 lower-case hexadecimal digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
