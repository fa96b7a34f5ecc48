/** How many images one request may ask for, over every protocol. */
import { fault } from '../faults.js';

/** @throws KantorError `server/request` */
export function requireCount(count: number, most: number): number {
  if (count <= most) return count;
  throw fault(
    'server/request',
    `The request is for ${count} images; this server gives at most ${most} at once.`,
  );
}
