/** What yargs knows of its options, and its types leave out. */
import type { Argv } from 'yargs';

interface KnownOptions {
  /** By name. */
  readonly key: Readonly<Record<string, unknown>>;
  /** Names of switches. */
  readonly boolean: readonly string[];
}

export function knownOptions(yargs: Argv): KnownOptions {
  return (yargs as Argv & { getOptions(): KnownOptions }).getOptions();
}
