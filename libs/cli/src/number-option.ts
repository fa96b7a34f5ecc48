/** Options that are whole numbers, checked before anything runs. */
import { KantorError } from '@kantor/tensor';

/** A yargs option `--name` whose value is a whole number of at least `least`; undefined if it is not given. */
export function wholeNumberOption(name: string, least: number, description: string) {
  const coerce = (value: string | undefined): number | undefined => {
    if (value === undefined) return undefined;
    const number = Number(value);
    if (value !== '' && Number.isSafeInteger(number) && number >= least) return number;
    throw new KantorError(
      'cli/arguments',
      `--${name} must be a whole number of at least ${least}, got '${value}'.`,
    );
  };
  return { type: 'string', requiresArg: true, coerce, description } as const;
}
