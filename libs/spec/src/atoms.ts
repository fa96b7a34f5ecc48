/** The small schemas that the others are made of: sizes, numbers, choices. None of them knows a model. */
import * as z from 'zod';
import { wanted } from './wording.js';

/** A whole number of at least 1. */
export const positiveInteger = z.int().min(1);
/** A whole number of at least 0. */
export const naturalNumber = z.int().min(0);
export const positiveNumber = z.number().gt(0);
/** From 0 up to, but not, 1: decay rates, dropout rates. */
export const fraction = z.number().min(0).lt(1);

/**
 * A union that explains itself as a whole, since a list of what each alternative dislikes helps nobody.
 * @param expected what fits, in words.
 * @param words the alternatives that are plain words, for "did you mean".
 */
export function choice<const T extends readonly z.ZodType[]>(
  options: T,
  expected: string,
  words: readonly string[] = [],
): z.ZodUnion<T> {
  return z.union(options, { error: (issue) => wanted(expected, issue.input, words) });
}

/** One size for both axes, or [rows, columns]. */
export const sizes = choice(
  [positiveInteger, z.tuple([positiveInteger, positiveInteger])],
  'a whole number of at least 1, or two of them: [rows, columns]',
);

/** One size for both axes, or [rows, columns], each of which may be 0. */
export const sizesOrZero = choice(
  [naturalNumber, z.tuple([naturalNumber, naturalNumber])],
  'a whole number of at least 0, or two of them: [rows, columns]',
);

/** Zeros on every side, or [top, left, bottom, right]. */
const explicitPadding = [
  naturalNumber,
  z.tuple([naturalNumber, naturalNumber, naturalNumber, naturalNumber]),
] as const;

export const convPadding = choice(
  [z.enum(['same', 'valid']), ...explicitPadding],
  "'same', 'valid', a whole number of at least 0, or [top, left, bottom, right]",
  ['same', 'valid'],
);

export const convTransposePadding = choice(
  [z.literal('same'), ...explicitPadding],
  "'same', a whole number of at least 0, or [top, left, bottom, right]",
  ['same'],
);
