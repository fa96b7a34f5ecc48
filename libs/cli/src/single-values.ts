/** Refuses flags that need one value and were given several, or none. */
import { KantorError } from '@kantor/tensor';
import type { Argv } from 'yargs';
import { knownOptions } from './known-options.js';

/** yargs makes a list of a flag that is repeated, and false of `--no-` before one, whatever the flag's type. */
function mistakeIn(name: string, value: unknown): string | undefined {
  if (Array.isArray(value)) return `--${name} is given ${value.length} times; give it once. See --help.`;
  return value === false ? `There is no --no-${name}, since --${name} takes a value. See --help.` : undefined;
}

/**
 * A middleware for `yargs`, to run before flags are read, since what reads them sees texts alone.
 * @throws KantorError `cli/arguments` that names the flag.
 */
export function requireSingleValues(yargs: Argv): (given: Readonly<Record<string, unknown>>) => void {
  return (given) => {
    const { key, boolean } = knownOptions(yargs);
    for (const name of Object.keys(key)) {
      const mistake = boolean.includes(name) ? undefined : mistakeIn(name, given[name]);
      if (mistake !== undefined) throw new KantorError('cli/arguments', mistake);
    }
  };
}
