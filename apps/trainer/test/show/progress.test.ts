import { describe, expect, it } from 'vitest';
import { createProgress, type ProgressOptions } from '../../src/show/progress.js';
import { step } from './steps.js';

/** Back to the first column, line emptied. */
const redraw = '\r\u001b[2K';

function set(options: Partial<ProgressOptions> = {}) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const progress = createProgress({
    stream: { write: (text) => written.push(text) },
    isTTY: true,
    columns: 80,
    now: () => clock.ms,
    steps: 1000,
    environment: { LANG: 'en_US.UTF-8' },
    ...options,
  });
  return { progress, written, clock };
}

describe('progress on a terminal', () => {
  it('redraws one line in place, at most ten times a second', () => {
    const { progress, written, clock } = set();
    for (let n = 1; n <= 1000; n++) {
      clock.ms = n * 2;
      progress.update(step(n));
    }
    expect(written.length).toBe(20);
    for (const text of written) {
      expect(text.startsWith(redraw)).toBe(true);
      expect(text.slice(redraw.length)).not.toMatch(/[\r\n]/);
    }
  });

  it('keeps the last column free, also after the window has changed', () => {
    let columns = 60;
    const { progress, written, clock } = set({ columns: () => columns, environment: { NO_COLOR: '1' } });
    progress.update(step(1));
    columns = 40;
    clock.ms = 1000;
    progress.update(step(2));
    expect(written.map((text) => text.replace(redraw, '').length <= 59)).toEqual([true, true]);
    expect(written[1].replace(redraw, '').length).toBeLessThanOrEqual(39);
  });

  it('lets messages pass above the line', () => {
    const { progress, written } = set();
    progress.message('before');
    progress.update(step(5));
    progress.message('checkpoint written');
    expect(written[0]).toBe('before\n');
    expect(written[2]).toBe(`${redraw}checkpoint written\n${written[1]}`);
  });

  it('leaves the last step behind, even one that it had no time to draw', () => {
    const { progress, written } = set();
    progress.update(step(1));
    progress.update(step(2));
    progress.finish('done');
    expect(written.at(-2)).toMatch(/ 2\/1,000 .*\n$/);
    expect(written.at(-1)).toBe('done\n');
    progress.update(step(3));
    progress.finish();
    progress.message('late');
    expect(written.slice(-2)).toEqual(['done\n', 'late\n']);
  });

  it('tells the time left from the pace', () => {
    const { progress, written, clock } = set();
    progress.update(step(500));
    expect(written[0]).not.toContain('left');
    clock.ms = 10_000;
    progress.update(step(600));
    expect(written[1]).toContain('40s left');
  });

  it('has no colours under NO_COLOR and only ASCII without a UTF-8 locale', () => {
    const bare = set({ environment: { NO_COLOR: '1', LANG: 'C' } });
    bare.progress.update(step(300));
    expect(bare.written[0].replace(redraw, '')).toMatch(/^[\x20-\x7e]*$/);
    const full = set();
    full.progress.update(step(300));
    expect(full.written[0]).toContain('\u001b[36m█');
  });
});

describe('progress without a terminal', () => {
  it('writes plain lines, each 5 % or 10 s, the first and the last', () => {
    const { progress, written, clock } = set({ isTTY: false });
    for (let n = 1; n <= 1000; n++) {
      clock.ms = n * 100;
      progress.update(step(n));
    }
    progress.finish('done');
    for (const text of written) expect(text).toMatch(/^[ -~]*\n$/);
    const shown = written.slice(0, -1).map((text) => Number(/^([\d,]+)\//.exec(text)![1].replace(',', '')));
    expect(shown).toEqual([1, ...Array.from({ length: 19 }, (_, i) => 51 + 50 * i), 1000]);
  });

  it('does not flood the log of a fast run, nor that of a long one', () => {
    const fast = set({ isTTY: false });
    for (let n = 1; n <= 1000; n++) {
      fast.clock.ms = n;
      fast.progress.update(step(n));
    }
    fast.progress.finish();
    expect(fast.written.length).toBe(2);

    const hours = set({ isTTY: false, steps: 1e6 });
    for (let n = 1; n <= 36_000; n++) {
      hours.clock.ms = n * 1000;
      hours.progress.update(step(n));
    }
    expect(hours.written.length).toBeGreaterThan(36_000 / 300);
    expect(hours.written.length).toBeLessThan(250);
  });

  it('is also what a dumb terminal gets', () => {
    const { progress, written } = set({ environment: { TERM: 'dumb' } });
    progress.update(step(1));
    progress.message('hello');
    expect(written[0]).toMatch(/^1\/1,000 .*\n$/);
    expect(written[1]).toBe('hello\n');
  });
});
