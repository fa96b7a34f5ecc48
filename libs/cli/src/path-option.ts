/** Options that name a file or a folder, checked before anything runs. */
import { KantorError } from '@kantor/tensor';

/**
 * A yargs option `--name` whose value is a path; undefined if it is not given. An empty one, such as a shell makes of
 * `--name=$DIR` without that variable, would mean the current folder, which nobody asked for.
 */
export function pathOption(name: string, description: string) {
  const coerce = (value: string | undefined): string | undefined => {
    if (value !== '') return value;
    throw new KantorError(
      'cli/arguments',
      `--${name} is empty: it must name a file or a folder. If it comes from a variable of the shell, that is not set.`,
    );
  };
  return { type: 'string', requiresArg: true, coerce, description } as const;
}
