/** Which calls go first where several wait. */
import { formatValue, KantorError } from '@kantor/tensor';

const usual = 5;
export const leastUrgent = 9;

/**
 * A priority from 1, which goes first, to 9.
 * @throws KantorError `sampler/priority` for anything else.
 */
export function requirePriority(priority: number = usual): number {
  if (Number.isInteger(priority) && priority >= 1 && priority <= leastUrgent) return priority;
  throw new KantorError(
    'sampler/priority',
    `The priority is ${formatValue(priority)}; expected a whole number from 1, which goes first, to ${leastUrgent}.`,
  );
}
