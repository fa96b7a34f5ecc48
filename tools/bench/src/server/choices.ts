/** Options that are lists of names, such as ours,bare. */
import { nearest } from '@kantor/spec';
import { KantorError } from '@kantor/tensor';

/** Reads the text of option `--name`, whose names must be among `known`. */
export function choices<T extends string>(name: string, known: readonly T[]): (text: string) => T[] {
  return (text) =>
    String(text)
      .split(',')
      .map((part) => {
        const found = known.find((one) => one === part.trim());
        if (found !== undefined) return found;
        const close = nearest(part.trim(), known);
        const hint = close === undefined ? '' : ` Did you mean ${close}?`;
        throw new KantorError(
          'cli/arguments',
          `--${name} takes ${known.join(', ')}, with commas between them; got '${part.trim()}'.${hint}`,
        );
      });
}
