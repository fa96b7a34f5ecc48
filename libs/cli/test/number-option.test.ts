/** Options that are whole numbers. Whole command lines are tested where they are used. */
import { describe, expect, it } from 'vitest';
import { wholeNumberOption } from '@kantor/cli';

describe('a whole-number option', () => {
  const { coerce } = wholeNumberOption('steps', 1, 'Steps');

  it('is undefined where it is not given', () => expect(coerce(undefined)).toBeUndefined());

  it.each([
    ['1', 1],
    ['2000', 2000],
    ['1e3', 1000],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, number) => expect(coerce(text)).toBe(number));

  it.each(['0', '-1', '1.5', '', 'ten', 'NaN', 'Infinity', '9007199254740993'])('refuses "%s"', (text) =>
    expect(() => coerce(text)).toThrow(`--steps must be a whole number of at least 1, got '${text}'`),
  );
});

describe('a whole-number option with an upper bound', () => {
  const { coerce } = wholeNumberOption('threads', 1, 'Threads', 256);

  it.each(['1', '256'])('reads %s', (text) => expect(coerce(text)).toBe(Number(text)));

  it.each(['0', '257', '1e4'])('refuses "%s"', (text) =>
    expect(() => coerce(text)).toThrow(`--threads must be a whole number from 1 to 256, got '${text}'`),
  );
});
