/** The numbers beside the picture. */
import { find } from '../page/dom.js';
import { formatCount, formatMeasure } from '../page/format.js';
import type { Frame } from './frame.js';

export interface Figures {
  clear(): void;
  show(frame: Frame): void;
}

/** Steps a second over about the last second; what was before a break does not count. */
function createPace(): (steps: number) => number {
  let before = -Infinity;
  let pace = NaN;
  return (steps) => {
    const now = performance.now();
    const seconds = (now - before) / 1000;
    before = now;
    if (seconds > 2) pace = NaN;
    else if (Number.isNaN(pace)) pace = steps / seconds;
    else pace += (steps / seconds - pace) * Math.min(1, seconds);
    return pace;
  };
}

export function createFigures(): Figures {
  const [step, estimate, slope, speed] = ['step', 'estimate', 'slope', 'speed'].map((name) =>
    find(`figure-${name}`, HTMLElement),
  );
  const pace = createPace();
  return {
    clear() {
      for (const each of [step, estimate, slope, speed]) each.textContent = '–';
    },
    show(frame) {
      step.textContent = formatCount(frame.step);
      estimate.textContent = formatMeasure(frame.wasserstein.at(-1) ?? NaN);
      slope.textContent = formatMeasure(frame.slope ?? NaN);
      speed.textContent = formatMeasure(pace(frame.wasserstein.length));
    },
  };
}
