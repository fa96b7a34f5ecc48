import { describe, expect, it } from 'vitest';
import { strokeText, textWidth } from '../../src/show/stroke-text.js';

describe('text drawn as strokes', () => {
  it('has a path for each letter, and one width wherever it stands', () => {
    const text = strokeText('−2.5', { x: 0, y: 0, height: 7 });
    expect(text.match(/<path/g)?.length).toBe(4);
    expect(textWidth('−2.5', 14)).toBeCloseTo(2 * textWidth('−2.5', 7), 9);
  });

  it('stands on its anchor', () => {
    const left = (anchor: 'start' | 'middle' | 'end') =>
      Number(/translate\((-?[\d.]+) /.exec(strokeText('10', { x: 50, y: 0, height: 7, anchor }))![1]);
    expect(left('start')).toBe(50);
    expect(left('end')).toBeCloseTo(50 - textWidth('10', 7), 1);
    expect(left('middle')).toBeCloseTo(50 - textWidth('10', 7) / 2, 1);
  });

  it('takes a hyphen for a minus and leaves out what it cannot draw', () => {
    const place = { x: 0, y: 0, height: 7 };
    expect(strokeText('-1', place)).toBe(strokeText('−1', place));
    expect(strokeText('1<é>', place)).toBe(strokeText('1', place));
    expect(textWidth('constructor', 7)).toBe(textWidth('contrctor', 7));
  });
});
