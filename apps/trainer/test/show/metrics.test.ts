import { describe, expect, it } from 'vitest';
import { encodeMetrics, parseMetrics } from '../../src/show/metrics.js';
import { step, steps } from './steps.js';

const whole = steps(3, (n) => ({
  wasserstein: 1 / n,
  penalty: 0.1 * n,
  gradientNorm: 1.01,
  divergence: 0.6,
}));
const text = whole.map((metrics) => `${encodeMetrics(metrics)}\n`).join('');

describe('a line of metrics', () => {
  it('comes back as it was, to the last bit', () => {
    expect(parseMetrics(text)).toEqual(whole);
  });

  it('keeps numbers that JSON cannot write', () => {
    const broken = step(4, { criticLoss: NaN, generatorLoss: -Infinity, wasserstein: Infinity });
    expect(JSON.parse(encodeMetrics(broken))).toMatchObject({
      criticLoss: 'NaN',
      generatorLoss: '-Infinity',
      wasserstein: 'Infinity',
    });
    expect(parseMetrics(encodeMetrics(broken))).toEqual([broken]);
  });

  it('leaves out what the objective does not have', () => {
    expect(encodeMetrics(step(1))).not.toMatch(/wasserstein|penalty|undefined|null/);
    expect(Object.keys(parseMetrics(encodeMetrics(step(1)))[0])).not.toContain('penalty');
  });

  it('has its keys in one order, whatever the order they came in', () => {
    const reversed = Object.fromEntries(Object.entries(whole[0]).reverse()) as unknown as (typeof whole)[0];
    expect(encodeMetrics(reversed)).toBe(encodeMetrics(whole[0]));
  });
});

describe('a file of metrics', () => {
  it('may be torn at any character of its last line', () => {
    const start = text.lastIndexOf('{');
    for (let end = start; end < text.length - 1; end++) {
      const kept = end === text.length - 2 ? 3 : 2;
      expect(parseMetrics(text.slice(0, end + 1)).length).toBe(kept);
    }
  });

  it('may go on behind a torn line', () => {
    const lines = text.split('\n');
    expect(parseMetrics(`${lines[0]}\n${lines[1].slice(0, 40)}${lines[1]}\n${lines[2]}\n`)).toEqual(whole);
  });

  it('counts the later of two lines for one step, as a resumed run writes them', () => {
    const again = [step(2, { criticLoss: -9 }), step(3, { criticLoss: -8 })];
    const resumed = text + again.map((metrics) => `${encodeMetrics(metrics)}\n`).join('');
    expect(parseMetrics(resumed)).toEqual([whole[0], ...again]);
  });

  it('may be empty', () => {
    expect(parseMetrics('')).toEqual([]);
    expect(parseMetrics('\n\n')).toEqual([]);
  });

  it('of another kind is refused by line and key', () => {
    expect(() => parseMetrics(`${text}{"step":4,"loss":1}\n`)).toThrow(/Line 4.*"criticSteps"/);
    expect(() => parseMetrics(encodeMetrics(step(1)).replace('-3', '"low"'))).toThrow(
      /"low" as "criticLoss"/,
    );
    expect(() => parseMetrics('{"step":null}')).toThrow(expect.objectContaining({ code: 'trainer/metrics' }));
  });
});
