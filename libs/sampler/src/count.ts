/** How many samples one call may ask for: its result is one array. */
import { KantorError } from '@kantor/tensor';

/** Float32 numbers in a result: 1 GiB. */
const mostElements = 2 ** 28;

/**
 * @param what such as `count`, for the error.
 * @param size numbers in one of them.
 * @throws KantorError `sampler/count` unless a whole number from `least` up whose result fits into memory.
 */
export function requireCount(what: string, count: number, size: number, least = 1): number {
  const most = Math.floor(mostElements / size);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  const advice = count > most ? ' Draw more with samples(), a batch at a time.' : '';
  throw new KantorError(
    'sampler/count',
    `The ${what} is ${count}; expected a whole number from ${least} to ${most}.${advice}`,
  );
}
