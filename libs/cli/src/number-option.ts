/** Options that are whole numbers, checked before anything runs. */
import { KantorError } from '@kantor/tensor';

/**
 * A yargs option `--name` whose value is a whole number of at least `least`, and at most `most` where that is given;
 * undefined if the option is not given.
 */
export function wholeNumberOption(name: string, least: number, description: string, most = Infinity) {
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  const coerce = (value: string | undefined): number | undefined => {
    if (value === undefined) return undefined;
    const number = Number(value);
    if (value !== '' && Number.isSafeInteger(number) && number >= least && number <= most) {
      return number;
    }
    throw new KantorError('cli/arguments', `--${name} must be a whole number ${range}, got '${value}'.`);
  };
  return { type: 'string', requiresArg: true, coerce, description } as const;
}
