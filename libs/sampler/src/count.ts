/** How many samples one call may ask for: its result is one array. */
import { formatValue, KantorError } from '@kantor/tensor';

/** Float32 numbers in a result: 1 GiB. */
const mostElements = 2 ** 28;

/** What is counted, for errors. */
interface Counted {
  readonly what: string;
  readonly least?: number;
  /** How to have more than fit into memory. */
  readonly advice?: string;
}

export const counted = {
  samples: { what: 'count', advice: 'Draw more with samples(), a batch at a time.' },
  batch: { what: 'batch' },
  /** Of the caller. */
  latents: { what: 'number of latents', advice: 'Give them in several calls.' },
  /** Latents of a seed. */
  rows: {
    what: 'count',
    advice: 'For samples alone use samples({ seed, count }).',
  },
  steps: {
    what: 'number of steps',
    least: 2,
    advice: 'For a longer way give latents of between() to sample(), some at a time.',
  },
} as const satisfies Record<string, Counted>;

/**
 * @param size numbers in one of them.
 * @throws KantorError `sampler/count` unless a whole number from the least up whose result fits into memory.
 */
export function requireCount(count: number, size: number, { what, least = 1, advice }: Counted): number {
  const most = Math.floor(mostElements / size);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  const how = advice !== undefined && typeof count === 'number' && count > most ? ` ${advice}` : '';
  throw new KantorError(
    'sampler/count',
    `The ${what} is ${formatValue(count)}; expected a whole number from ${least} to ${most}.${how}`,
  );
}
