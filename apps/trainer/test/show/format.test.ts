import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatMeasure } from '../../src/show/format.js';

describe('numbers for people', () => {
  it.each([
    [3.4123, '3.41'],
    [0.012345, '0.0123'],
    [-184.4, '-184'],
    [9.996, '10.0'],
    [99.96, '100'],
    [0.99951, '1.00'],
    [5210.4, '5,210'],
    [999.7, '1,000'],
    [1.2e-7, '1.2e-7'],
    [-4e9, '-4e9'],
    [0, '0'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('writes the measure %f as %s', (value, text) => {
    expect(formatMeasure(value)).toBe(text);
  });

  it('never needs more than nine characters for a measure', () => {
    for (let power = -12; power <= 12; power++) {
      for (const factor of [1, 1.9949, 9.9951, -3.33333, -9.99499]) {
        expect(formatMeasure(factor * 10 ** power).length).toBeLessThanOrEqual(9);
      }
    }
  });

  it.each([
    [0, '0s'],
    [59.4, '59s'],
    [59.6, '1m 00s'],
    [92, '1m 32s'],
    [3599.7, '1h 00m'],
    [11_100, '3h 05m'],
    [86_390, '1d 00h'],
    [190_800, '2d 05h'],
    [Infinity, '?'],
    [NaN, '?'],
  ])('writes %f seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('groups the digits of counts', () => {
    expect(formatCount(1234567.6)).toBe('1,234,568');
    expect(formatCount(Infinity)).toBe('Infinity');
  });
});
