/** Refuses words behind a switch that yargs would take for false without a word. */
import { KantorError } from '@kantor/tensor';
import type { Argv } from 'yargs';
import { knownOptions } from './known-options.js';

/**
 * A middleware for `yargs`, to run before flags are read.
 * @param args the command line as it was typed: yargs keeps no more of a switch than whether its word is `true`.
 * @param own switches that the command reads by itself.
 * @throws KantorError `cli/arguments` that names the switch.
 */
export function requireSwitches(
  yargs: Argv,
  args: readonly string[],
  own: readonly string[] = [],
): () => void {
  return () => {
    const switches = knownOptions(yargs).boolean;
    for (const arg of args) {
      const [, name, word] = /^--(?:no-)?([^=]+)=(.*)$/s.exec(arg) ?? [];
      if (name === undefined || !switches.includes(name) || own.includes(name)) continue;
      if (word === 'true' || word === 'false') continue;
      throw new KantorError(
        'cli/arguments',
        `--${name} is a switch: give it alone, or with =true or =false; got '${word}'. See --help.`,
      );
    }
  };
}
