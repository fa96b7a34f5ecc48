/** Options that are lists of whole numbers, such as 1,2. */
import { KantorError } from '@kantor/tensor';

/** Reads the text of option `--name`. */
export function numberList(name: string): (text: string) => number[] {
  return (text) => {
    const numbers = String(text)
      .split(',')
      .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (numbers.every((number) => Number.isSafeInteger(number) && number >= 1)) return numbers;
    throw new KantorError(
      'cli/arguments',
      `--${name} must be whole numbers of at least 1 with commas between them, such as 1,2; got '${text}'.`,
    );
  };
}
