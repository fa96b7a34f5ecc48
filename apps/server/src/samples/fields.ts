/** Kinds of fields: each takes a value of JSON or its text in an address, and says in one line what it takes. */
import { z } from 'zod';

/** An object of these fields and no others. */
export function fieldsOf<S extends z.ZodRawShape>(shape: S) {
  const strange = `expected no fields but ${Object.keys(shape).join(', ')}`;
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? strange : 'expected an object'),
  });
}

interface Numeric {
  readonly expected: string;
  /** How it is written in an address. */
  readonly text: RegExp;
  /** For the description of the interface, which knows nothing of `sound`. */
  readonly described: {
    readonly type?: 'integer';
    readonly minimum?: number;
    readonly exclusiveMinimum?: number;
    readonly maximum: number;
  };
  readonly sound: (value: number) => boolean;
}

function numeric({ expected, text, described, sound }: Numeric) {
  const written = z.string().regex(text).transform(Number);
  return z.union([z.number().meta(described), written], expected).refine(sound, expected);
}

/**
 * A whole number.
 * @param told the upper bound in the description, where a smaller one is checked later.
 */
export function whole(least: number, most: number, told = most) {
  return numeric({
    expected: `expected a whole number from ${least} to ${most}`,
    text: /^\d{1,16}$/,
    described: { type: 'integer', minimum: least, maximum: told },
    sound: (value) => Number.isInteger(value) && value >= least && value <= most,
  });
}

/** Above 0, at most 1. An address may have whatever JavaScript writes a number as: the server's own addresses do. */
export const fraction = numeric({
  expected: 'expected a number above 0, at most 1',
  text: /^\d{1,25}(?:\.\d{1,25})?(?:e[+-]?\d{1,3})?$/,
  described: { exclusiveMinimum: 0, maximum: 1 },
  sound: (value) => value > 0 && value <= 1,
});

/** A list that is checked in one go: each of a million wrong items would be an issue of its own. */
export function listOf<T>(what: string, told: object, sound: (item: unknown) => item is T) {
  return z
    .custom<readonly T[]>(
      (value) => Array.isArray(value) && value.length > 0 && value.every(sound),
      `expected ${what}`,
    )
    .meta({ type: 'array', minItems: 1, ...told });
}

/** The largest that fits into 32 bits with a sign. */
const mostLabel = 2 ** 31 - 1;
const label = { type: 'integer', minimum: 0, maximum: mostLabel } as const;
const labelsExpected = `expected a whole number from 0 to ${mostLabel}, or a list of them (in an address, with commas between)`;

const isLabel = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= mostLabel;

/** A class, or a list of classes. */
export const labels = z
  .union(
    [
      z.number().meta(label),
      z
        .custom<readonly number[]>((value) => Array.isArray(value) && value.length > 0)
        .meta({ type: 'array', minItems: 1, items: label }),
      z
        .string()
        .regex(/^\d{1,10}(?:,\d{1,10})*$/)
        .transform((text) => {
          const numbers = text.split(',').map(Number);
          return numbers.length === 1 ? numbers[0] : numbers;
        }),
    ],
    labelsExpected,
  )
  .refine((value) => (typeof value === 'number' ? isLabel(value) : value.every(isLabel)), labelsExpected);
