import { describe, expect, it } from 'vitest';
import { progressLine, type ProgressLineOptions } from '../../src/show/progress-line.js';
import { step } from './steps.js';

const metrics = step(812, { wasserstein: 3.412, penalty: 0.1234 });
const wide: ProgressLineOptions = {
  title: 'mnist-wgan-gp',
  steps: 2000,
  etaSeconds: 92,
  columns: 110,
  unicode: true,
};

/** What is seen of a text with ANSI codes. */
const seen = (text: string) =>
  text
    .split('\u001b')
    .map((part) => part.replace(/^\[\d+m/, ''))
    .join('');

describe('the progress line', () => {
  it('says the model, the step, the estimate, the penalty, the speed and the time left', () => {
    expect(progressLine(metrics, wide)).toBe(
      'mnist-wgan-gp  █████████▊░░░░░░░░░░░░░░  812/2,000  W 3.41  penalty 0.123  5,210 img/s  1m 32s left',
    );
  });

  it('draws its bar in ASCII where nothing else is known', () => {
    expect(progressLine(metrics, { ...wide, unicode: false })).toContain('  #########...............  ');
  });

  it('has the Jensen–Shannon estimate for the gan loss', () => {
    const line = progressLine(step(10, { divergence: 0.6911 }), wide);
    expect(line).toContain('JS 0.691');
    expect(line).not.toMatch(/W |penalty/);
  });

  it.each([true, false])('fits every width (unicode %s), and always tells the step', (unicode) => {
    for (let columns = 9; columns <= 140; columns++) {
      const line = progressLine(metrics, { ...wide, columns, unicode });
      expect([...line].length).toBeLessThanOrEqual(columns);
      expect(line).toContain('812/2,000');
    }
    expect(progressLine(metrics, { ...wide, columns: 4 })).toBe('812/');
  });

  it('gives up the penalty first, then the title, the speed, the time left, the estimate', () => {
    const parts = ['penalty', 'mnist', 'img/s', 'left', 'W 3.41'];
    const lost: string[] = [];
    for (let columns = 110; columns >= 9; columns--) {
      const line = progressLine(metrics, { ...wide, columns });
      for (const part of parts) if (!line.includes(part) && !lost.includes(part)) lost.push(part);
    }
    expect(lost).toEqual(parts);
  });

  it('fills its bar from nothing to all, also past the end', () => {
    const bar = (n: number) => /[█▏▎▍▌▋▊▉░]+/.exec(progressLine(step(n), wide))![0];
    expect(bar(0)).toBe('░'.repeat(24));
    expect(bar(2000)).toBe('█'.repeat(24));
    expect(bar(9999)).toBe('█'.repeat(24));
    for (let n = 0; n <= 2000; n += 7) expect(bar(n).length).toBe(24);
  });

  it('takes no columns for its colours', () => {
    expect(seen(progressLine(metrics, { ...wide, color: true }))).toBe(progressLine(metrics, wide));
    expect(progressLine(metrics, { ...wide, color: true })).not.toBe(progressLine(metrics, wide));
  });

  it('shows what is not finite as it is', () => {
    expect(progressLine(step(3, { wasserstein: NaN }), wide)).toContain('W NaN');
  });
});
